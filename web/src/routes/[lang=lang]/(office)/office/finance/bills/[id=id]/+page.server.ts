import { redirect } from '@sveltejs/kit';
import type { BillView } from '#modules/payments/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayDoFinance, mayReadFinance, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadFinance);
  const { locals, params, url } = event;
  const bill = await locals.call<BillView>('payments.get-bill', { id: params.id });
  const last = bill.dispatches[0]?.status;
  const waits = last === 'failed' || last === 'refused';
  return { bill, mayHurry: mayDoFinance(locals.actor) && waits, done: url.searchParams.get('done') === 'yes' };
};

export const actions: Actions = {
  again: (event) =>
    answerForm(event, async ({ key }) => {
      const { locals, params } = event;
      await locals.call('payments.send-again', { id: params.id }, key);
      redirect(303, `${officeAddresses(locals.language).bill(params.id)}?done=yes`);
    }),
};
