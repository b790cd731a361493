import { z } from 'zod';
import { problems } from '#kernel/problem.ts';

export const ledgerProblems = problems('ledger', {
  'unknown-entry': { status: 404, ar: 'لا يوجد قيد بهذا المعرّف في السجل.', en: 'The record has no entry of this id.' },
  'not-sealed-yet': {
    status: 409,
    ar: 'لم يُختم هذا القيد بعد. يُختم القيد خلال ثوان من تدوينه؛ أعد المحاولة بعد قليل.',
    en: 'This entry is not sealed yet. Entries are sealed within seconds of being written; try again shortly.',
  },
  'unknown-checkpoint': {
    status: 404,
    ar: 'لا توجد نقطة تحقق بهذا الحجم.',
    en: 'There is no checkpoint of this size.',
  },
  'proof-does-not-hold': {
    status: 409,
    ar: 'لا يتطابق السجل مع نقطة التحقق الموقّعة، فلا يمكن إصدار إثبات لهذا القيد. شغّل فحص سلامة السجل.',
    en: 'The record does not match its signed checkpoint, so this entry cannot be proven. Run the verification.',
  },
});

/** An instant in UTC with six decimals, as the database keeps it: one moment, one text. */
const Moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);

/** What the record keeps of one operation. Ids and digests only, so that a person can be forgotten elsewhere. */
export const Entry = z.object({
  id: z.uuid(),
  at: Moment,
  kind: z.enum(['change', 'disclosure']),
  operation: z.string(),
  actorKind: z.string(),
  actorId: z.uuid().nullable(),
  onBehalfOf: z.uuid().nullable(),
  sessionId: z.uuid().nullable(),
  channel: z.string(),
  subjectType: z.string().nullable(),
  subjectId: z.uuid().nullable(),
  subjectNumber: z.string().nullable(),
  /** Fields that were read, of an entry of kind `disclosure`. */
  fields: z.array(z.string()),
  /** SHA-256 in hexadecimal. */
  inputDigest: z.string(),
  outcomeDigest: z.string(),
  requestId: z.string(),
  transactionId: z.string(),
});
export type Entry = z.infer<typeof Entry>;

/** The entry's canonical JSON (RFC 8785: members in order of their names), which is what a leaf is the hash of. */
export const entryText = (entry: Entry): string =>
  JSON.stringify({
    actorId: entry.actorId,
    actorKind: entry.actorKind,
    at: entry.at,
    channel: entry.channel,
    fields: entry.fields,
    id: entry.id,
    inputDigest: entry.inputDigest,
    kind: entry.kind,
    onBehalfOf: entry.onBehalfOf,
    operation: entry.operation,
    outcomeDigest: entry.outcomeDigest,
    requestId: entry.requestId,
    sessionId: entry.sessionId,
    subjectId: entry.subjectId,
    subjectNumber: entry.subjectNumber,
    subjectType: entry.subjectType,
    transactionId: entry.transactionId,
  });

/** What a checkpoint's signature says. */
export const Statement = z.strictObject({
  at: Moment,
  /** Of the tree, in hexadecimal. */
  root: z.string(),
  size: z.int().min(1),
  /** The tenant's key. */
  tenant: z.string(),
});
export type Statement = z.infer<typeof Statement>;

/** A signed statement as it is shown, exported and anchored; the signature is a JWS (RFC 7515) with Ed25519. */
export const Checkpoint = z.object({ size: z.int(), root: z.string(), at: Moment, signature: z.string() });
export type Checkpoint = z.infer<typeof Checkpoint>;

/** A checkpoint with what the next leaves are added to. */
export interface StoredCheckpoint extends Checkpoint {
  readonly frontier: readonly Uint8Array[];
}

export const PublicKey = z.object({
  /** JWK thumbprint (RFC 7638). */
  id: z.string(),
  pem: z.string(),
});
export type PublicKey = z.infer<typeof PublicKey>;

/** The moment of an instant in the one form the record knows. */
export const momentOf = (instant: Temporal.Instant): string => instant.toString({ fractionalSecondDigits: 6 });
