import { say } from '#kernel/text.ts';
import type { CallItem } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadCalls, mayReadDay, staffOf } from '$lib/office/access.ts';
import type { Actions, PageServerLoad } from './$types';

interface Found {
  items: CallItem[];
  next: string | null;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadCalls);
  const { locals, url, request } = event;
  const day = url.searchParams.get('day') ?? '';
  const mine = url.searchParams.get('mine') === 'yes';
  const agent = mine ? locals.actor.partyId : url.searchParams.get('agent');
  const leads = mayReadDay(locals.actor);
  // A number that is looked for comes in a form, and its answer is shown instead.
  if (request.method === 'POST') return { found: null, day, mine, agent: null, agentName: null, leads };
  const found = await locals.call<Found>('reports.search-calls', {
    ...(DAY.test(day) ? { day } : {}),
    ...(agent ? { agent } : {}),
    after: url.searchParams.get('after') ?? undefined,
  });
  const named = mine || !agent ? undefined : found.items[0]?.agent.name;
  return {
    found,
    day,
    mine,
    agent: mine ? null : agent,
    agentName: named === undefined ? null : say(named, locals.language),
    leads,
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values }) => {
      const phone = values.phone || '-';
      return { found: await event.locals.call<Found>('reports.search-calls', { phone }), phone };
    }),
};
