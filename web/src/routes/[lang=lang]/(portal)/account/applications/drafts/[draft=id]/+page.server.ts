import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import { openMyDraft } from '$lib/applying/draft.ts';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params, url } = event;
  const draft = await openMyDraft(locals, params.draft);
  const { language } = locals;
  const words = (text: Record<string, string>) => say(text, language);
  return {
    asked: url.searchParams.get('done') === 'asked',
    draft: {
      ...draft,
      name: words(draft.service.name),
      applicant: words(draft.applicant),
      pages: draft.pages.map((page) => ({ ...page, title: words(page.title) })),
      unmet: draft.unmet.map(words),
      declarations: draft.declarations.map(words),
      source: { ...draft.source, text: words(draft.source.text) },
    },
  };
};

export const actions: Actions = {
  send: (event) =>
    answerForm(event, async ({ values, key }) => {
      signInFirst(event);
      const { locals, params } = event;
      const { id } = await locals.call<{ id: string }>(
        'services.submit-draft',
        { id: params.draft, declared: values.declared === 'yes', serviceVersion: Number(values.serviceVersion) || 1 },
        key,
      );
      redirect(303, `${addresses(locals.language).application(id)}?done=sent`);
    }),
  ask: (event) =>
    answerForm(event, async ({ values, key }) => {
      signInFirst(event);
      const { locals, params } = event;
      await locals.call(
        'services.ask-signatures',
        { id: params.draft, declared: values.declared === 'yes', serviceVersion: Number(values.serviceVersion) || 1 },
        key,
      );
      redirect(303, `${addresses(locals.language).draft(params.draft)}?done=asked#signing`);
    }),
  discard: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('services.discard-draft', { id: event.params.draft }, key);
      redirect(303, `${addresses(event.locals.language).applications}?done=discarded`);
    }),
};
