import { parseCaseNumber } from '#kernel/case-number.ts';
import { say } from '#kernel/text.ts';
import type { PublicReports } from '#modules/reports/api.ts';
import type { FoundServices } from '#modules/services/api.ts';
import { overviewOf, rowOf } from '$lib/services/cards.ts';
import type { AreaRow } from '../parts/place.ts';
import { catalogueOf, rowsFor } from '../report/show.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const question = url.searchParams.get('q')?.trim().slice(0, 100) ?? '';
  if (question === '') return { question, number: null, categories: [], places: [], reports: [], services: [] };
  const { call, language } = locals;
  const [catalogue, places, reports, overview, services] = await Promise.all([
    catalogueOf(locals),
    call<{ items: AreaRow[] }>('territory.search-places', { q: question, limit: 8 }),
    call<PublicReports>('reports.list-public', { q: question, limit: 5 }),
    overviewOf(locals),
    call<FoundServices>('services.find-cards', { q: question }),
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
    services: services.items.slice(0, 5).map((row) => rowOf(row, language, overview?.groups)),
  };
};
