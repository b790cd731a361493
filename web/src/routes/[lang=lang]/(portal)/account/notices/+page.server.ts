import { redirect } from '@sveltejs/kit';
import type { KindChoice, QuietWish } from '#modules/notifications/api.ts';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { signInFirst } from '$lib/signed-in.ts';
import { quietFrom } from '../../parts/quiet.ts';
import type { Actions, PageServerLoad } from './$types';

interface Own {
  readonly choices: readonly KindChoice[];
  readonly quiet: QuietWish;
  readonly tenantQuiet: { readonly from: string; readonly to: string } | null;
  readonly devices: readonly { id: string; device: string; createdAt: string; lastUsedAt: string | null }[];
  readonly pushKey: string;
}
interface Log {
  readonly items: readonly {
    readonly id: string;
    readonly number: string | null;
    readonly channel: 'email' | 'sms' | 'push';
    readonly address: string;
    readonly status: 'queued' | 'sending' | 'sent' | 'failed' | 'dead';
    readonly held: boolean;
    readonly createdAt: string;
    readonly sentAt: string | null;
  }[];
  readonly next: string | null;
}

const DONE = ['saved', 'added', 'removed'] as const;
const KINDS = ['receipt', 'progress', 'question', 'outcome', 'survey'] as const;

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, url } = event;
  const before = url.searchParams.get('before');
  const [own, log] = await Promise.all([
    locals.call<Own>('notifications.get-preferences', {}),
    locals.call<Log>('notifications.list-my-deliveries', {
      limit: 10,
      ...(before !== null && /^[0-9a-f-]{36}$/.test(before) ? { before } : {}),
    }),
  ]);
  const employee = locals.actor.segment === 'employee';
  return {
    ...own,
    choices: own.choices.filter(({ kind }) => employee || kind !== 'work'),
    log,
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
  };
};

const back = (locals: App.Locals, done: (typeof DONE)[number]): never =>
  redirect(303, `${addresses(locals.language).notices}?done=${done}`);

export const actions: Actions = {
  save: (event) =>
    answerForm(event, async ({ values, key }) => {
      const kinds = event.locals.actor.segment === 'employee' ? [...KINDS, 'work' as const] : KINDS;
      const on = (kind: string, channel: string) => values[`${kind}.${channel}`] === 'yes';
      const choices = kinds.map((kind) => ({
        kind,
        email: on(kind, 'email'),
        sms: on(kind, 'sms'),
        push: on(kind, 'push'),
      }));
      await event.locals.call('notifications.put-preferences', { choices, quiet: quietFrom(values) }, key);
      return back(event.locals, 'saved');
    }),
  add: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { endpoint = '', p256dh = '', auth = '', device = '' } = values;
      await event.locals.call('notifications.add-device', { endpoint, p256dh, auth, device }, key);
      return back(event.locals, 'added');
    }),
  remove: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('notifications.remove-device', { id: values.id ?? '' }, key);
      return back(event.locals, 'removed');
    }),
};
