import { say } from '#kernel/text.ts';
import type { PublicReports } from '#modules/reports/api.ts';
import { areaFigures } from '../../parts/area.ts';
import type { Window } from '../../parts/outline.ts';
import { mapPicture, windowOfBox } from '../../parts/picture.ts';
import type { PageServerLoad } from './$types';

const LATEST = 6;

export const load: PageServerLoad = async ({ locals, params: { id } }) => {
  const { call, language } = locals;
  const figures = await areaFigures(locals, id);
  const { bbox } = await call<{ bbox: [number, number, number, number] }>('territory.get-area', { id });
  const [west, south, east, north] = bbox;
  const window: Window = windowOfBox({ west, south, east, north });
  const filter: Record<string, string> = figures.kind === 'municipality' ? { municipality: id } : { district: id };
  const [latest, picture] = await Promise.all([
    call<PublicReports>('reports.list-public', { ...filter, limit: LATEST }),
    mapPicture(locals, {
      window,
      kind: 'district',
      chosen: id,
      filters: filter,
    }),
  ]);
  return { id, name: say(figures.name, language), figures, latest: latest.items, picture, filter };
};
