import { normalise } from '#kernel/arabic.ts';
import { say } from '#kernel/text.ts';
import { windowOf } from '../parts/outline.ts';
import { mapPicture } from '../parts/picture.ts';
import type { AreaRow } from '../parts/place.ts';
import type { PageServerLoad } from './$types';

interface Row {
  readonly area: { readonly id: string };
  readonly open: number;
  readonly fixed: number;
  readonly closed: number;
  readonly week: number;
  readonly before: number;
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const { call, language, tenant } = locals;
  const [{ items: areas }, figures, picture] = await Promise.all([
    call<{ items: AreaRow[] }>('territory.list-areas', { kind: ['district'], limit: 500 }),
    call<{ items: Row[]; middle: string; to: string }>('reports.list-area-figures', {}),
    mapPicture(locals, { window: windowOf(tenant), kind: 'municipality', filters: {} }),
  ]);
  const q = url.searchParams.get('q')?.trim() ?? '';
  const wanted = normalise(q);
  const byId = new Map(figures.items.map((row) => [row.area.id, row]));
  const { compare } = new Intl.Collator(language);
  const rows = areas
    .map(({ id, name, parent }) => {
      const { open = 0, fixed = 0, closed = 0, week = 0, before = 0 } = byId.get(id) ?? {};
      return {
        id,
        name: say(name, language),
        parent: parent ? say(parent.name, language) : '',
        found: Object.values(name).some((one) => normalise(one ?? '').includes(wanted)),
        open,
        fixed,
        closed,
        week,
        before,
      };
    })
    .sort((a, b) => compare(a.name, b.name));
  const shown = rows.filter(({ found }) => found);
  return {
    q,
    any: rows.length > 0,
    picture,
    groups: [...new Set(shown.map(({ parent }) => parent))]
      .sort(compare)
      .map((parent) => ({ parent, rows: shown.filter((row) => row.parent === parent) })),
  };
};
