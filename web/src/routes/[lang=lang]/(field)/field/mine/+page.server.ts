import { staffOnly } from '$lib/office/access.ts';
import { crewWork } from '../work.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  return crewWork(event.locals, true);
};
