import { redirect } from '@sveltejs/kit';
import type { RefundView } from '#modules/payments/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadFinance, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadFinance);
  const { locals, params, url } = event;
  const refund = await locals.call<RefundView>('payments.get-refund', { id: params.id });
  return { refund, done: url.searchParams.get('done') === 'yes' };
};

const step =
  (operation: string): Actions[string] =>
  (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const { version, reason } = values;
      const input = { id: params.id, version, ...(reason === undefined ? {} : { reason }) };
      await locals.call(operation, input, key);
      redirect(303, `${officeAddresses(locals.language).refund(params.id!)}?done=yes`);
    });

export const actions: Actions = {
  prepare: step('payments.prepare-refund'),
  approve: step('payments.approve-refund'),
  reject: step('payments.reject-refund'),
};
