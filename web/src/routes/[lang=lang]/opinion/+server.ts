import { redirect } from '@sveltejs/kit';
import { readForm } from '$lib/forms.ts';
import { isOwnPath } from '$lib/own-path.ts';
import type { RequestHandler } from './$types';

/** Keeps what the reader says of a page, then returns there. */
export const POST: RequestHandler = async ({ request, locals, params }) => {
  const { values, key } = readForm(await request.formData());
  const { page, useful, reason, back } = values;
  const opinion = { page, language: params.lang, useful: useful === 'yes', ...(reason ? { reason } : {}) };
  await locals.call('platform.rate-page', opinion, key);
  const to = new URL(isOwnPath(back) ? back : `/${params.lang}`, 'http://here');
  to.searchParams.set('thanks', 'page');
  redirect(303, `${to.pathname}${to.search}#page-opinion`);
};
