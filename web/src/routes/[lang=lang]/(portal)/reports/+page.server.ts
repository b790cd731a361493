import { error } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { PublicReports } from '#modules/reports/api.ts';
import { categoriesByGroup } from '$lib/category-groups.ts';
import { isProblem } from '$lib/problem.ts';
import { mapViewOf } from '../parts/contact.ts';
import { type Window, windowOf } from '../parts/outline.ts';
import { periodsOf } from '../parts/period.ts';
import { mapPicture, windowOfBox } from '../parts/picture.ts';
import { type AreaRow, alertNear } from '../parts/place.ts';
import { catalogueOf } from '../report/show.ts';
import type { PageServerLoad } from './$types';

const FILTERS = ['q', 'group', 'category', 'status', 'since', 'municipality', 'district', 'box'] as const;
const PAGE = 20;

export const load: PageServerLoad = async ({ locals, url }) => {
  const { call, language, tenant } = locals;
  const given = FILTERS.flatMap((name) => {
    const value = url.searchParams.get(name)?.trim();
    return value ? [[name, value] as const] : [];
  });
  const filters: Partial<Record<(typeof FILTERS)[number], string>> = Object.fromEntries(given);
  const after = url.searchParams.get('after') ?? undefined;
  const catalogue = await catalogueOf(locals);
  const areas = (kind: 'municipality' | 'district') =>
    call<{ items: (AreaRow & { box: Window })[] }>('territory.list-areas', { kind: [kind], limit: 500 });
  const [{ items: municipalities }, { items }] = [await areas('municipality'), await areas('district')];
  let found: PublicReports;
  try {
    found = await call<PublicReports>('reports.list-public', { ...filters, after, limit: PAGE });
  } catch (problem) {
    // An address somebody typed or cut short: there is nothing like that, and the address of the whole list is shown.
    if (!isProblem(problem) || problem.status >= 500) throw problem;
    error(404, problem.message);
  }
  const chosen =
    items.find(({ id }) => id === filters.district) ?? municipalities.find(({ id }) => id === filters.municipality);
  const asked = filters.box?.split(',').map(Number) as [number, number, number, number] | undefined;
  const window =
    asked !== undefined
      ? windowOfBox({ west: asked[0], south: asked[1], east: asked[2], north: asked[3] })
      : chosen !== undefined
        ? windowOfBox(chosen.box)
        : windowOf(tenant);
  const { q, box: _, ...narrowing } = filters;
  const picture = await mapPicture(locals, {
    window,
    kind: chosen === undefined ? 'municipality' : 'district',
    // Words are looked for in the list only: the picture then shows the place alone.
    ...(q === undefined ? { filters: narrowing } : {}),
    ...(chosen === undefined ? {} : { chosen: chosen.id }),
  });
  const { compare } = new Intl.Collator(language);
  const districts = items.map(({ id, name, parent }) => ({
    value: id,
    label: say(name, language),
    parent: parent ? say(parent.name, language) : '',
  }));
  return {
    filters,
    near: asked && alertNear(asked),
    after: after ?? null,
    reports: found,
    picture,
    bounds: chosen && ([chosen.box.west, chosen.box.south, chosen.box.east, chosen.box.north] as const),
    area: chosen && say(chosen.name, language),
    periods: periodsOf(tenant.timeZone, filters.since),
    categories: categoriesByGroup(catalogue, language, (category) => category.public),
    groups: catalogue.groups.map(({ code, name }) => ({ value: code, label: say(name, language) })),
    municipalities: municipalities
      .map(({ id, name }) => ({ value: id, label: say(name, language) }))
      .sort((a, b) => compare(a.label, b.label)),
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
