import { mayReadFinance, staffOf } from '$lib/office/access.ts';
import { receiptShown } from '$lib/payments/receipt.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadFinance);
  return receiptShown(event.locals, event.params.number);
};
