import { z } from 'zod';
import { isStaff } from '#kernel/actor.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { Rate, type ReportCatalogue, Words } from './model.ts';
import type { ReportParts } from './operations-shared.ts';
import { isOffered, type Suggestion, suggest } from './rules.ts';

const SuggestedCategory = z.object({
  code: z.string(),
  name: Words,
  /** Follows from the category. */
  department: z.object({ code: z.string(), name: Words }),
  /** `learned`: from decided reports; `words`: from the words of the categories, never measured. */
  basis: z.enum(['learned', 'words']),
  /** 0 to 1; null for `words`. */
  confidence: z.number().nullable(),
});

export const SuggestedCategories = z.object({
  /** What answered, and how often it was right on reports it had not seen; null while nothing has been learned. */
  model: z
    .object({
      version: z.int(),
      examples: z.int(),
      until: z.string(),
      first: Rate,
      spoken: Rate,
      threshold: z.number(),
    })
    .nullable(),
  /** One for each text, in their order; empty where nothing is suggested. */
  answers: z.array(z.array(SuggestedCategory)),
});
export type SuggestedCategories = z.infer<typeof SuggestedCategories>;

/** The language whose words a text is compared with: the one it is written in, as far as its letters tell. */
function languageOf(text: string, languages: readonly string[]): string {
  const arabic = /\p{Script=Arabic}/u.test(text);
  return languages.find((language) => language.startsWith('ar') === arabic) ?? languages[0] ?? (arabic ? 'ar' : 'en');
}

/** What is suggested for a text, from the tenant's newest model or else its words. */
export async function suggestionsFor(
  tx: Tx,
  context: Pick<OperationContext, 'tenant' | 'actor'>,
  { catalogues, models }: Pick<ReportParts, 'catalogues' | 'models'>,
  texts: readonly string[],
  fill = 0,
): Promise<{ catalogue: ReportCatalogue; version: number | null; found: Suggestion[][] }> {
  const { tenant } = context;
  const whole = await catalogues.of(tx, tenant);
  // What is offered to nobody any more is suggested to nobody; a resident is offered what the portal takes.
  const channel = isStaff(context.actor) ? null : 'portal';
  const catalogue = { ...whole, categories: whole.categories.filter((one) => isOffered(one, channel)) };
  const loaded = await models.of(tx, tenant);
  return {
    catalogue,
    version: loaded?.stored.version ?? null,
    found: texts.map((text) =>
      suggest(catalogue, loaded?.model ?? null, text, languageOf(text, tenant.languages), fill),
    ),
  };
}

export function suggestOperations(parts: ReportParts): Operation[] {
  return [
    operation({
      name: 'reports.suggest-categories',
      summary: {
        ar: 'اقتراح التصنيف والإدارة من نص البلاغ',
        en: 'Suggest category and department from what is written',
      },
      kind: 'query',
      who: [anyone()],
      route: { method: 'POST', path: '/report-suggestions' },
      rate: 'read',
      bodyLimit: 512 << 10,
      input: z.strictObject({
        texts: z.array(z.string().max(2_000)).min(1).max(60),
        /** Up to how many categories their words may follow those that were learned, for somebody who chooses. */
        fill: z.int().min(0).max(12).default(0),
      }),
      output: SuggestedCategories,
      async run(tx, { texts, fill }, context) {
        const { catalogue, found } = await suggestionsFor(tx, context, parts, texts, fill);
        const stored = (await parts.models.of(tx, context.tenant))?.stored;
        const departments = new Map(catalogue.departments.map((department) => [department.code, department]));
        return {
          model:
            stored === undefined
              ? null
              : {
                  version: stored.version,
                  examples: stored.examples,
                  until: stored.trainedUntil,
                  first: stored.document.metrics.first,
                  spoken: stored.document.metrics.spoken,
                  threshold: stored.document.threshold,
                },
          answers: found.map((suggestions) =>
            suggestions.map(({ category: { code, name, department }, basis, confidence }) => ({
              code,
              name,
              department: departments.get(department)!,
              basis,
              confidence,
            })),
          ),
        };
      },
    }),
  ];
}
