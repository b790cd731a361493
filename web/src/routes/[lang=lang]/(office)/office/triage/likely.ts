import type { ReportRow } from '$lib/office/rows.ts';

/** Of each report of a page that has any: how many open ones are likely about the same thing, and the likeliest. */
export type Likely = Readonly<Record<string, { readonly count: number; readonly likeliest: readonly string[] }>>;

/** The comparison shows four: the report itself and these. */
const MOST_COMPARED = 3;

export async function likelyOf(locals: App.Locals, rows: readonly ReportRow[]): Promise<Likely> {
  if (rows.length === 0) return {};
  const { items } = await locals.call<{ items: { id: string; others: string[] }[] }>('reports.list-likely', {
    reports: rows.slice(0, 100).map(({ id }) => id),
  });
  return Object.fromEntries(
    items.map(({ id, others }) => [id, { count: others.length, likeliest: others.slice(0, MOST_COMPARED) }]),
  );
}
