import { modulesOf } from '$lib/reference/reference.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => ({
  base: `${url.origin}/api/v1`,
  modules: modulesOf(locals.services.reference()),
});
