import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say, type Text } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { mayOperate, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

const STATUSES = ['queued', 'sending', 'sent', 'failed', 'dead'] as const;
const CHANNELS = ['email', 'sms', 'push'] as const;
type Status = (typeof STATUSES)[number];

interface Delivery {
  id: string;
  notice: string;
  caseId: string | null;
  number: string | null;
  channel: 'email' | 'sms' | 'push';
  held: boolean;
  templateVersion: number | null;
  address: string;
  status: Status;
  attempts: number;
  reason: string | null;
  why: Text | null;
  createdAt: string;
  nextAt: string | null;
  sentAt: string | null;
}

/** What notices are for, by their keys, in words an operator knows; a key without words stays as it is. */
async function purposes(locals: App.Locals): Promise<Record<string, string>> {
  const { items } = await locals.call<{ items: { key: string; scope: string; body: { purpose: Text } }[] }>(
    'notifications.list-templates',
    {},
  );
  return Object.fromEntries(
    items.filter(({ scope }) => scope === '').map(({ key, body }) => [key, say(body.purpose, locals.language)]),
  );
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayOperate);
  const { locals, url } = event;
  const status = STATUSES.find((known) => known === url.searchParams.get('status')) ?? null;
  const channel = CHANNELS.find((known) => known === url.searchParams.get('channel')) ?? null;
  const day = (name: string) => {
    const text = url.searchParams.get(name) ?? '';
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
  };
  const [from, to] = [day('from'), day('to')];
  const before = url.searchParams.get('before');
  const [log, words] = await Promise.all([
    locals.call<{ items: Delivery[]; next: string | null }>('notifications.list-deliveries', {
      limit: 50,
      status,
      channel,
      from,
      to,
      ...(before !== null && /^[0-9a-f-]{36}$/.test(before) ? { before } : {}),
    }),
    purposes(locals),
  ]);
  return {
    status,
    statuses: STATUSES,
    channel,
    from,
    to,
    items: log.items.map((item) => ({
      ...item,
      notice: words[item.notice] ?? item.notice,
      why: item.why === null ? null : say(item.why, locals.language),
    })),
    next: log.next,
    paged: before !== null,
    mayRetry: hasRole(locals.actor, 'administrator', 'supervisor'),
    done: url.searchParams.get('done') === 'retry',
  };
};

export const actions: Actions = {
  retry: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('notifications.retry-delivery', { id: values.id ?? '' }, key);
      const kept = new URLSearchParams(event.url.search);
      for (const name of [...kept.keys()]) if (name.startsWith('/') || name === 'done') kept.delete(name);
      kept.set('done', 'retry');
      redirect(303, `${officeAddresses(event.locals.language).deliveries}?${kept}`);
    }),
};
