import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { WaitingOpinions } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

const DONE = ['shown', 'hidden'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, url } = event;
  const after = url.searchParams.get('after');
  const { items, next } = await locals.call<WaitingOpinions>(
    'services.list-waiting-opinions',
    after === null ? {} : { after },
  );
  return {
    items: items.map((item) => ({ ...item, name: say(item.name, locals.language) })),
    next,
    mayDecide: hasRole(locals.actor, 'administrator', 'supervisor'),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const shown = values.decision === 'shown';
      const input = { opinionId: values.opinion ?? '', at: values.at ?? '', shown };
      await event.locals.call('services.decide-opinion', input, key);
      const done = shown ? 'shown' : 'hidden';
      redirect(303, `${officeAddresses(event.locals.language).cardOpinions}?done=${done}`);
    }),
};
