import { z } from 'zod';
import type { Entry } from './model.ts';

export const FINDING_CODES = [
  'entry-changed',
  'entry-missing',
  'entry-lost',
  'entry-forged',
  'entry-unmarked',
  'leaves-missing',
  'leaves-unsigned',
  'tree-differs',
  'checkpoint-changed',
  'checkpoint-missing',
  'history-differs',
  'tail-cut',
  'anchor-missing',
  'anchor-changed',
  'sealing-behind',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** Something the verification came upon. */
export const Finding = z.object({
  code: z.enum(FINDING_CODES),
  /** Whether it means that the record was tampered with; otherwise it is something to look after. */
  alarm: z.boolean(),
  entryId: z.uuid().nullable(),
  /** Positions in the record, counted from 0; for a checkpoint `to` is its size. */
  from: z.int().nullable(),
  to: z.int().nullable(),
  text: z.object({ ar: z.string(), en: z.string() }),
});
export type Finding = z.infer<typeof Finding>;

export const Verification = z.object({
  /** Whether nothing alarming was found. */
  sound: z.boolean(),
  /** Of the newest checkpoint; null before the first. */
  size: z.int(),
  root: z.string().nullable(),
  at: z.string().nullable(),
  checked: z.object({ entries: z.int(), checkpoints: z.int(), anchored: z.int() }),
  findings: z.array(Finding),
  /** Findings beyond those listed. */
  omitted: z.int(),
});
export type Verification = z.infer<typeof Verification>;

/** A leaf with the entry it names, if that is there. */
export interface LeafRow {
  readonly position: number;
  readonly entryId: string;
  readonly hash: Uint8Array;
  readonly entry: Entry | null;
  readonly mac: Uint8Array | null;
}
