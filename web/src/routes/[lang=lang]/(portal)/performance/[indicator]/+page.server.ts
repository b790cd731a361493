import { loadIndicator } from '$lib/performance/load.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url, params }) =>
  loadIndicator(locals, url, params.indicator, 'reports.list-indicator-reports');
