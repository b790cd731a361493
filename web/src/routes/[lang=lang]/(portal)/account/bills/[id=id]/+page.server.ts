import { redirect } from '@sveltejs/kit';
import type { OwnBill } from '#modules/payments/api.ts';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params, url } = event;
  const bill = await locals.call<OwnBill>('payments.get-own-bill', { id: params.id });
  const { language } = locals;
  const query = new URLSearchParams({ bill: bill.number, lang: language, back: addresses(language).bill(bill.id) });
  return {
    bill,
    payAt: bill.sampleBank === null ? null : `${bill.sampleBank}?${query}`,
    over: Temporal.Instant.compare(bill.reviveUntil, Temporal.Now.instant()) < 0,
    asked: url.searchParams.get('asked') === 'yes',
  };
};

export const actions: Actions = {
  refund: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { params, locals } = event;
      await locals.call('payments.request-refund', { id: params.id, iban: values.iban ?? '' }, key);
      redirect(303, `${addresses(locals.language).bill(params.id)}?asked=yes`);
    }),
};
