import { z } from 'zod';
import { digestOf } from '#platform/canonical.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { OPEN_BILLS, PaymentTerms } from './model.ts';
import { bringUp } from './operations-account.ts';
import { expireBill } from './operations-issue.ts';
import { holdRefund, stepRefund } from './operations-refund-steps.ts';
import { bothMoney, type PaymentParts, RecordId, tellPayer } from './operations-shared.ts';
import { expiringBills, insertTerms, lockBill, newestTerms, stuckBills } from './store.ts';
import { delayDispatch, endDispatch, findDispatch, insertDispatch } from './store-dispatch.ts';

const MOST_EXPIRED = 50;
/** How soon a refund that was sent is asked about. */
const ASK_AFTER_SECONDS = 5;

/** What the program does by itself: terms, what the biller answered, and what ends with its time. */
export function dispatchOperations(parts: PaymentParts): Operation[] {
  return [
    operation({
      name: 'payments.put-terms',
      summary: { ar: 'ضبط بيانات الفوترة والسداد', en: 'Set what bills and payments go by' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'PUT', path: '/payments/terms' },
      rate: 'write',
      input: z.strictObject({ terms: PaymentTerms }),
      output: z.object({ version: z.int(), changed: z.boolean() }),
      async run(tx, { terms }, context) {
        const newest = await newestTerms(tx);
        if (newest !== undefined && digestOf(newest.document).equals(digestOf(terms))) {
          return { version: newest.version, changed: false };
        }
        const version = (newest?.version ?? 0) + 1;
        await insertTerms(tx, version, terms, context.now.toString());
        parts.terms.forget(context.tenant);
        return { version, changed: true };
      },
    }),
    operation({
      name: 'payments.note-dispatch',
      summary: { ar: 'تسجيل جواب نظام السداد', en: 'Note what the biller answered' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/payments/dispatches/{id}' },
      rate: 'write',
      input: z.strictObject({
        id: RecordId,
        outcome: z.enum(['done', 'refused', 'later', 'paid', 'failed']),
        reason: z.string().max(400).nullable().default(null),
        nextAt: z.iso.datetime({ offset: true }).nullable().default(null),
      }),
      output: z.object({ id: z.string() }),
      async run(tx, { id, outcome, reason, nextAt }, context) {
        const found = await findDispatch(tx, id);
        // Another process was faster.
        if (found === undefined || found.nextAt === null) return { id };
        const at = context.now.toString();
        if (outcome === 'later') {
          await delayDispatch(tx, id, reason, nextAt ?? at);
          return { id };
        }
        await endDispatch(tx, id, outcome === 'refused' ? 'refused' : 'done', reason, at);
        if (found.kind === 'upload' && outcome === 'done') {
          const bill = await lockBill(tx, found.subjectId);
          if (bill !== undefined && bill.knownAt === null) {
            await bringUp(tx, context, { ...bill, knownAt: at }, [{ kind: 'known', at }]);
            context.about({ type: 'bill', id: bill.id, number: bill.number });
          }
          return { id };
        }
        if (found.kind !== 'refund' && found.kind !== 'ask') return { id };
        const held = await holdRefund(tx, found.subjectId);
        const { refund, bill } = held;
        const values = {
          refund: refund.number,
          amount: bothMoney(refund.amount, refund.currency),
          account: refund.ibanEnd ?? '',
        };
        if (outcome === 'done') {
          await stepRefund(tx, context, held, 'send', { sentAt: at });
          const soon = context.now.add({ seconds: ASK_AFTER_SECONDS }).toString();
          await insertDispatch(tx, context.newId(), 'ask', refund.id, at, soon);
        } else if (outcome === 'paid') {
          await stepRefund(tx, context, held, 'confirm', { endedAt: at, failure: null });
          tellPayer(context, bill, 'refundPaid', values);
        } else {
          await stepRefund(tx, context, held, 'fail', { failure: reason ?? '' });
          tellPayer(context, bill, 'refundFailed', values);
        }
        return { id };
      },
    }),
    operation({
      name: 'payments.expire-bills',
      summary: { ar: 'إنهاء مهلة الفواتير التي فات موعدها', en: 'End bills whose time is over' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/payments/expiry' },
      rate: 'write',
      input: z.strictObject({}),
      output: z.object({ expired: z.int(), more: z.boolean() }),
      async run(tx, _, context) {
        const due = await expiringBills(tx, context.now.toString(), MOST_EXPIRED);
        for (const { id } of due) await expireBill(tx, context, id);
        const stuck = await stuckBills(tx, context.now.toString(), MOST_EXPIRED);
        for (const { id } of stuck) {
          const bill = await lockBill(tx, id);
          if (bill !== undefined && !OPEN_BILLS.includes(bill.state)) await bringUp(tx, context, bill, []);
        }
        return { expired: due.length, more: due.length === MOST_EXPIRED || stuck.length === MOST_EXPIRED };
      },
    }),
  ];
}
