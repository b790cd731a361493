import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { Credential, Me, OwnSession } from '#modules/identity/api.ts';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, url } = event;
  const { language } = locals;
  const me = await locals.call<Me>('identity.who-am-i', {});
  const [sessions, credentials] = await Promise.all([
    locals.call<OwnSession[]>('identity.list-my-sessions', {}),
    locals.call<Credential[]>('identity.list-credentials', {}),
  ]);
  return {
    me: {
      ...me,
      name: say(me.party.name, language),
      actingFor: me.actingFor === null ? null : say(me.actingFor.name, language),
      roles: [...new Set(me.roles.map(({ role }) => role))],
    },
    sessions,
    credentials,
    saved: url.searchParams.get('done') === 'saved',
  };
};

export const actions: Actions = {
  end: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('identity.revoke-session', { sessionId: values.session }, key);
      if (values.session === event.locals.actor.sessionId) redirect(303, addresses(event.locals.language).home);
      return { done: 'ended' as const };
    }),
  endOthers: (event) =>
    answerForm(event, async ({ key }) => {
      const { ended } = await event.locals.call<{ ended: number }>('identity.revoke-other-sessions', {}, key);
      return { done: 'othersEnded' as const, count: ended };
    }),
  remove: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('identity.remove-credential', { credentialId: values.credential }, key);
      return { done: 'removed' as const };
    }),
  preferences: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { language, digits } = values;
      await event.locals.call('identity.put-preferences', { language, digits }, key);
      // Shown anew, so that the page is already written as was chosen.
      redirect(303, `${addresses(event.locals.language).account}?done=saved`);
    }),
};
