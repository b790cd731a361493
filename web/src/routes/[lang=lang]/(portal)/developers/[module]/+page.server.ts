import { error } from '@sveltejs/kit';
import { entriesOf } from '$lib/reference/reference.ts';
import { moduleWords } from '../names.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) => {
  const entries = entriesOf(locals.services.reference(), params.module, locals.language, url.origin);
  if (entries === undefined) error(404, 'no such module');
  return { module: params.module, ...moduleWords(params.module, locals.language), entries };
};
