import { redirect } from '@sveltejs/kit';
import { answer, routeOf } from '../answer.ts';
import { wholeOf } from '../answers.ts';
import { emptyDraft } from '../draft.ts';
import { show } from '../show.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, request, setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-cache' });
  if (request.method === 'POST') return { view: null };
  const draft = { ...emptyDraft(), category: url.searchParams.get('category') ?? '' };
  const view = await show(locals, 'where', draft, { whole: wholeOf(locals.language) });
  if (view.step !== 'where') redirect(303, routeOf(locals.language, 'what'));
  return { view };
};

export const actions: Actions = { default: answer };
