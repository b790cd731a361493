import { z } from 'zod';
import { rows, sql } from './db.ts';
import { type Operation, operation } from './operations.ts';
import { anyone, tenantRole } from './policy.ts';

/** Why a page was not useful. */
export const PAGE_REASONS = ['unclear', 'missing', 'wrong', 'slow'] as const;

const DAYS = 90;

const PageOpinion = z.object({
  /** Name of the page's route, such as `/[lang=lang]/(portal)/track/[number]`. */
  page: z.string(),
  useful: z.int(),
  notUseful: z.int(),
  reasons: z.partialRecord(z.enum(PAGE_REASONS), z.int()),
});

const PageOpinions = z.object({ since: z.string(), items: z.array(PageOpinion) });
export type PageOpinions = z.infer<typeof PageOpinions>;

/** "Was this page useful", asked at the foot of every public page. */
export const pageOpinionOperations: readonly Operation[] = [
  operation({
    name: 'platform.rate-page',
    summary: { ar: 'رأي القارئ في صفحة', en: 'Say whether a page was useful' },
    kind: 'command',
    who: [anyone()],
    route: { method: 'POST', path: '/page-opinions' },
    rate: 'write',
    input: z.strictObject({
      page: z
        .string()
        .max(200)
        .regex(/^\/[\w[\]=()/.-]*$/),
      language: z.string().regex(/^[a-z]{2}$/),
      useful: z.boolean(),
      reason: z.enum(PAGE_REASONS).nullable().default(null),
    }),
    output: z.object({ id: z.string() }),
    async run(tx, { page, language, useful, reason }, context) {
      const id = context.newId();
      await sql`insert into platform.page_opinion (id, at, page, language, useful, reason)
                values (${id}, ${context.now.toString()}::timestamptz, ${page}, ${language}, ${useful},
                  ${useful ? null : reason})`.execute(tx);
      return { id };
    },
  }),
  operation({
    name: 'platform.list-page-opinions',
    summary: { ar: 'آراء القراء في الصفحات', en: 'What readers say of the pages' },
    kind: 'query',
    who: [tenantRole('administrator', 'supervisor', 'auditor')],
    route: { method: 'GET', path: '/page-opinions' },
    rate: 'read',
    input: z.strictObject({}),
    /** Of the last 90 days; the page with most complaints first. */
    output: PageOpinions,
    async run(tx, _input, { now }) {
      const since = now.subtract({ hours: 24 * DAYS }).toString({ smallestUnit: 'second' });
      const items = await rows<z.infer<typeof PageOpinion>>(
        tx,
        sql`select page, sum(n) filter (where useful)::int as useful, sum(n) filter (where not useful)::int as "notUseful",
                   coalesce(json_object_agg(reason, n) filter (where reason is not null), '{}') as reasons
            from (select page, useful, reason, count(*) as n from platform.page_opinion
                  where tenant_id = platform.current_tenant() and at >= ${since}::timestamptz
                  group by page, useful, reason) as told
            group by page order by 3 desc nulls last, 2 desc nulls last, page limit 500`,
      );
      return {
        since,
        items: items.map((item) => ({ ...item, useful: item.useful ?? 0, notUseful: item.notUseful ?? 0 })),
      };
    },
  }),
];
