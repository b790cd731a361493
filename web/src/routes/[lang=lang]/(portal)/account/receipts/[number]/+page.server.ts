import { receiptShown } from '$lib/payments/receipt.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  return receiptShown(event.locals, event.params.number);
};
