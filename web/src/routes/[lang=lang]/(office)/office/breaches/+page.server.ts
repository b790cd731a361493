import { say } from '#kernel/text.ts';
import type { Breaches } from '#modules/services/api.ts';
import { staffOnly } from '$lib/office/access.ts';
import { namesFor } from '$lib/office/lookups.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const after = url.searchParams.get('after');
  const { items, next } = await locals.call<Breaches>('services.list-breaches', after === null ? {} : { after });
  const names = await namesFor(locals);
  return {
    items: items.map((one) => ({
      ...one,
      title: say(one.title, locals.language),
      party: one.party === null ? null : say(one.party, locals.language),
      place: names.municipality(one.municipality),
    })),
    next,
  };
};
