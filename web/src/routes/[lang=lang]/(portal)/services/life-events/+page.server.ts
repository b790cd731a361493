import { eventOf, overviewOf } from '$lib/services/cards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const overview = await overviewOf(locals);
  return {
    updated: overview?.updatedAt ?? undefined,
    events: (overview?.events ?? []).map((event) => eventOf(event, locals.language)),
  };
};
