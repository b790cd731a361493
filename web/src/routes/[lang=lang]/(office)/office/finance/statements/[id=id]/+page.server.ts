import { redirect } from '@sveltejs/kit';
import type { StatementView } from '#modules/payments/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayDoFinance, mayReadFinance, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadFinance);
  const { locals, params, url } = event;
  const statement = await locals.call<StatementView>('payments.get-statement', { id: params.id });
  return { statement, mayDo: mayDoFinance(locals.actor), done: url.searchParams.get('done') === 'yes' };
};

export const actions: Actions = {
  settle: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const { difference = '', outcome = 'explained', reason = '', billNumber = '' } = values;
      const bill = billNumber === '' ? {} : { billNumber };
      await locals.call('payments.settle-difference', { id: difference, outcome, reason, ...bill }, key);
      redirect(303, `${officeAddresses(locals.language).statement(params.id)}?done=yes`);
    }),
};
