import { mayAdminister, mayReadRouting, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  staffOf(event, mayAdminister);
  return { may: { routing: mayReadRouting(event.locals.actor) } };
};
