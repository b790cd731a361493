import { parseCaseNumber } from '#kernel/case-number.ts';
import { say } from '#kernel/text.ts';
import type { PublicReports } from '#modules/reports/api.ts';
import type { AreaRow } from '../parts/place.ts';
import { catalogueOf, rowsFor } from '../report/show.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const question = url.searchParams.get('q')?.trim().slice(0, 100) ?? '';
  if (question === '') return { question, number: null, categories: [], places: [], reports: [] };
  const { call, language } = locals;
  const [catalogue, places, reports] = await Promise.all([
    catalogueOf(locals),
    call<{ items: AreaRow[] }>('territory.search-places', { q: question, limit: 8 }),
    call<PublicReports>('reports.list-public', { q: question, limit: 5 }),
  ]);
  return {
    question,
    number: parseCaseNumber(question) ?? null,
    categories: await rowsFor(locals, catalogue, question),
    places: places.items.map(({ id, kind, name, point, within = [] }) => ({
      id,
      kind,
      point,
      name: say(name, language),
      within: within.slice(0, 2).map((area) => say(area.name, language)),
    })),
    reports: reports.items,
  };
};
