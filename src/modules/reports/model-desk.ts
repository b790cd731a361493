import { z } from 'zod';
import { PRIORITY_CODES, Words } from './model-catalogue.ts';

/** How a call ended. `abandoned`: the agent left it, and it was closed later. */
export const CALL_OUTCOMES = [
  'reports',
  'joined',
  'information',
  'transferred',
  'silent',
  'prank',
  'abandoned',
] as const;
export const CallOutcome = z.enum(CALL_OUTCOMES);
export type CallOutcome = z.infer<typeof CallOutcome>;

/** Something a caller is asked that makes a report more urgent than its category is. */
export const UrgencyFact = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  name: Words,
  /** The report is at least this urgent where the answer is yes. */
  priority: z.enum(PRIORITY_CODES),
});
export type UrgencyFact = z.infer<typeof UrgencyFact>;

/** `settings.desk` of a tenant. */
export const DeskSettings = z.strictObject({
  /** Seconds within which a report should be filed after the call began. */
  targetSeconds: z.int().min(5).max(3_600).default(30),
  /** Days after a caller's last call before number and name are destroyed. */
  retentionDays: z.int().min(1).max(3_650).default(365),
  urgency: z.array(UrgencyFact).max(9).default([]),
  /** Where sample short addresses lie, longitude before latitude, while no register is connected. */
  sampleAddresses: z
    .record(z.string().regex(/^[A-Z]{4}\d{4}$/), z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]))
    .default({}),
});
export type DeskSettings = z.infer<typeof DeskSettings>;

const Typed = (max: number) => z.string().max(max).default('');

/** What is typed in a call and not yet a report. Nothing of it is checked before it is filed. */
export const CallDraft = z.strictObject({
  place: Typed(200),
  longitude: z.number().min(-180).max(180).nullable().default(null),
  latitude: z.number().min(-90).max(90).nullable().default(null),
  address: Typed(300),
  landmark: Typed(200),
  category: Typed(64),
  words: Typed(200),
  description: Typed(4_000),
  urgency: z.array(z.string().max(31)).max(9).default([]),
  answers: z
    .record(z.string().max(64), z.union([z.string().max(2_000), z.array(z.string().max(200)).max(50)]))
    .default({}),
});
export type CallDraft = z.infer<typeof CallDraft>;
