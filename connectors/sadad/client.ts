import type { AgencyAnswer, AskAgency, CallContext } from '#modules/exchange/api.ts';
import type { BillForBiller, RefundForBiller } from '#modules/payments/api.ts';
import { decimal } from './map.ts';

/** Who asks; the call's id makes a repeated request one request. */
const headersOf = ({ secrets, callId }: CallContext) => ({ 'x-api-key': secrets.apiKey!, 'x-request-id': callId });

const billPath = ({ billerCode, number }: Pick<BillForBiller, 'billerCode' | 'number'>) =>
  `/billers/${encodeURIComponent(billerCode)}/bills/${encodeURIComponent(number)}`;

const refundPath = ({ billerCode, reference }: Pick<RefundForBiller, 'billerCode' | 'reference'>) =>
  `/billers/${encodeURIComponent(billerCode)}/refunds/${encodeURIComponent(reference)}`;

export const uploadBill = (ask: AskAgency, bill: BillForBiller, context: CallContext): Promise<AgencyAnswer> =>
  ask({
    method: 'PUT',
    path: billPath(bill),
    headers: headersOf(context),
    body: {
      amount: decimal(bill.amount),
      currency: bill.currency,
      expiresAt: bill.expiresAt,
      partial: true,
      title: bill.title,
      notifyAt: context.heardAt('payment'),
    },
  });

export const cancelBill = (
  ask: AskAgency,
  bill: Pick<BillForBiller, 'billerCode' | 'number'>,
  context: CallContext,
): Promise<AgencyAnswer> => ask({ method: 'DELETE', path: billPath(bill), headers: headersOf(context) });

export const sendRefund = (ask: AskAgency, refund: RefundForBiller, context: CallContext): Promise<AgencyAnswer> =>
  ask({
    method: 'PUT',
    path: refundPath(refund),
    headers: headersOf(context),
    body: {
      billNumber: refund.billNumber,
      amount: decimal(refund.amount),
      currency: refund.currency,
      iban: refund.iban,
    },
  });

export const askRefund = (
  ask: AskAgency,
  refund: Pick<RefundForBiller, 'billerCode' | 'reference'>,
  context: CallContext,
): Promise<AgencyAnswer> => ask({ method: 'GET', path: refundPath(refund), headers: headersOf(context) });

export const fetchStatement = (
  ask: AskAgency,
  { billerCode, day }: { billerCode: string; day: string },
  context: CallContext,
): Promise<AgencyAnswer> =>
  ask({
    method: 'GET',
    path: `/billers/${encodeURIComponent(billerCode)}/statements/${encodeURIComponent(day)}.csv`,
    headers: { ...headersOf(context), accept: 'text/csv' },
  });
