import { mayOperate, staffOf } from '$lib/office/access.ts';
import { loadIndicator } from '$lib/performance/load.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  staffOf(event, mayOperate);
  return loadIndicator(event.locals, event.url, event.params.indicator, 'reports.list-indicator-cases');
};
