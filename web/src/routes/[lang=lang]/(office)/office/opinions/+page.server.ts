import { loadOpinions } from '$lib/applying/opinions.ts';
import { staffOnly } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  return { list: await loadOpinions(event) };
};
