import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { Words } from './model-catalogue.ts';
import { ReportId } from './operations-input.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';
import { type Flood, floodsOf } from './rules.ts';
import { deleteSubmissions, openSubmissions, settleSubmissions } from './store-submissions.ts';

const LOOKED_BACK_HOURS = 48;
const KEPT_DAYS = 7;
const MOST_READ = 2_000;
const MOST_SHOWN = 50;

const FloodView = z.object({
  why: z.enum(['text', 'place', 'urgent']),
  count: z.int(),
  /** Networks they came from. */
  origins: z.int(),
  first: z.string(),
  last: z.string(),
  /** All that belong to it, for settling them. */
  ids: z.array(z.string()),
  /** The newest of them that the reader may see. */
  reports: z.array(
    z.object({ id: z.string(), number: z.string(), at: z.string(), category: Words, district: Words.nullable() }),
  ),
});
export type FloodView = z.infer<typeof FloodView>;

/** Floods of anonymous reports: seen together by triage, none of them lost. */
export function floodOperations(parts: ReportParts): Operation[] {
  const { cases, catalogues, territory } = parts;
  return [
    operation({
      name: 'reports.list-floods',
      summary: { ar: 'بلاغات متشابهة وردت بكثافة', en: 'Reports that came alike and many' },
      kind: 'query',
      who: [tenantRole('triage', 'agent940', 'supervisor', 'administrator', 'auditor')],
      route: { method: 'GET', path: '/report-floods' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(FloodView), hours: z.int() }),
      async run(tx, _, { actor, tenant, now }) {
        const since = now.subtract({ hours: LOOKED_BACK_HOURS }).toString();
        const found = floodsOf(await openSubmissions(tx, since, MOST_READ)).slice(0, MOST_SHOWN);
        const wanted = found.flatMap(({ submissions }) => submissions.slice(0, MOST_SHOWN).map(({ caseId }) => caseId));
        const filter = { ...cases.scope(actor), type: REPORT_TYPE, ids: wanted };
        const rows = wanted.length === 0 ? [] : await cases.list(tx, filter, 'newest', undefined, wanted.length);
        const known = new Map(rows.map((row) => [row.id, row]));
        const { categories } = await catalogues.of(tx, tenant);
        const nameOf = new Map(categories.map(({ code, name }) => [code, name]));
        const view = async ({ why, submissions, origins }: Flood) => ({
          why,
          count: submissions.length,
          origins,
          first: submissions.at(-1)!.at,
          last: submissions[0]!.at,
          ids: submissions.map(({ caseId }) => caseId),
          reports: await Promise.all(
            submissions.slice(0, MOST_SHOWN).flatMap(({ caseId, number, at }) => {
              const row = known.get(caseId);
              if (row === undefined) return [];
              const named = async () => ({
                id: caseId,
                number,
                at,
                category: nameOf.get(row.topic ?? '') ?? {},
                district:
                  row.districtId === null ? null : { ...(await territory.areaName(tx, tenant, row.districtId)) },
              });
              return [named()];
            }),
          ),
        });
        const items = await Promise.all(found.map(view));
        return { items: items.filter(({ reports }) => reports.length > 0), hours: LOOKED_BACK_HOURS };
      },
    }),
    operation({
      name: 'reports.settle-flood',
      summary: { ar: 'إتمام النظر في بلاغات متشابهة', en: 'Note that reports that came alike were looked at' },
      kind: 'command',
      who: [tenantRole('triage', 'agent940', 'supervisor', 'administrator')],
      route: { method: 'POST', path: '/report-floods/settled' },
      rate: 'write',
      input: z.strictObject({ ids: z.array(ReportId).min(1).max(MOST_READ) }),
      output: z.object({ settled: z.int() }),
      bodyLimit: 256 * 1024,
      run: async (tx, { ids }, { actor, now }) => ({
        settled: await settleSubmissions(tx, ids, actor.partyId, now.toString()),
      }),
    }),
    operation({
      name: 'reports.forget-submissions',
      summary: { ar: 'حذف آثار الإرسال القديمة', en: 'Forget the traces of old submissions' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/report-submissions-forgotten' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ removed: z.int() }),
      run: async (tx, _, { now }) => ({
        removed: await deleteSubmissions(tx, now.subtract({ hours: 24 * KEPT_DAYS }).toString()),
      }),
    }),
  ];
}
