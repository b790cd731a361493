import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { MandateView } from '#modules/identity/api.ts';
import { formatDate } from '$lib/format.ts';
import { answerForm } from '$lib/forms.ts';
import { ownPath, signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  signInFirst(event);
  const { mine } = await locals.call<{ mine: MandateView[] }>('identity.list-mandates', {});
  return {
    back: ownPath(url.searchParams.get('return'), `/${locals.language}/account`),
    current: mine.find((mandate) => mandate.live && mandate.from.id === locals.actor.onBehalfOf)?.id ?? '',
    mandates: mine
      .filter((mandate) => mandate.live)
      .map(({ id, from, scope, validUntil }) => ({
        id,
        name: say(from.name, locals.language),
        scope,
        until: validUntil === null ? null : formatDate(validUntil, locals.locale),
      })),
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('identity.choose-mandate', { mandateId: values.mandate || null }, key);
      redirect(303, ownPath(values.return, `/${event.locals.language}/account`));
    }),
};
