import { redirect } from '@sveltejs/kit';
import type { StatementPage } from '#modules/payments/api.ts';
import { answerForm, filesOf } from '$lib/forms.ts';
import { mayDoFinance, mayReadFinance, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadFinance);
  const { locals, url } = event;
  const before = url.searchParams.get('before') ?? undefined;
  const found = await locals.call<StatementPage>('payments.list-statements', before === undefined ? {} : { before });
  const today = Temporal.Now.plainDateISO(locals.tenant.timeZone).toString();
  return { ...found, today, mayDo: mayDoFinance(locals.actor) };
};

export const actions: Actions = {
  fetch: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals } = event;
      const { id } = await locals.call<{ id: string }>('payments.fetch-statement', { day: values.day ?? '' }, key);
      redirect(303, officeAddresses(locals.language).statement(id));
    }),
  upload: (event) =>
    answerForm(event, async ({ values, data, key }) => {
      const { locals } = event;
      const text = (await filesOf(data, 'text')[0]?.text()) ?? '';
      const { id } = await locals.call<{ id: string }>(
        'payments.import-statement',
        { day: values.day ?? '', text },
        key,
      );
      redirect(303, officeAddresses(locals.language).statement(id));
    }),
};
