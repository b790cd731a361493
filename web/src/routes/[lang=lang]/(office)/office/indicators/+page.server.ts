import { mayOperate, staffOf } from '$lib/office/access.ts';
import { loadOverview } from '$lib/performance/load.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  staffOf(event, mayOperate);
  return loadOverview(event.locals, event.url);
};
