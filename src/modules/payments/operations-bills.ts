import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { relation, signedIn } from '#platform/policy.ts';
import { BILL_STATES } from './model.ts';
import { BillItem, BillPage, BillView, itemOf, OwnBill, ownBill, ReceiptView } from './operations-bill-views.ts';
import { FINANCE, type PaymentParts, payerOf, READS_FINANCE, RecordId } from './operations-shared.ts';
import { paymentProblems } from './problems.ts';
import * as store from './store.ts';
import { dispatchesOf, hurryDispatches, insertDispatch } from './store-dispatch.ts';

/** Whoever pays the bill that is named. */
const payer = relation('payer', async (tx, actor, { id }: { id: Id }) => {
  const bill = await store.findBill(tx, id);
  // Of a bill that is not there nobody learns more than that.
  return bill === undefined || bill.payerId === payerOf(actor);
});

const numberWritten = (text: string): string => text.replace(/\s/g, '').toUpperCase();

export function billOperations(parts: PaymentParts): Operation[] {
  const { identity } = parts;
  return [
    operation({
      name: 'payments.list-bills',
      summary: { ar: 'فواتير البلدية لموظفي المالية', en: 'The municipality’s bills, for finance' },
      kind: 'query',
      who: [READS_FINANCE],
      route: { method: 'GET', path: '/bills' },
      rate: 'read',
      input: z.strictObject({
        state: z.array(z.enum(BILL_STATES)).max(7).default([]),
        /** The bill's number or that of what is paid for. */
        number: z.string().max(60).optional(),
        before: RecordId.optional(),
        limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(50),
      }),
      output: BillPage,
      async run(tx, { state, number, before, limit }) {
        const asked = number?.trim() ? numberWritten(number) : undefined;
        const found = await store.listBills(tx, { states: state, number: asked, before }, limit);
        const items = found.slice(0, limit).map(itemOf);
        return { items, next: found.length > limit ? items.at(-1)!.id : null, totals: await store.billTotals(tx) };
      },
    }),
    operation({
      name: 'payments.get-bill',
      summary: { ar: 'فاتورة بحركتها لموظفي المالية', en: 'A bill with its account, for finance' },
      kind: 'query',
      who: [READS_FINANCE],
      route: { method: 'GET', path: '/bills/{id}' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ id: RecordId }),
      output: BillView,
      async run(tx, { id }, context) {
        const bill = await store.findBill(tx, id);
        if (bill === undefined) throw paymentProblems['not-found']();
        const entries = await store.entriesOf(tx, id);
        const dispatches = await dispatchesOf(tx, id);
        const names = await identity.displayNames(tx, [
          bill.payerId,
          ...entries.flatMap(({ actorId }) => actorId ?? []),
        ]);
        context.disclosed({ type: 'bill', id }, ['payer']);
        return {
          ...(await ownBill(parts, tx, context, bill)),
          payer: (names.get(bill.payerId) as Record<string, string> | undefined) ?? null,
          entries: entries.map(({ seq, at, kind, amount, actorId, detail }) => ({
            seq,
            at,
            kind,
            amount,
            actor: ((actorId && names.get(actorId)) as Record<string, string> | undefined) ?? null,
            detail: Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, String(value)])),
          })),
          dispatches: dispatches.map(({ kind, status, attempts, failure, nextAt }) => ({
            kind,
            status,
            attempts,
            failure,
            nextAt,
          })),
        };
      },
    }),
    operation({
      name: 'payments.get-own-bill',
      summary: { ar: 'فاتورة لصاحبها', en: 'A bill, for whoever pays it' },
      kind: 'query',
      who: [payer as never],
      route: { method: 'GET', path: '/my-bills/{id}' },
      rate: 'read',
      input: z.strictObject({ id: RecordId }),
      output: OwnBill,
      async run(tx, { id }, context) {
        const bill = await store.findBill(tx, id);
        if (bill === undefined) throw paymentProblems['not-found']();
        return ownBill(parts, tx, context, bill);
      },
    }),
    operation({
      name: 'payments.list-own-bills',
      summary: { ar: 'فواتيري', en: 'My bills' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my-bills' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(BillItem) }),
      async run(tx, _, { actor }) {
        const mine = payerOf(actor);
        return { items: mine === null ? [] : (await store.listBillsOfPayer(tx, mine, 200)).map(itemOf) };
      },
    }),
    operation({
      name: 'payments.get-receipt',
      summary: { ar: 'إيصال سداد', en: 'A receipt' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/receipts/{number}' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ number: z.string().max(40) }),
      output: ReceiptView,
      async run(tx, { number }, context) {
        const receipt = await store.findReceipt(tx, numberWritten(number));
        const bill = receipt && (await store.findBill(tx, receipt.billId));
        const reads = READS_FINANCE.allows(context.actor);
        if (bill === undefined || !(reads || bill.payerId === payerOf(context.actor))) {
          throw paymentProblems['receipt-not-found']();
        }
        const names = await identity.displayNames(tx, [bill.payerId]);
        if (reads) context.disclosed({ type: 'bill', id: bill.id }, ['payer']);
        const { billId: _, seller, ...shown } = receipt!;
        return {
          ...shown,
          bill: { id: bill.id, number: bill.number, title: bill.title, subjectNumber: bill.subjectNumber },
          seller: { name: seller.name, vatNumber: seller.vatNumber, address: seller.address ?? null },
          lines: [...bill.lines],
          total: bill.total,
          payer: (names.get(bill.payerId) as Record<string, string> | undefined) ?? null,
        };
      },
    }),
    operation({
      name: 'payments.send-again',
      summary: { ar: 'إعادة إرسال فاتورة إلى نظام السداد', en: 'Send a bill to the biller again' },
      kind: 'command',
      who: [FINANCE],
      route: { method: 'POST', path: '/bills/{id}/send-again' },
      rate: 'write',
      input: z.strictObject({ id: RecordId }),
      output: z.object({ id: z.string() }),
      async run(tx, { id }, context) {
        const bill = await store.lockBill(tx, id);
        if (bill === undefined) throw paymentProblems['not-found']();
        const [last] = await dispatchesOf(tx, id);
        const at = context.now.toString();
        if (last?.status === 'refused') {
          await insertDispatch(tx, context.newId(), bill.cancelledAt === null ? 'upload' : 'cancel', id, at);
        } else if (last?.status === 'failed') await hurryDispatches(tx, id, at);
        else throw paymentProblems['not-waiting']();
        context.about({ type: 'bill', id, number: bill.number });
        return { id };
      },
    }),
  ];
}
