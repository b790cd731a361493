import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { Problem } from '#kernel/problem.ts';
import { say } from '#kernel/text.ts';
import type { MessageItem, WebhookItem } from '#modules/exchange/api.ts';
import { answerForm } from '$lib/forms.ts';
import { webhooks } from '$lib/messages/webhooks.ts';
import { mayReadWebhooks, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { choicesOf } from '../form.ts';
import type { Actions, PageServerLoad } from './$types';

const STATUSES = ['queued', 'failed', 'delivered', 'dead'] as const;
const DONE = ['test', 'pause', 'resume', 'save', 'replay', 'span'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadWebhooks);
  const { locals, params, url } = event;
  const { id } = params;
  const status = STATUSES.find((known) => known === url.searchParams.get('status')) ?? null;
  const before = url.searchParams.get('before');
  const [webhook, log] = await Promise.all([
    locals.call<WebhookItem>('exchange.get-webhook', { id }),
    locals.call<{ items: MessageItem[]; next: string | null }>('exchange.list-messages', {
      id,
      limit: 30,
      ...(status === null ? {} : { status }),
      ...(before !== null && /^[0-9a-f-]{36}$/.test(before) ? { before } : {}),
    }),
  ]);
  const { categories, areas, states } = await choicesOf(locals);
  const named = (codes: readonly string[], known: readonly { value: string; label: string }[]) =>
    codes.map((code) => known.find(({ value }) => value === code)?.label ?? code);
  const within = (branches: typeof categories) => branches.flatMap((one) => [one, ...one.options]);
  const today = Temporal.Now.plainDateISO(locals.tenant.timeZone);
  return {
    mayEdit: hasRole(locals.actor, 'administrator', 'integration-manager'),
    webhook: {
      ...webhook,
      categories: named(webhook.categories, within(categories)),
      areas: named(webhook.areas, within(areas)),
      states: named(webhook.states, states),
      owner: webhook.ownerName === null ? null : say(webhook.ownerName, locals.language),
      shown: webhook.status === 'active' && webhook.failures > 0 ? ('failing' as const) : webhook.status,
    },
    status,
    statuses: STATUSES,
    log,
    paged: before !== null,
    done: DONE.find((known) => known === url.searchParams.get('done')) ?? null,
    span: { from: today.subtract({ days: 3 }).toString(), to: today.toString() },
  };
};

type Sent = Parameters<NonNullable<Actions['test']>>[0];

/** A button that does one thing and leads back to the page. */
const button = (operation: string, done: string) => (event: Sent) =>
  answerForm(event, async ({ key }) => {
    const { id } = event.params;
    await event.locals.call(operation, { id }, key);
    redirect(303, `${officeAddresses(event.locals.language).webhook(id)}?done=${done}`);
  });

/** The instant a day begins at in the city; undefined for what is no day. */
function dayOf(text: string | undefined, days: number, zone: string): string | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text).add({ days }).toZonedDateTime(zone).toInstant().toString();
  } catch {
    return undefined;
  }
}

export const actions: Actions = {
  test: button('exchange.test-webhook', 'test'),
  pause: button('exchange.pause-webhook', 'pause'),
  resume: button('exchange.resume-webhook', 'resume'),
  rotate: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { secret } = await event.locals.call<{ secret: string }>(
        'exchange.rotate-webhook-secret',
        { id: event.params.id, endFormer: values.endFormer !== undefined },
        key,
      );
      return { secret };
    }),
  remove: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('exchange.remove-webhook', { id: event.params.id }, key);
      redirect(303, `${officeAddresses(event.locals.language).webhooks}?done=remove`);
    }),
  replay: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { id } = event.params;
      await event.locals.call('exchange.replay-message', { id, messageId: values.messageId ?? '' }, key);
      redirect(303, `${officeAddresses(event.locals.language).webhook(id)}?done=replay`);
    }),
  span: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { id } = event.params;
      const { timeZone } = event.locals.tenant;
      const [from, to] = [dayOf(values.from, 0, timeZone), dayOf(values.to, 1, timeZone)];
      if (from === undefined || to === undefined) {
        const text = { ar: webhooks('ar')('span.wrong'), en: webhooks('en')('span.wrong') };
        const path = from === undefined ? 'from' : 'to';
        throw new Problem('office.day-wrong', 422, text, { fields: [{ path, code: 'invalid', text }] });
      }
      await event.locals.call('exchange.replay-messages', { id, from, to, all: values.all !== undefined }, key);
      redirect(303, `${officeAddresses(event.locals.language).webhook(id)}?done=span`);
    }),
};
