import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { identifierSchema } from '#kernel/identifier-schema.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { REFUND_STATES } from './model.ts';
import { referenceOf, standingNow, yearOf } from './operations-account.ts';
import { factsOf, holdRefund, SEALED_IBAN, stepRefund } from './operations-refund-steps.ts';
import { RefundPage, RefundView, refundShown } from './operations-refund-view.ts';
import {
  bothMoney,
  FINANCE,
  type PaymentParts,
  payerOf,
  READS_FINANCE,
  RELEASES_MONEY,
  RecordId,
  tellPayer,
} from './operations-shared.ts';
import { paymentProblems } from './problems.ts';
import { mayStep, refundDue, refundReason } from './rules.ts';
import { findBill, lockBill, paymentsOf, takeNumber } from './store.ts';
import { insertDispatch } from './store-dispatch.ts';
import * as store from './store-refunds.ts';

function assertVersion(refund: store.RefundRow, version: number): void {
  if (refund.version !== version) throw paymentProblems['changed-meanwhile']();
}

const Step = { id: RecordId, version: z.coerce.number().pipe(z.int32().positive()) };
const Stepped = z.object({ id: z.string(), state: z.enum(REFUND_STATES) });

export function refundOperations(parts: PaymentParts): Operation[] {
  const { identity } = parts;
  return [
    operation({
      name: 'payments.request-refund',
      summary: { ar: 'طلب استرداد ما زاد في فاتورة', en: 'Ask back what is owed on a bill' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/my-bills/{id}/refunds' },
      rate: 'write',
      input: z.strictObject({ id: RecordId, iban: identifierSchema('IBAN') }),
      output: Stepped.extend({ number: z.string() }),
      async run(tx, { id, iban }, context) {
        const bill = await lockBill(tx, id);
        if (bill === undefined || bill.payerId !== payerOf(context.actor)) throw paymentProblems['not-found']();
        const refunds = await store.refundsOf(tx, id);
        let open = refunds.find(({ state }) => state === 'proposed' || state === 'failed');
        if (open === undefined) {
          const standing = await standingNow(tx, context, bill);
          const amount = refundDue(
            standing.refundable,
            refunds.filter(({ state }) => state !== 'rejected'),
          );
          const under = refunds.find(({ state }) => !['rejected', 'confirmed'].includes(state));
          if (amount === 0 && under) throw paymentProblems['refund-under-way']({ values: { number: under.number } });
          if (amount === 0) throw paymentProblems['nothing-to-refund']();
          const year = yearOf(context);
          open = {
            id: context.newId(),
            number: referenceOf('RFD', year, await takeNumber(tx, 'refund', year)),
            billId: id,
            payerId: bill.payerId,
            amount,
            currency: bill.currency,
            reason: refundReason(bill, standing, await paymentsOf(tx, id), bill.cancelReason),
            origin: 'applicant',
            state: 'proposed',
            sealedIban: null,
            ibanEnd: null,
            proposedAt: context.now.toString(),
            requestedAt: null,
            preparedBy: null,
            preparedAt: null,
            decidedBy: null,
            decidedAt: null,
            note: null,
            sentAt: null,
            endedAt: null,
            failure: null,
            attempts: 0,
            version: 1,
          };
          await store.insertRefund(tx, open);
        }
        const sealedIban = await identity.sealFor(tx, bill.payerId, SEALED_IBAN, iban);
        if (sealedIban === undefined) throw paymentProblems['not-found']();
        const change = {
          sealedIban,
          ibanEnd: iban.slice(-4),
          requestedAt: context.now.toString(),
          preparedBy: null,
          preparedAt: null,
          failure: null,
        };
        const { state, number } = await stepRefund(tx, context, { refund: open, bill }, 'request', change);
        return { id: open.id, number, state };
      },
    }),
    operation({
      name: 'payments.list-refunds',
      summary: { ar: 'طلبات الاسترداد لموظفي المالية', en: 'Refunds, for finance' },
      kind: 'query',
      who: [READS_FINANCE],
      route: { method: 'GET', path: '/refunds' },
      rate: 'read',
      input: z.strictObject({
        state: z.array(z.enum(REFUND_STATES)).max(8).default([]),
        before: RecordId.optional(),
        limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(50),
      }),
      output: RefundPage,
      async run(tx, { state, before, limit }) {
        const found = await store.listRefunds(tx, state, before, limit);
        const items = found.slice(0, limit).map((refund) => ({
          ...refundShown(refund),
          billId: refund.billId,
          billNumber: refund.billNumber,
          subjectNumber: refund.subjectNumber,
          preparedAt: refund.preparedAt,
          attempts: refund.attempts,
        }));
        return { items, next: found.length > limit ? items.at(-1)!.id : null, totals: await store.refundTotals(tx) };
      },
    }),
    operation({
      name: 'payments.get-refund',
      summary: { ar: 'طلب استرداد بحساب صاحبه', en: 'A refund with the account it goes to' },
      kind: 'query',
      who: [READS_FINANCE],
      route: { method: 'GET', path: '/refunds/{id}' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ id: RecordId }),
      output: RefundView,
      async run(tx, { id }, context) {
        const refund = await store.findRefund(tx, id);
        const bill = refund && (await findBill(tx, refund.billId));
        if (refund === undefined || bill === undefined) throw paymentProblems['refund-not-found']();
        const { actor } = context;
        const works = FINANCE.allows(actor);
        const iban =
          works && refund.sealedIban !== null
            ? await identity.openFor(tx, refund.payerId, SEALED_IBAN, refund.sealedIban)
            : undefined;
        const names = await identity.displayNames(tx, [
          refund.payerId,
          ...[refund.preparedBy, refund.decidedBy].flatMap((one) => one ?? []),
        ]);
        const nameOf = (party: Id | null) =>
          party === null ? null : ((names.get(party) ?? null) as Record<string, string> | null);
        context.disclosed({ type: 'refund', id }, iban === undefined ? ['payer'] : ['payer', 'iban']);
        return {
          ...refundShown(refund),
          bill: { id: bill.id, number: bill.number, subjectNumber: bill.subjectNumber, title: bill.title },
          payer: nameOf(refund.payerId),
          iban: iban ?? null,
          preparedBy: nameOf(refund.preparedBy),
          preparedAt: refund.preparedAt,
          decidedBy: nameOf(refund.decidedBy),
          sentAt: refund.sentAt,
          attempts: refund.attempts,
          steps: (['prepare', 'approve', 'reject'] as const).filter(
            (step) =>
              (step === 'prepare' ? works : RELEASES_MONEY.allows(actor)) &&
              mayStep(factsOf(refund), step, actor.partyId),
          ),
        };
      },
    }),
    operation({
      name: 'payments.prepare-refund',
      summary: { ar: 'إعداد استرداد بعد مراجعته', en: 'Prepare a refund after checking it' },
      kind: 'command',
      who: [FINANCE],
      route: { method: 'POST', path: '/refunds/{id}/preparation' },
      rate: 'write',
      input: z.strictObject(Step),
      output: Stepped,
      async run(tx, { id, version }, context) {
        const held = await holdRefund(tx, id);
        assertVersion(held.refund, version);
        const by = { preparedBy: context.actor.partyId, preparedAt: context.now.toString(), failure: null };
        return { id, state: (await stepRefund(tx, context, held, 'prepare', by)).state };
      },
    }),
    operation({
      name: 'payments.approve-refund',
      summary: { ar: 'اعتماد استرداد أعده غيرك', en: 'Approve a refund that somebody else prepared' },
      kind: 'command',
      who: [RELEASES_MONEY],
      route: { method: 'POST', path: '/refunds/{id}/approval' },
      rate: 'write',
      input: z.strictObject(Step),
      output: Stepped,
      async run(tx, { id, version }, context) {
        const held = await holdRefund(tx, id);
        assertVersion(held.refund, version);
        const at = context.now.toString();
        const by = { decidedBy: context.actor.partyId, decidedAt: at, attempts: held.refund.attempts + 1 };
        const next = await stepRefund(tx, context, held, 'approve', by);
        await insertDispatch(tx, context.newId(), 'refund', id, at);
        return { id, state: next.state };
      },
    }),
    operation({
      name: 'payments.reject-refund',
      summary: { ar: 'عدم قبول استرداد مع بيان السبب', en: 'Refuse a refund, with the reason' },
      kind: 'command',
      who: [RELEASES_MONEY],
      route: { method: 'POST', path: '/refunds/{id}/rejection' },
      rate: 'write',
      input: z.strictObject({ ...Step, reason: z.string().trim().min(10).max(500) }),
      output: Stepped,
      async run(tx, { id, version, reason }, context) {
        const held = await holdRefund(tx, id);
        assertVersion(held.refund, version);
        const at = context.now.toString();
        const by = { decidedBy: context.actor.partyId, decidedAt: at, endedAt: at, note: reason };
        const next = await stepRefund(tx, context, held, 'reject', by);
        const { amount, currency, number } = held.refund;
        tellPayer(context, held.bill, 'refundRejected', {
          refund: number,
          amount: bothMoney(amount, currency),
          reason,
        });
        return { id, state: next.state };
      },
    }),
  ];
}
