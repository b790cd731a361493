import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import type { FloodView } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { maySort, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, maySort);
  const { locals, url } = event;
  const { items, hours } = await locals.call<{ items: FloodView[]; hours: number }>('reports.list-floods', {});
  return {
    items,
    hours,
    mayEnd: hasRole(locals.actor, 'triage', 'agent940', 'supervisor'),
    done: url.searchParams.get('done') === 'yes',
  };
};

export const actions: Actions = {
  settle: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('reports.settle-flood', { ids: (values.ids ?? '').split(' ') }, key);
      redirect(303, `${officeAddresses(event.locals.language).floods}?done=yes`);
    }),
};
