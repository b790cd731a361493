import { z } from 'zod';
import { Problem } from '#kernel/problem.ts';
import type { CaseEvent, CaseState, LoadedCase } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import type { Fee } from './model.ts';
import { pinnedService } from './operations-application-shared.ts';
import { cameBetween } from './operations-renewing.ts';
import { RecordId, type ServiceParts, serviceOf } from './operations-shared.ts';
import { EXTENSION_PAYMENT } from './rules-extension.ts';

/** What bills call the applications they are for. */
export const APPLICATION = 'application';

/**
 * Bills an application that begins to wait for payment, and ends the bill of one that no longer does: what was not paid in
 * its time expires, what is given up is cancelled.
 */
export async function followPayment(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  events: readonly CaseEvent[],
  before: CaseState | null,
): Promise<void> {
  const { state } = loaded;
  const { payment } = (await pinnedService(parts, tx, context, loaded)).definition;
  if (before?.state === state.state) return;
  if (payment !== undefined) await followOne(parts, tx, context, loaded, events, before, { ...payment, fee: 'fee' });
  await followOne(parts, tx, context, loaded, events, before, { ...EXTENSION_PAYMENT, fee: 'extensionFee' });
}

async function followOne(
  { payments }: ServiceParts,
  tx: Tx,
  context: OperationContext,
  { state }: LoadedCase,
  events: readonly CaseEvent[],
  before: CaseState | null,
  payment: { readonly state: string; readonly action: string; readonly clock: string; readonly fee: string },
): Promise<void> {
  if (state.state === payment.state) {
    const fee = state.data[payment.fee] as unknown as Fee | undefined;
    const payerId = state.participants.find(({ role }) => role === 'applicant')?.partyId;
    const expiresAt = state.clocks[payment.clock]?.dueAt;
    if (fee === undefined || payerId === undefined || expiresAt == null) return;
    await payments.issue(tx, context, {
      subjectType: APPLICATION,
      subjectId: state.id,
      subjectNumber: state.number,
      payerId,
      title: serviceOf(state).name,
      lines: fee.lines.map(({ vat, ...line }) => ({ ...line, vat: vat ?? null })),
      currency: fee.currency,
      expiresAt,
    });
  } else if (before?.state === payment.state) {
    const paid = events.some((event) => event.type === 'action-recorded' && event.action === payment.action);
    if (paid) return;
    const overdue = state.clocks[payment.clock]?.breachedAt != null;
    const reason = state.result?.result === 'withdrawn' ? 'withdrawn' : 'ended';
    if (overdue) await payments.expire(tx, context, state.id);
    else await payments.cancelUnpaid(tx, context, state.id, reason);
  }
}

/** Problems that mean that an application can no longer use what was paid for it. */
const GIVEN_UP = ['cases.not-in-this-state', 'cases.action-unknown', 'cases.merged'];

export function paymentOperations(parts: ServiceParts): Operation[] {
  const { cases, payments } = parts;
  return [
    operation({
      name: 'services.record-payment',
      summary: { ar: 'إثبات سداد فاتورة طلب', en: 'Record that the bill of an application was paid' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/applications/{id}/payments' },
      rate: 'write',
      input: z.strictObject({ id: RecordId, billId: RecordId }),
      output: z.object({ outcome: z.enum(['recorded', 'recorded-before', 'not-paid', 'given-back']) }),
      async run(tx, { id, billId }, context) {
        const held = await cases.holdCase(tx, context, id);
        const bill = (await payments.billsOf(tx, context, id)).find((one) => one.id === billId);
        if (held === undefined || bill === undefined) return { outcome: 'not-paid' as const };
        if (bill.state !== 'paid' && bill.state !== 'over-paid') return { outcome: 'not-paid' as const };
        // An over-payment tells of the same bill again.
        const extending = held.state.state === EXTENSION_PAYMENT.state;
        if ([held.state.data.receiptNumber, held.state.data.extensionReceipt].includes(bill.number))
          return { outcome: 'recorded-before' as const };
        const { payment } = (await pinnedService(parts, tx, context, held)).definition;
        if (!extending && (await cameBetween(parts, tx, context, held)) !== undefined) {
          await payments.release(tx, context, billId, 'not-taken');
          return { outcome: 'given-back' as const };
        }
        const at = context.now.toZonedDateTimeISO(context.tenant.timeZone);
        try {
          await cases.act(tx, context, {
            caseId: id,
            held,
            action: extending ? EXTENSION_PAYMENT.action : (payment?.action ?? ''),
            input: {
              [extending ? 'extensionReceipt' : 'receiptNumber']: bill.number,
              [extending ? 'extensionPaidOn' : 'paidOn']: at.toPlainDate().toString(),
              [extending ? 'extensionPaidAmount' : 'paidAmount']: { amount: bill.total, currency: bill.currency },
            },
            expectedVersion: null,
            relations: ['biller'],
          });
        } catch (error) {
          if (!(error instanceof Problem) || !GIVEN_UP.includes(error.code)) throw error;
          await payments.release(tx, context, billId, 'not-taken');
          return { outcome: 'given-back' as const };
        }
        return { outcome: 'recorded' as const };
      },
    }),
  ];
}
