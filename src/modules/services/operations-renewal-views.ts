import { z } from 'zod';
import { ServiceId } from './model.ts';
import { WordsView } from './operations-shared.ts';
import { RUN_STATES } from './store-renewal-runs.ts';

/** Offering renewals in a window, and how far it has come. */
export const RunView = z.object({
  id: z.string(),
  service: ServiceId,
  from: z.string(),
  until: z.string(),
  municipality: z.string().nullable(),
  /** The schedule began it. */
  scheduled: z.boolean(),
  by: WordsView.nullable(),
  startedAt: z.string(),
  state: z.enum(RUN_STATES),
  found: z.int(),
  looked: z.int(),
  offered: z.int(),
  reminded: z.int(),
  known: z.int(),
  unfit: z.int(),
});
export type RunView = z.infer<typeof RunView>;

export const RenewalDesk = z.object({
  services: z.array(
    z.object({
      id: z.string(),
      name: WordsView,
      /** Days before the end at which the schedule offers and reminds; empty: it does not. */
      days: z.array(z.int()),
    }),
  ),
  runs: z.array(RunView),
});
export type RenewalDesk = z.infer<typeof RenewalDesk>;

export const EndingLicences = z.object({
  total: z.int(),
  byMunicipality: z.array(z.object({ municipality: z.string().nullable(), count: z.int() })),
  items: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      title: WordsView,
      caseId: z.string(),
      municipality: z.string().nullable(),
      validUntil: z.string(),
      /** What a run would do with it now: offer it, or leave it for this reason. */
      would: z.enum(['offer', 'offered', 'in-renewal', 'unfit']),
      why: z.array(WordsView),
      fee: z.object({ amount: z.int(), currency: z.string() }).nullable(),
    }),
  ),
  next: z.string().nullable(),
});
export type EndingLicences = z.infer<typeof EndingLicences>;
