import type { BillPage, BillState } from '#modules/payments/api.ts';
import { mayReadFinance, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

const STATES: readonly BillState[] = ['draft', 'issued', 'part-paid', 'paid', 'over-paid', 'expired', 'cancelled'];

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadFinance);
  const { locals, url } = event;
  const state = STATES.find((one) => one === url.searchParams.get('state')) ?? null;
  const number = url.searchParams.get('number') ?? '';
  const before = url.searchParams.get('before') ?? undefined;
  const found = await locals.call<BillPage>('payments.list-bills', {
    state: state === null ? [] : [state],
    number: number.slice(0, 60),
    ...(before === undefined ? {} : { before }),
  });
  return { ...found, state, number, states: STATES };
};
