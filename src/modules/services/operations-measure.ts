import { z } from 'zod';
import { uuidv7 } from '#kernel/id.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { ServiceId, Words } from './model.ts';
import type { DesignParts } from './operations-design-shared.ts';
import { serviceProblems } from './problems.ts';
import { MEASURES, measure } from './rules-measure.ts';
import { findVersion } from './store.ts';
import { countStarsSince } from './store-opinions.ts';
import { listVersions } from './store-versions.ts';

/** Applications that figures are made of, the first after publishing; cases that one figure opens to. */
const MOST = 5_000;
const SHOWN = 200;
const VERSIONS = 100;

const Figure = z.object({ count: z.int(), cases: z.array(z.object({ id: z.string(), number: z.string() })) });

export const ServiceMeasure = z.object({
  name: Words,
  code: z.string(),
  version: z.int(),
  publishedAt: z.string(),
  /** There are more applications than the figures are made of. */
  atLeast: z.boolean(),
  /** The cases of the figure that was asked for; none of the others. */
  figures: z.record(z.enum(MEASURES), z.int()),
  hours: z.object({ median: z.number(), ninth: z.number() }).nullable(),
  /** The time promised: its amount as the definition has it, and its unit. */
  norm: z.object({ amount: z.string(), unit: z.string() }).nullable(),
  corrections: z.array(Figure.extend({ field: z.string(), title: Words })),
  /** What people said of the service since this version was published; opinions are of the service, not of a version. */
  rating: z.object({ count: z.int(), average: z.number().nullable() }),
  shown: Figure.nullable(),
});
export type ServiceMeasure = z.infer<typeof ServiceMeasure>;

export const measureOperations = (parts: DesignParts): Operation[] => [
  operation({
    name: 'services.get-measure',
    summary: {
      ar: 'قياس نسخة من خدمة بعد إطلاقها',
      en: 'The figures of a version of a service since it was published',
    },
    kind: 'query',
    who: [tenantRole('administrator', 'supervisor', 'auditor')],
    route: { method: 'GET', path: '/applicable-services/{id}/measure' },
    rate: 'read',
    input: z.strictObject({
      id: ServiceId,
      version: z.coerce.number().pipe(z.int32().positive()),
      show: z.enum(MEASURES).optional(),
    }),
    output: ServiceMeasure,
    async run(tx, { id, version, show }) {
      const found = await findVersion(tx, id, version);
      const row = (await listVersions(tx, id, VERSIONS)).find((one) => one.version === version);
      if (found === undefined || row === undefined) throw serviceProblems['not-found']();
      const { definition, offer } = found;
      const asked = { after: uuidv7(Date.parse(row.publishedAt), new Uint8Array(10)), limit: MOST };
      const all = await parts.cases.histories(tx, definition.caseType.id, asked, {
        events: ['clock-stopped', 'clock-breached', 'correction-requested'],
        values: [['service', 'version']],
      });
      const { cases, hours, corrections } = measure(all.filter(({ values }) => values[0] === String(version)));
      const titles = new Map(
        definition.caseType.sections.flatMap(({ fields }) => fields.map(({ key, title }) => [key, title] as const)),
      );
      const stars = await countStarsSince(tx, definition.card.code, row.publishedAt);
      const count = stars.reduce((sum, one) => sum + one.count, 0);
      const { norm } = definition.caseType.clocks as Record<string, { amount?: unknown; unit?: unknown } | undefined>;
      const term = /^data\.terms\.(\w+)$/.exec(String(norm?.amount))?.[1];
      const amount = term === undefined ? norm?.amount : offer.terms[term];
      const list = show === undefined ? undefined : (cases.get(show) ?? []);
      return {
        name: definition.card.name,
        code: definition.card.code,
        version,
        publishedAt: row.publishedAt,
        atLeast: all.length === MOST,
        figures: Object.fromEntries(MEASURES.map((name) => [name, cases.get(name)!.length])) as Record<
          (typeof MEASURES)[number],
          number
        >,
        hours,
        norm: norm === undefined ? null : { amount: String(amount), unit: String(norm.unit) },
        corrections: corrections.map(({ field, cases: named }) => ({
          field,
          title: titles.get(field) ?? { ar: field, en: field },
          count: named.length,
          cases: named.slice(0, SHOWN).map((one) => ({ ...one })),
        })),
        rating: {
          count,
          average: count === 0 ? null : stars.reduce((sum, one) => sum + one.stars * one.count, 0) / count,
        },
        shown:
          list === undefined ? null : { count: list.length, cases: list.slice(0, SHOWN).map((one) => ({ ...one })) },
      };
    },
  }),
];
