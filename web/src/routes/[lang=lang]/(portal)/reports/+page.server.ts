import { error } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { PublicReports } from '#modules/reports/api.ts';
import { isProblem } from '$lib/problem.ts';
import { mapViewOf } from '../parts/contact.ts';
import type { AreaRow } from '../parts/place.ts';
import { catalogueOf } from '../report/show.ts';
import type { PageServerLoad } from './$types';

/** The map beside the list is the one thing here that needs script. */
export const csr = true;

const FILTERS = ['q', 'group', 'status', 'district', 'box'] as const;
const PAGE = 20;

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('reports:list');
  const { call, language, tenant } = locals;
  const given = FILTERS.flatMap((name) => {
    const value = url.searchParams.get(name)?.trim();
    return value ? [[name, value] as const] : [];
  });
  const filters: Partial<Record<(typeof FILTERS)[number], string>> = Object.fromEntries(given);
  const after = url.searchParams.get('after') ?? undefined;
  const catalogue = await catalogueOf(locals);
  const { items } = await call<{ items: AreaRow[] }>('territory.list-areas', { kind: ['district'], limit: 500 });
  let found: PublicReports;
  try {
    found = await call<PublicReports>('reports.list-public', { ...filters, after, limit: PAGE });
  } catch (problem) {
    // An address somebody typed or cut short: there is nothing like that, and the address of the whole list is shown.
    if (!isProblem(problem) || problem.status >= 500) throw problem;
    error(404, problem.message);
  }
  const { compare } = new Intl.Collator(language);
  const districts = items.map(({ id, name, parent }) => ({
    value: id,
    label: say(name, language),
    parent: parent ? say(parent.name, language) : '',
  }));
  return {
    filters,
    after: after ?? null,
    reports: found,
    groups: catalogue.groups.map(({ code, name }) => ({ value: code, label: say(name, language) })),
    names: Object.fromEntries(catalogue.categories.map(({ code, name }) => [code, say(name, language)])),
    districts: [...new Set(districts.map(({ parent }) => parent))].sort(compare).map((parent) => ({
      label: parent,
      options: districts
        .filter((district) => district.parent === parent)
        .map(({ value, label }) => ({ value, label }))
        .sort((a, b) => compare(a.label, b.label)),
    })),
    map: mapViewOf(tenant),
    theme: locals.theme,
  };
};
