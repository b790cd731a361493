import { z } from 'zod';
import { HINTS, QUEUE_REASONS } from './model-moderation.ts';
import { PhotoState } from './operations-input.ts';

const At = z.string();
export const QueueItem = z.object({
  id: z.string(),
  number: z.string(),
  category: z.record(z.string(), z.string()),
  why: z.array(z.enum(QUEUE_REASONS)),
  hints: z.array(z.enum(HINTS)),
  since: At,
  excerpt: z.string().nullable(),
  photos: z.int(),
});
export const ModerationQueue = z.object({
  items: z.array(QueueItem),
  next: z.string().nullable(),
  total: z.object({ count: z.int(), atLeast: z.boolean() }),
  /** The newest files the scanner stopped. */
  blocked: z.array(z.object({ found: z.string(), bytes: z.int(), at: At, caseId: z.string().nullable() })),
});
export type ModerationQueue = z.infer<typeof ModerationQueue>;
const Hint = z.object({ kind: z.enum(HINTS), text: z.string() });
const By = z.record(z.string(), z.string()).nullable();

/** A report as whoever decides what of it is public sees it. */
export const ModerationView = z.object({
  id: z.string(),
  number: z.string(),
  category: z.record(z.string(), z.string()),
  /** Whether the report is on the public pages at all. */
  public: z.boolean(),
  waiting: z.boolean(),
  why: z.array(z.enum(QUEUE_REASONS)),
  since: At.nullable(),
  description: z.string().nullable(),
  hints: z.array(Hint),
  /** The wording to start from. */
  wording: z.string(),
  /** What everybody reads now; null when nothing. */
  shown: z.string().nullable(),
  textShown: z.boolean(),
  decided: z.boolean(),
  photos: z.array(PhotoState.extend({ shown: z.boolean() })),
  flags: z.array(z.object({ reason: z.string(), note: z.string().nullable(), at: At })),
  history: z.array(
    z.object({
      at: At,
      by: By,
      textShown: z.boolean(),
      wording: z.string().nullable(),
      photos: z.int(),
      reason: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
});
export type ModerationView = z.infer<typeof ModerationView>;
