import { z } from 'zod';
import type { Cursor } from '#modules/cases/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { type Example, Rate, SuggestionMetrics } from './model.ts';
import { REPORT_TYPE, type ReportParts, reportData } from './operations-shared.ts';
import type { Training } from './ports.ts';
import { isDecided, LEAST_EXAMPLES, worthLearning } from './rules.ts';
import { countCorrections, findModel, insertModel, listModels } from './store-suggestions.ts';

/** Reports learned from at most, the newest: streets and words change, and memory is not without end. */
const MOST_EXAMPLES = 60_000;
const PAGE = 500;
const MOST_HISTORY = 12;
const MOST_COUNTED = 10_000;

type Prepared = { readonly training: Training } | { readonly nothingNew: true };

const Standing = z.object({
  version: z.int(),
  trainedAt: z.string(),
  until: z.string(),
  examples: z.int(),
  seconds: z.number(),
});

/** How good the suggestions are, as the office reads it. */
export const SuggestionModelCard = z.object({
  /** The one that suggests now; null while nothing has been learned. */
  model: Standing.extend({ threshold: z.number(), metrics: SuggestionMetrics }).nullable(),
  history: z.array(Standing.extend({ first: Rate })),
  /** Since the model was trained: categories changed by hand, and how many of them it had foreseen. */
  corrections: z.object({ all: z.int(), foreseen: z.int() }),
  /** Reports made since the newest it learned from; at most 10,000 are counted. */
  reportsSince: z.int(),
  leastExamples: z.int(),
});
export type SuggestionModelCard = z.infer<typeof SuggestionModelCard>;

export function learningOperations(parts: ReportParts): Operation[] {
  const { cases, read, trainer, models } = parts;

  /** Decided reports, the newest first, each page in a transaction of its own. */
  async function* decided(tenant: Tenant): AsyncGenerator<Example[]> {
    let after: Cursor | undefined;
    let found = 0;
    do {
      const page = await read(tenant.id, (tx) => cases.list(tx, { type: REPORT_TYPE }, 'newest', after, PAGE));
      const last = page.length > PAGE ? page[PAGE - 1] : undefined;
      after = last && { at: last.openedAt, id: last.id };
      const examples = page.slice(0, PAGE).flatMap(({ state, data, openedAt }): Example[] => {
        const { description, category, partOf } = reportData({ data: data as never });
        if (description === null || partOf !== null || !isDecided(state)) return [];
        return [{ text: description, category: category.code, at: Temporal.Instant.from(openedAt).toString() }];
      });
      found += examples.length;
      if (examples.length > 0) yield examples;
    } while (after !== undefined && found < MOST_EXAMPLES);
  }

  return [
    operation({
      name: 'reports.train-suggestions',
      summary: { ar: 'تدريب اقتراح التصنيف من جديد', en: 'Learn anew what is suggested for reports' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'POST', path: '/report-suggestions/training' },
      rate: 'bulk',
      input: z.strictObject({
        /** Learn even where little was decided since the last time. */
        force: z.boolean().default(true),
      }),
      output: z.object({
        outcome: z.enum(['trained', 'too-few', 'nothing-new']),
        version: z.int().nullable(),
        examples: z.int(),
      }),
      async prepare({ force }, { tenant }): Promise<Prepared> {
        if (!force) {
          const worth = await read(tenant.id, async (tx) => {
            const model = await findModel(tx);
            if (model === undefined) return true;
            const since = { type: REPORT_TYPE, openedFrom: model.trainedUntil };
            return worthLearning(model, {
              reports: (await cases.count(tx, since, MOST_COUNTED)).count,
              corrections: (await countCorrections(tx, model.trainedAt)).all,
            });
          });
          if (!worth) return { nothingNew: true };
        }
        return { training: await trainer.train(decided(tenant)) };
      },
      async run(tx, prepared, { tenant, now }) {
        if ('nothingNew' in prepared) return { outcome: 'nothing-new', version: null, examples: 0 };
        const { learned, packed, seconds } = prepared.training;
        if (learned === undefined) return { outcome: 'too-few', version: null, examples: 0 };
        const { labels, buckets, steps, bias, temperature, threshold } = learned.model;
        const version = await insertModel(tx, {
          trainedAt: now.toString(),
          trainedUntil: learned.until,
          examples: learned.examples,
          seconds,
          document: {
            labels,
            buckets,
            steps: [...steps],
            bias: [...bias],
            temperature,
            threshold,
            metrics: learned.metrics,
          },
          weights: packed,
        });
        models.forget(tenant);
        return { outcome: 'trained', version, examples: learned.examples };
      },
    }),
    operation({
      name: 'reports.get-suggestion-model',
      summary: { ar: 'دقة اقتراحات التصنيف', en: 'How good the suggestions are' },
      kind: 'query',
      who: [tenantRole('administrator', 'supervisor', 'triage', 'agent940', 'auditor')],
      route: { method: 'GET', path: '/report-suggestions/model' },
      rate: 'read',
      input: z.strictObject({}),
      output: SuggestionModelCard,
      async run(tx) {
        const history = await listModels(tx, MOST_HISTORY);
        const newest = history[0];
        const standing = (stored: (typeof history)[number]) => ({
          version: stored.version,
          trainedAt: stored.trainedAt,
          until: stored.trainedUntil,
          examples: stored.examples,
          seconds: stored.seconds,
        });
        const filter = { type: REPORT_TYPE, ...(newest === undefined ? {} : { openedFrom: newest.trainedUntil }) };
        return {
          model:
            newest === undefined
              ? null
              : {
                  ...standing(newest),
                  threshold: newest.document.threshold,
                  metrics: newest.document.metrics,
                },
          history: history.map((stored) => ({ ...standing(stored), first: stored.document.metrics.first })),
          corrections: await countCorrections(tx, newest?.trainedAt ?? '-infinity'),
          reportsSince: Math.min(MOST_COUNTED, (await cases.count(tx, filter, MOST_COUNTED)).count),
          leastExamples: LEAST_EXAMPLES,
        };
      },
    }),
  ];
}
