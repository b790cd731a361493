import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';
import { answer, routeOf } from './answer.ts';
import { wholeOf } from './answers.ts';
import { emptyDraft } from './draft.ts';
import { show } from './show.ts';

export const load: PageServerLoad = async ({ locals, url, request, setHeaders }) => {
  // Kept by the browser, so that going back shows an answered step again instead of asking to send it twice.
  setHeaders({ 'cache-control': 'private, no-cache' });
  if (request.method === 'POST') return { view: null };
  const { searchParams } = url;
  const category = searchParams.get('category');
  if (category !== null) redirect(303, `${routeOf(locals.language, 'where')}?${new URLSearchParams({ category })}`);
  const asked = {
    q: searchParams.get('q')?.trim().slice(0, 100) ?? '',
    group: searchParams.get('group') ?? '',
    whole: wholeOf(locals.language),
  };
  return { view: await show(locals, 'what', emptyDraft(), asked) };
};

export const actions: Actions = { default: answer };
