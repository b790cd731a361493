import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { ConnectorView } from '#modules/exchange/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadConnectors, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

const DONE = ['pause', 'resume', 'secrets', 'mode'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadConnectors);
  const { locals, params, url } = event;
  const { language } = locals;
  const found = await locals.call<ConnectorView>('exchange.get-connector', { id: params.connector });
  const words = (text: Record<string, string>) => say(text, language);
  const titles = (items: readonly { title: Record<string, string> }[]) => items.map(({ title }) => words(title));
  return {
    connector: {
      ...found,
      name: words(found.name),
      agency: words(found.agency),
      about: words(found.about),
      secrets: found.secrets.map((one) => ({ ...one, title: words(one.title) })),
      paused:
        found.paused === null ? null : { ...found.paused, by: found.paused.by === null ? '' : words(found.paused.by) },
      calls: found.calls.map((call) => ({
        ...call,
        summary: words(call.summary),
        basis: { ground: call.basis.ground, regulation: words(call.basis.regulation), text: words(call.basis.text) },
        sends: titles(call.sends),
        receives: titles(call.receives),
      })),
    },
    mayManage: hasRole(locals.actor, 'administrator', 'integration-manager'),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
  };
};

type Sent = Parameters<NonNullable<Actions['pause']>>[0];

/** A form that does one thing and leads back to the page. */
const doing =
  (operation: string, done: (typeof DONE)[number], input: (values: Record<string, string>) => object = () => ({})) =>
  (event: Sent) =>
    answerForm(event, async ({ values, key }) => {
      const id = event.params.connector;
      await event.locals.call(operation, { id, ...input(values) }, key);
      redirect(303, `${officeAddresses(event.locals.language).connector(id)}?done=${done}`);
    });

export const actions: Actions = {
  pause: doing('exchange.pause-connector', 'pause', ({ reason }) => ({ reason: reason ?? '' })),
  resume: doing('exchange.resume-connector', 'resume'),
  mode: doing('exchange.set-simulator-mode', 'mode', ({ mode }) => ({ mode: mode ?? '' })),
  secrets: doing('exchange.put-connector-secrets', 'secrets', (values) => ({
    secrets: Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        name.startsWith('secrets.') && value !== '' ? [[name.slice('secrets.'.length), value]] : [],
      ),
    ),
  })),
  try: (event) =>
    answerForm(event, async ({ values, key }) => {
      const tried = await event.locals.call<{ kind: string; reason: string | null; callId: string }>(
        'exchange.try-connector',
        { id: event.params.connector, call: values.call ?? '' },
        key,
      );
      return { tried: { ...tried, call: values.call } };
    }),
};
