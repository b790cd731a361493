import type { BillItem } from '#modules/payments/api.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { items } = await event.locals.call<{ items: BillItem[] }>('payments.list-own-bills', {});
  return { items };
};
