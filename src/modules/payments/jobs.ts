import { hash } from 'node:crypto';
import { Problem } from '#kernel/problem.ts';
import { type IdentityApi, PERSON_ERASED, type PersonErased } from '#modules/identity/api.ts';
import { newId } from '#platform/ids.ts';
import type { Job, JobContext, Subscription } from '#platform/module.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Biller, Told } from './api.ts';
import { SEALED_IBAN } from './operations-refund-steps.ts';
import { findBill, insertNotice, newestTerms } from './store.ts';
import { claimDispatches, type DispatchRow, insertDispatch } from './store-dispatch.ts';
import { findRefund, forgetIbansOf } from './store-refunds.ts';
import { daysWithStatement } from './store-statements.ts';

/** Longer than any request to the biller takes, its repeats included. */
const LEASE_SECONDS = 120;
const AT_A_TIME = 10;
/** Days back whose account is asked for until it is there. */
const DAYS_BACK = 5;
/** A day's account is complete some time after its end. */
const COMPLETE_AFTER_HOURS = 2;
const ASK_AGAIN_SECONDS = 30;

/** Seconds until the next try, from five seconds to a quarter of an hour. */
const waitAfter = (attempts: number): number => Math.min(900, 5 * 2 ** Math.min(attempts, 8));

interface Outcome {
  readonly outcome: 'done' | 'refused' | 'later' | 'paid' | 'failed';
  readonly reason: string | null;
  readonly waitSeconds?: number;
}

const outcomeOf = <T>(told: Told<T>, attempts: number): Outcome =>
  told.kind === 'answered'
    ? { outcome: 'done', reason: null }
    : told.kind === 'refused'
      ? { outcome: 'refused', reason: told.reason }
      : { outcome: 'later', reason: told.reason, waitSeconds: waitAfter(attempts) };

/** Takes in a notice. What can never be taken in is put aside with the reason; anything else is tried again. */
async function take({ call }: JobContext, tenant: Tenant, { subjectId, attempts }: DispatchRow): Promise<Outcome> {
  try {
    await call(tenant, 'payments.take-notice', { id: subjectId });
    return { outcome: 'done', reason: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const over = error.status < 500 && error.status !== 409;
    return over
      ? { outcome: 'refused', reason: error.code }
      : { outcome: 'later', reason: error.code, waitSeconds: waitAfter(attempts) };
  }
}

export interface DispatchParts {
  readonly biller: Biller;
  readonly identity: Pick<IdentityApi, 'openFor'>;
}

/** Tells the biller of bills and refunds, after commit; what does not arrive is tried again. */
export function dispatchJob({ biller, identity }: DispatchParts): Job {
  async function send(context: JobContext, tenant: Tenant, one: DispatchRow): Promise<Outcome> {
    if (one.kind === 'take') return take(context, tenant, one);
    const terms = await context.transaction(tenant.id, newestTerms);
    if (terms === undefined) return { outcome: 'later', reason: 'no terms', waitSeconds: waitAfter(one.attempts) };
    const billerCode = terms.document.biller.code;
    if (one.kind === 'upload' || one.kind === 'cancel') {
      const bill = await context.transaction(tenant.id, (tx) => findBill(tx, one.subjectId));
      if (bill === undefined) return { outcome: 'refused', reason: 'there is no such bill' };
      const { number, total, currency, title, reviveUntil, cancelledAt } = bill;
      if (one.kind === 'cancel') return outcomeOf(await biller.cancel(tenant, { billerCode, number }), one.attempts);
      // What was cancelled before the biller heard of it needs no telling.
      if (cancelledAt !== null) return { outcome: 'refused', reason: 'cancelled before it was sent' };
      // The biller takes payments as long as one may revive the bill; whether it counts is decided here.
      const told = { billerCode, number, amount: total, currency, title, expiresAt: reviveUntil };
      return outcomeOf(await biller.upload(tenant, told), one.attempts);
    }
    const found = await context.transaction(tenant.id, async (tx) => {
      const refund = await findRefund(tx, one.subjectId);
      const bill = refund && (await findBill(tx, refund.billId));
      const iban = refund?.sealedIban
        ? await identity.openFor(tx, refund.payerId, SEALED_IBAN, refund.sealedIban)
        : undefined;
      return { refund, bill, iban };
    });
    const { refund, bill, iban } = found;
    if (refund === undefined || bill === undefined) return { outcome: 'refused', reason: 'there is no such refund' };
    const reference = `${refund.number}-${refund.attempts}`;
    if (one.kind === 'refund') {
      if (iban === undefined) return { outcome: 'failed', reason: 'the account number was erased' };
      const { amount, currency } = refund;
      const asked = { billerCode, reference, billNumber: bill.number, amount, currency, iban };
      return outcomeOf(await biller.refund(tenant, asked), one.attempts);
    }
    const told = await biller.askRefund(tenant, { billerCode, reference });
    if (told.kind !== 'answered') return outcomeOf(told, one.attempts);
    const { state, reason } = told.value;
    if (state === 'received') return { outcome: 'later', reason: null, waitSeconds: ASK_AGAIN_SECONDS };
    return { outcome: state, reason };
  }

  return {
    name: 'payments.dispatch',
    everySeconds: 1,
    async run(context) {
      for (const tenant of await context.tenants()) {
        for (;;) {
          if (context.signal.aborted) return;
          const { now } = context;
          const lease = now.add({ seconds: LEASE_SECONDS }).toString();
          const due = await context.transaction(tenant.id, (tx) =>
            claimDispatches(tx, now.toString(), lease, AT_A_TIME),
          );
          if (due.length === 0) break;
          await Promise.all(
            due.map(async (one) => {
              const { outcome, reason, waitSeconds } = await send(context, tenant, one);
              const nextAt = waitSeconds === undefined ? null : now.add({ seconds: waitSeconds }).toString();
              const noted = { id: one.id, outcome, reason: reason?.slice(0, 400) ?? null, nextAt };
              await context.call(tenant, 'payments.note-dispatch', noted);
            }),
          );
        }
      }
    },
  };
}

/** Ends bills in their time. */
export const expiryJob: Job = {
  name: 'payments.expiry',
  everySeconds: 30,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'payments.expire-bills', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};

/** Fetches the biller's account of each day once the day is over. */
export const statementJob = ({ biller }: Pick<DispatchParts, 'biller'>): Job => ({
  name: 'payments.statements',
  everySeconds: 900,
  async run({ tenants, transaction, call, signal, now }) {
    for (const tenant of await tenants()) {
      const terms = await transaction(tenant.id, newestTerms);
      if (terms === undefined) continue;
      const last = now.subtract({ hours: COMPLETE_AFTER_HOURS }).toZonedDateTimeISO(tenant.timeZone).toPlainDate();
      const days = Array.from({ length: DAYS_BACK }, (_, back) => last.subtract({ days: back + 1 }).toString());
      const known = await transaction(tenant.id, (tx) => daysWithStatement(tx, days.at(-1)!, tenant.timeZone));
      for (const day of days.filter((one) => !known.includes(one))) {
        if (signal.aborted) return;
        const answer = await biller.statement(tenant, terms.document.biller.code, day);
        if (answer.kind !== 'answered') break;
        await call(tenant, 'payments.import-statement', { day, text: answer.value });
      }
    }
  },
});

/** Where news of payments comes from: an event of the exchange, and which of them. */
export interface NoticeSource {
  readonly event: string;
  readonly connector: string;
  readonly notification: string;
}

/** Keeps what the biller told as it arrived, once, and has it taken in after commit. */
export const noticeSubscription = (source: NoticeSource): Subscription => ({
  name: 'payments.notices',
  events: [source.event],
  async handle(tx, events) {
    for (const { payload, at } of events) {
      const { connector, notification, message } = payload;
      if (connector !== source.connector || notification !== source.notification) continue;
      const body = JSON.stringify(message);
      const id = newId();
      const receivedAt = at.toString();
      const { transactionNumber } = message as { transactionNumber: string };
      const kept = await insertNotice(tx, {
        id,
        transactionNumber,
        digest: hash('sha256', body, 'buffer'),
        body,
        receivedAt,
      });
      if (kept) await insertDispatch(tx, newId(), 'take', id, receivedAt);
    }
  },
});

/** The account number of a forgotten person goes with them; what was paid stays in the books. */
export const refundForgetting: Subscription = {
  name: 'payments.forgetting',
  events: [PERSON_ERASED],
  async handle(tx, events) {
    for (const { payload } of events) await forgetIbansOf(tx, (payload as unknown as PersonErased).partyId);
  },
};
