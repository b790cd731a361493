import type { Figures } from '../parts/figures.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  figures: await locals.call<Figures>('reports.get-figures', {}),
});
