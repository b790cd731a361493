import { error, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { SignatureAsked } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

const DONE = ['signed', 'declined'] as const;

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params, url } = event;
  const { language } = locals;
  const words = (text: Record<string, string>) => say(text, language);
  try {
    const view = await locals.call<SignatureAsked>('services.get-signature-asked', { id: params.id });
    return {
      asked: {
        ...view,
        service: words(view.service),
        applicant: words(view.applicant),
        role: words(view.role),
        declaration: words(view.declaration),
        declarations: view.declarations.map(words),
        pages: view.pages.map((page) => ({ ...page, title: words(page.title) })),
        others: view.others.map(({ role, state }) => ({ role: words(role), state })),
      },
      done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    };
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
};

export const actions: Actions = {
  sign: (event) =>
    answerForm(event, async ({ values, key }) => {
      signInFirst(event);
      const { locals, params } = event;
      const input = { id: params.id, declared: values.declared === 'yes', content: values.content ?? '' };
      await locals.call('services.sign', input, key);
      redirect(303, `${addresses(locals.language).signature(params.id)}?done=signed`);
    }),
  decline: (event) =>
    answerForm(event, async ({ values, key }) => {
      signInFirst(event);
      const { locals, params } = event;
      await locals.call('services.decline-signature', { id: params.id, reason: values.reason ?? '' }, key);
      redirect(303, `${addresses(locals.language).signature(params.id)}?done=declined`);
    }),
};
