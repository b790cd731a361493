import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { RenewalDesk, RenewalOffers } from '#modules/services/api.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor } from '$lib/office/lookups.ts';
import type { PageServerLoad } from './$types';

const STATES = ['offered', 'opened', 'applied', 'renewed', 'declined', 'expired'] as const;

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const { services } = await locals.call<RenewalDesk>('services.get-renewal-desk', {});
  const service = services.find(({ id }) => id === url.searchParams.get('service')) ?? services[0];
  if (service === undefined) redirect(303, officeAddresses(locals.language).renewals);
  const state = STATES.find((one) => one === url.searchParams.get('state')) ?? null;
  const after = url.searchParams.get('after');
  const found = await locals.call<RenewalOffers>('services.list-renewal-offers', {
    service: service.id,
    ...(state === null ? {} : { state }),
    ...(after === null ? {} : { after }),
  });
  const names = await namesFor(locals);
  return {
    service: { id: service.id, name: say(service.name, locals.language) },
    state,
    figures: STATES.map((one) => ({ state: one, count: found.figures.find((row) => row.state === one)?.count ?? 0 })),
    items: found.items.map((one) => ({ ...one, place: names.municipality(one.municipality) })),
    next: found.next,
  };
};
