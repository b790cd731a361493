import { redirect } from '@sveltejs/kit';
import type { QuietWish } from '#modules/notifications/api.ts';
import { answerForm } from '$lib/forms.ts';
import { quietFrom } from '../../parts/quiet.ts';
import { asSecret } from '../../parts/secret.ts';
import type { Actions, PageServerLoad } from './$types';

const KINDS = ['receipt', 'progress', 'question', 'outcome', 'survey', 'work'] as const;
type Kind = (typeof KINDS)[number];

interface Choices {
  readonly channel: 'email' | 'sms' | 'push';
  readonly kind: Kind;
  readonly anonymous: boolean;
  readonly wanted: readonly Kind[];
  readonly quiet: QuietWish;
  readonly tenantQuiet: { readonly from: string; readonly to: string } | null;
}

export const load: PageServerLoad = async (event) => {
  asSecret(event);
  const { locals, params, url } = event;
  const choices = await locals.call<Choices>('notifications.get-choices', { token: params.token });
  const done = (['saved', 'token.stopped'] as const).find((one) => one === url.searchParams.get('done')) ?? null;
  return { ...choices, kinds: KINDS.filter((kind) => kind !== 'work' || choices.kind === 'work'), done };
};

const back = (url: URL, done: string): never => redirect(303, `${url.pathname}?${new URLSearchParams({ done })}`);

export const actions: Actions = {
  stop: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('notifications.sign-off', { token: event.params.token }, key);
      return back(event.url, 'token.stopped');
    }),
  save: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { token } = event.params;
      const wanted = values.all === 'stop' ? [] : KINDS.filter((kind) => values[kind] === 'yes');
      await event.locals.call('notifications.put-choices', { token, wanted, quiet: quietFrom(values) }, key);
      return back(event.url, 'saved');
    }),
};
