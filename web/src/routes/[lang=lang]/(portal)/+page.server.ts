import { say } from '#kernel/text.ts';
import type { PublicReports } from '#modules/reports/api.ts';
import { eventOf, overviewOf } from '$lib/services/cards.ts';
import type { PageServerLoad } from './$types';
import { phonesOf } from './parts/contact.ts';
import type { Figures } from './parts/figures.ts';
import { cityPicture } from './parts/picture.ts';
import { catalogueOf } from './report/show.ts';

export const load: PageServerLoad = async ({ locals }) => {
  const catalogue = await catalogueOf(locals);
  const [latest, figures, picture, services] = await Promise.all([
    locals.call<PublicReports>('reports.list-public', { limit: 5 }),
    locals.call<Figures>('reports.get-figures', {}),
    cityPicture(locals),
    overviewOf(locals),
  ]);
  return {
    groups: catalogue.groups.map(({ code, name, icon }) => ({ code, icon, name: say(name, locals.language) })),
    events: (services?.events ?? []).filter(({ wanted }) => wanted).map((event) => eventOf(event, locals.language)),
    latest: latest.items,
    figures,
    picture,
    phones: phonesOf(locals.tenant),
    signedIn: locals.person !== null,
  };
};
