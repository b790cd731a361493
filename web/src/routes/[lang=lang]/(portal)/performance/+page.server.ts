import { loadOverview } from '$lib/performance/load.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => loadOverview(locals, url);
