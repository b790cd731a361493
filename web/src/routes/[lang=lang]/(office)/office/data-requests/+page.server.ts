import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { OfficeRequest } from '#modules/identity/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadRequests, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRequests);
  const { locals, url } = event;
  const found = await locals.call<{ open: OfficeRequest[]; ended: OfficeRequest[] }>('identity.list-data-requests', {});
  const row = (one: OfficeRequest) => ({
    ...one,
    name: say(one.name, locals.language),
    decidedBy: one.decidedBy === null ? null : say(one.decidedBy, locals.language),
  });
  return {
    open: found.open.map(row),
    ended: found.ended.map(row),
    mayDecide: hasRole(locals.actor, 'data-steward'),
    done: url.searchParams.get('done') === 'yes',
  };
};

export const actions: Actions = {
  decide: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { request, step, reason = '' } = values;
      await event.locals.call('identity.decide-data-request', { requestId: request, step, reason }, key);
      redirect(303, `${officeAddresses(event.locals.language).dataRequests}?done=yes`);
    }),
};
