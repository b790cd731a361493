import { z } from 'zod';

/** The gates a service comes through, in their order: the method of developing e-services. */
export const GATES = [
  'inventory',
  'analyse',
  'design',
  'approve',
  'build',
  'assure',
  'pilot',
  'launch',
  'measure',
  'improve_retire',
] as const;
export const Gate = z.enum(GATES);
export type Gate = z.infer<typeof Gate>;

export const EVIDENCE_KINDS = ['note', 'figure', 'link', 'file'] as const;

/** Something said at a gate: evidence, a signature, or a signature taken back. */
export interface GateEntry {
  readonly id: string;
  readonly gate: Gate;
  readonly kind: (typeof EVIDENCE_KINDS)[number] | 'signature' | 'withdrawal';
  readonly words: string;
  readonly address: string | null;
  readonly fileId: string | null;
  readonly designId: string | null;
  readonly revision: number | null;
  readonly at: string;
  readonly by: string;
}
