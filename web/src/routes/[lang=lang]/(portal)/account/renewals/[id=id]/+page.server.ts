import { error, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { OfferView } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params } = event;
  const { language } = locals;
  try {
    const offer = await locals.call<OfferView>('services.open-renewal-offer', { id: params.id });
    return {
      offer: {
        ...offer,
        service: say(offer.service.name, language),
        licence: { ...offer.licence, title: say(offer.licence.title, language) },
        pages: offer.pages.map((page) => ({ ...page, title: say(page.title, language) })),
        why: offer.why.map((text) => say(text, language)),
      },
    };
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const { draft, step } = await locals.call<{ draft: string | null; step: string | null }>(
        'services.answer-renewal-offer',
        { id: params.id, answer: values.answer, ...(values.reason ? { reason: values.reason } : {}) },
        key,
      );
      const to = addresses(locals.language);
      redirect(303, draft === null ? to.renewal(params.id) : to.draft(draft, step ?? undefined));
    }),
};
