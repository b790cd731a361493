import { isId } from '#kernel/id.ts';
import { say } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { mapViewOf } from '../parts/contact.ts';
import { placePicture } from '../parts/picture.ts';
import { ALERT_METRES, type AreaRow, readCoordinates } from '../parts/place.ts';
import { catalogueOf } from '../report/show.ts';
import type { Actions, PageServerLoad } from './$types';

const EVERYWHERE = 'everywhere';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { call, language, tenant } = locals;
  const catalogue = await catalogueOf(locals);
  const { items } = await call<{ items: AreaRow[] }>('territory.list-areas', {
    kind: ['municipality', 'district'],
    limit: 500,
  });
  const { compare } = new Intl.Collator(language);
  const options = (kind: string, parent?: string) =>
    items
      .filter((area) => area.kind === kind && (parent === undefined || area.parent?.id === parent))
      .map(({ id, name }) => ({ value: id, label: say(name, language) }))
      .sort((a, b) => compare(a.label, b.label));
  const municipalities = options('municipality');
  const area = url.searchParams.get('area') ?? '';
  const near = url.searchParams.get('near');
  const point = near === null ? undefined : readCoordinates(near, mapViewOf(tenant));
  return {
    municipalities,
    districts: municipalities
      .map(({ value, label }) => ({ label, options: options('district', value) }))
      .filter((group) => group.options.length > 0),
    groups: catalogue.groups.map(({ code, name }) => ({ value: code, label: say(name, language) })),
    chosen: isId(area) ? area : '',
    group: url.searchParams.get('group') ?? '',
    point: point ?? null,
    radius: ALERT_METRES.find((metres) => String(metres) === url.searchParams.get('radius')) ?? 1000,
    picture: point === undefined ? null : await placePicture(locals, point),
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals } = event;
      const { email = '', area, radius, longitude, latitude, group, frequency } = values;
      const place =
        longitude && latitude
          ? { point: { longitude, latitude }, radiusMetres: radius }
          : area === EVERYWHERE
            ? { everywhere: true }
            : area
              ? { area }
              : {};
      const sent = await locals.call<{ email: string; hours: number }>(
        'reports.request-alert',
        {
          email,
          language: locals.language,
          ...place,
          ...(group ? { group } : {}),
          ...(frequency ? { frequency } : {}),
        },
        key,
      );
      return { sent };
    }),
};
