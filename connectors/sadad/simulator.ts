import { randomInt } from 'node:crypto';
import type { SimulatedAnswer, SimulatedRequest, SimulatorDefinition } from '../simulator.ts';
import { bankPages } from './simulator-bank.ts';
import { openMemory, type Payment, type SimulatedBill } from './simulator-memory.ts';
import { createTellers } from './simulator-notices.ts';

const SECRETS = { apiKey: 'sample-key-of-the-biller', signingKey: 'sample-key-that-notices-are-signed-with' };

/** Days are those of the kingdom, wherever the municipality is. */
const ZONE = 'Asia/Riyadh';
const HEADING = 'transactionNumber,billNumber,amount,currency,paidAt,channel';

const BILL = /^\/billers\/(\d{3})\/bills\/(\d{6,20})$/;
const REFUND = /^\/billers\/(\d{3})\/refunds\/([A-Z0-9-]{6,60})$/;
const STATEMENT = /^\/billers\/(\d{3})\/statements\/(\d{4}-\d{2}-\d{2})\.csv$/;

const units = (decimal: string): number => Number(decimal.replace('.', ''));
const decimal = (amount: number): string => (amount / 100).toFixed(2);
const refused = (status: number, code: string): SimulatedAnswer => ({ status, body: { code } });

/** How somebody pays at the made-up bank. */
export interface Paying {
  readonly billNumber: string;
  /** Decimal text; the whole bill where absent. */
  readonly amount?: string | undefined;
  /** Told so many times. */
  readonly times?: number;
  /** The bank takes no money, and says so. */
  readonly fails?: boolean;
  /** The money is taken, and the municipality is never told: it finds out by the account of the day. */
  readonly silently?: boolean;
  readonly paidAt?: string | undefined;
  readonly transactionNumber?: string | undefined;
}

/** A made-up payment system with one bank, at whose pages a person pays bills. */
export const sadadSimulator: SimulatorDefinition = {
  connector: 'sadad',
  secrets: SECRETS,
  behave({ folder, now = () => Temporal.Now.instant() }) {
    const memory = openMemory(folder);
    const tellers = createTellers(SECRETS.signingKey, now);

    function pay({ billNumber, times = 1, fails = false, silently = false, ...given }: Paying): Payment | undefined {
      const bill = memory.bills.get(billNumber);
      if (bill === undefined) return undefined;
      const payment: Payment = {
        transactionNumber: given.transactionNumber ?? `NB${now().epochMilliseconds}${randomInt(1_000, 9_999)}`,
        billerCode: bill.billerCode,
        billNumber,
        amount: given.amount ?? bill.amount,
        currency: bill.currency,
        status: fails ? 'FAILED' : 'PAID',
        paidAt: given.paidAt ?? now().toString(),
        channel: 'internet',
      };
      memory.payments.push(payment);
      memory.keep();
      if (!silently) for (let time = 0; time < times; time += 1) void tellers.tell(bill.notifyAt, payment);
      return payment;
    }

    function putBill(billerCode: string, number: string, body: unknown): SimulatedAnswer {
      const given = body as Partial<SimulatedBill>;
      if (!/^\d{1,12}\.\d{2}$/.test(given?.amount ?? '') || units(given.amount!) === 0) {
        return refused(422, 'INVALID_AMOUNT');
      }
      const known = memory.bills.get(number);
      if (known?.cancelled) return refused(409, 'BILL_CLOSED');
      const { amount, currency = 'SAR', expiresAt = '', title = {}, notifyAt = '' } = given;
      memory.bills.set(number, {
        billerCode,
        number,
        amount: amount!,
        currency,
        expiresAt,
        title,
        notifyAt,
        cancelled: false,
      });
      memory.keep();
      return { status: known === undefined ? 201 : 200, body: { status: 'ACCEPTED' } };
    }

    function refund(method: string, reference: string, body: unknown): SimulatedAnswer {
      const known = memory.refunds.get(reference);
      if (method === 'PUT') {
        const { iban = '' } = body as { iban?: string };
        // So that a person can see how a refund fails: the bank has closed accounts that end in four zeros.
        const fails = iban.endsWith('0000');
        if (known === undefined) memory.refunds.set(reference, { reference, fails, asked: 0 });
        memory.keep();
        return { status: 202, body: { status: 'RECEIVED' } };
      }
      if (known === undefined) return refused(404, 'UNKNOWN_REFUND');
      known.asked += 1;
      memory.keep();
      const status = known.fails ? 'FAILED' : 'PAID';
      return { status: 200, body: { reference, status, reason: known.fails ? 'ACCOUNT_CLOSED' : null } };
    }

    function statement(billerCode: string, day: string): SimulatedAnswer {
      const paid = memory.payments.filter(
        (one) =>
          one.status === 'PAID' &&
          one.billerCode === billerCode &&
          Temporal.Instant.from(one.paidAt).toZonedDateTimeISO(ZONE).toPlainDate().toString() === day,
      );
      const lines = paid.map(({ transactionNumber, billNumber, amount, currency, paidAt, channel }) =>
        [transactionNumber, billNumber, amount, currency, paidAt, channel].join(),
      );
      const total = decimal(paid.reduce((sum, { amount }) => sum + units(amount), 0));
      const body = [HEADING, ...lines, `TOTAL,${paid.length},${total}`, ''].join('\r\n');
      return { status: 200, body, headers: { 'content-type': 'text/csv; charset=utf-8' } };
    }

    return {
      answer({ method, path, headers, body }: SimulatedRequest): SimulatedAnswer {
        if (headers['x-api-key'] !== SECRETS.apiKey) return refused(401, 'UNKNOWN_BILLER');
        const [, billerCode = '', number = ''] = BILL.exec(path) ?? [];
        if (number && method === 'PUT') return putBill(billerCode, number, body);
        if (number && method === 'DELETE') {
          const bill = memory.bills.get(number);
          if (bill !== undefined) bill.cancelled = true;
          memory.keep();
          return { status: 200, body: { status: 'CANCELLED' } };
        }
        const [, , reference] = REFUND.exec(path) ?? [];
        if (reference && (method === 'PUT' || method === 'GET')) return refund(method, reference, body);
        const [, biller, day] = STATEMENT.exec(path) ?? [];
        if (biller && day && method === 'GET') return statement(biller, day);
        return refused(400, 'UNKNOWN_REQUEST');
      },
      refuse: () => refused(422, 'REFUSED_BY_SYSTEM'),
      nonsense: [{ status: 'MAYBE' }, { reference: 'X', status: 'PAID' }],
      page: bankPages({ memory, pay, now }),
      stop: tellers.stop,
    };
  },
};
