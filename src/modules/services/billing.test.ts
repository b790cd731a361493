// Long because a bill is followed through everything that can happen to it, against a biller that is a real server.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  BillPage,
  BillView,
  OwnBill,
  ReceiptView,
  RefundPage,
  RefundView,
  StatementView,
} from '#modules/payments/api.ts';
import { type RunningSimulators, startSimulators } from '../../../connectors/simulators.ts';
import { makeApplication } from '../../../tests/support/applications.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type { ApplicationView } from './api.ts';

let city: City;
let simulators: RunningSimulators;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  simulators = await startSimulators({ now: () => now });
  city = await startCity({ now: () => now, simulators });
  for (const code of [
    'resident-1',
    'resident-2',
    'officer-health',
    'finance-1',
    'finance-2',
    'finance-head',
    'auditor-1',
    'administrator-1',
  ]) {
    await city.signIn(code);
  }
});
afterAll(async () => {
  await city?.close();
  await simulators?.stop();
});

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);

const sadad = () => simulators.of('sadad')!;
/** Everything that follows by itself: news, the biller, and what they set in motion. */
async function follow(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await city.settle();
    await city.runJob('payments.dispatch');
    await city.settle();
    await city.runJob('services.payments');
  }
}
const application = (id: string) => call<ApplicationView>('resident-1', 'services.get-application', { id });
const own = (id: string) => call<OwnBill>('resident-1', 'payments.get-own-bill', { id });
const office = (id: string) => call<BillView>('finance-1', 'payments.get-bill', { id });

/** An application that was approved and waits to be paid, with its bill at the bank. */
async function approved(): Promise<{ id: string; bill: string; number: string }> {
  const { id } = await makeApplication((operation, input) => call('resident-1', operation, input), now);
  await call('officer-health', 'services.act', { id, action: 'approve', input: {} });
  await follow();
  const { items } = await call<{ items: { id: string; number: string; subject: { id: string } }[] }>(
    'resident-1',
    'payments.list-own-bills',
    {},
  );
  const found = items.find(({ subject }) => subject.id === id)!;
  return { id, bill: found.id, number: found.number };
}

/** Pays at the made-up bank, as its page does. */
async function pay(billNumber: string, form: Record<string, string> = {}): Promise<void> {
  const response = await fetch(`${sadad().url}/bank`, {
    method: 'POST',
    body: new URLSearchParams({ bill: billNumber, amount: '60.00', ...form }),
  });
  expect(response.status).toBe(200);
  const told = form.how !== 'silent';
  if (told) await expect.poll(() => heard(billNumber)).toBeGreaterThan(0);
  await follow();
}

/** Notices about a bill that the program heard. */
async function heard(billNumber: string): Promise<number> {
  const { rows } = await city.owner.query(
    'select count(*)::int as n from exchange.call where direction = $1 and about like $2',
    ['in', `${billNumber} %`],
  );
  return rows[0].n as number;
}

const SIGNING = 'sample-key-that-notices-are-signed-with';
let serial = 0;
function noticeOf(billNumber: string, more: Record<string, unknown> = {}) {
  serial += 1;
  return {
    transactionNumber: `TEST${String(serial).padStart(6, '0')}`,
    billerCode: '142',
    billNumber,
    amount: '60.00',
    currency: 'SAR',
    status: 'PAID',
    paidAt: now.toString(),
    channel: 'atm',
    ...more,
  };
}
async function tell(notice: unknown, key = SIGNING, at = now): Promise<number> {
  const body = JSON.stringify(notice);
  const timestamp = String(Math.floor(at.epochMilliseconds / 1_000));
  const response = await fetch(`http://127.0.0.1:${city.port}/exchange/sadad/payment`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-sadad-timestamp': timestamp,
      'x-sadad-signature': createHmac('sha256', key).update(`${timestamp}.${body}`).digest('base64'),
    },
    body,
  });
  return response.status;
}

describe('a bill', () => {
  test('is issued with the approval, told to the biller, paid, and lets the application go on', async () => {
    const { id, bill, number } = await approved();
    const issued = await own(bill);
    expect(number).toMatch(/^14226\d{9}$/);
    expect(issued).toMatchObject({ state: 'issued', total: 6_000, vat: 0, owed: 6_000, received: 0, currency: 'SAR' });
    const waiting = await application(id);
    expect(waiting.state).toBe('payment');
    expect(waiting.clocks.find(({ key }) => key === 'norm')?.status).toBe('paused');
    const dueAt = waiting.clocks.find(({ key }) => key === 'paymentTime')?.dueAt;
    expect(Temporal.Instant.from(dueAt!).equals(issued.expiresAt)).toBe(true);
    await pay(number);
    const paid = await own(bill);
    expect(paid).toMatchObject({ state: 'paid', owed: 0, received: 6_000, refundable: 0 });
    const done = await application(id);
    expect(done).toMatchObject({ state: 'issued', result: { result: 'issued' } });
    expect(done.clocks.find(({ key }) => key === 'norm')?.status).toBe('stopped');
    const receipt = await call<ReceiptView>('resident-1', 'payments.get-receipt', {
      number: paid.payments[0]!.receipt!,
    });
    expect(receipt).toMatchObject({
      amount: 6_000,
      covered: 6_000,
      vat: 0,
      transactionNumber: paid.payments[0]!.transactionNumber,
    });
    expect(Buffer.from(receipt.qr!, 'base64').toString('utf8')).toContain('60.00');
    expect((await office(bill)).entries.map(({ kind }) => kind)).toEqual(['paid', 'known', 'issued']);
  });

  test('told three times is paid once', async () => {
    const { bill, number } = await approved();
    await pay(number, { how: 'twice' });
    await follow();
    expect(await own(bill)).toMatchObject({ state: 'paid', received: 6_000 });
    expect((await own(bill)).payments).toHaveLength(1);
  });

  test('is paid in parts, and the rest stays owed', async () => {
    const { id, bill, number } = await approved();
    await pay(number, { amount: '20.50' });
    expect(await own(bill)).toMatchObject({ state: 'part-paid', received: 2_050, owed: 3_950 });
    expect((await application(id)).state).toBe('payment');
    await tell(noticeOf(number, { amount: '39.50' }));
    await follow();
    expect(await own(bill)).toMatchObject({ state: 'paid', owed: 0 });
    expect((await application(id)).state).toBe('issued');
  });

  test('is not paid by an attempt that failed, nor by one whose failure is told late', async () => {
    const { id, bill, number } = await approved();
    const failed = noticeOf(number, { status: 'FAILED' });
    expect(await tell(failed)).toBe(202);
    await follow();
    expect(await own(bill)).toMatchObject({
      state: 'issued',
      received: 0,
      payments: [{ status: 'failed', receipt: null }],
    });
    expect((await application(id)).state).toBe('payment');
    await tell({ ...failed, status: 'PAID' });
    await follow();
    expect(await own(bill)).toMatchObject({ state: 'paid', received: 6_000 });
    expect(await tell(failed)).toBe(200);
    await follow();
    expect(await own(bill)).toMatchObject({ state: 'paid', received: 6_000 });
  });

  test('forged notices are refused and leave no trace', async () => {
    const { bill, number } = await approved();
    expect(await tell(noticeOf(number), 'another key')).toBe(401);
    expect(await tell(noticeOf(number), SIGNING, now.subtract({ hours: 1 }))).toBe(401);
    const response = await fetch(`http://127.0.0.1:${city.port}/exchange/sadad/payment`, {
      method: 'POST',
      body: '{}',
    });
    expect(response.status).toBe(401);
    await follow();
    expect(await own(bill)).toMatchObject({ state: 'issued', payments: [] });
  });

  test('is its payer’s and finance’s; the biller is told no name', async () => {
    const { bill } = await approved();
    expect((await refusalOf(call('resident-2', 'payments.get-own-bill', { id: bill }))).status).toBe(403);
    expect((await refusalOf(call('officer-health', 'payments.get-bill', { id: bill }))).code).toBe('request.forbidden');
    expect((await call<BillView>('auditor-1', 'payments.get-bill', { id: bill })).payer?.ar).toBe('ساكن نموذجي');
    const told = JSON.stringify(sadad().received.filter(({ method }) => method === 'PUT'));
    expect(told).not.toContain('نموذجي');
    const { rows } = await city.owner.query("select count(*)::int as n from payments.notice where body like '%ساكن%'");
    expect(rows[0].n).toBe(0);
  });

  test('waits for a biller that is away, and is told when it is back', async () => {
    sadad().mode = 'broken';
    const { bill } = await approved();
    expect((await own(bill)).state).toBe('draft');
    expect((await office(bill)).dispatches[0]).toMatchObject({ kind: 'upload', status: 'failed' });
    sadad().mode = 'happy';
    // The breaker rests after so many failures.
    now = now.add({ minutes: 10 });
    await call('finance-1', 'payments.send-again', { id: bill });
    await city.owner.query("update payments.dispatch set next_at = '2026-01-01' where status = 'failed'");
    await follow();
    expect((await own(bill)).state).toBe('issued');
  });
});

/** A refund of a bill, as finance lists it. */
async function refundOf(billId: string) {
  const { items } = await call<RefundPage>('finance-1', 'payments.list-refunds', {});
  return items.find((one) => one.billId === billId)!;
}
const IBAN = 'SA0380000000608010167519';

describe('money that is owed back', () => {
  test('of a bill paid twice goes back by four eyes', async () => {
    const { bill, number } = await approved();
    await tell(noticeOf(number));
    await tell(noticeOf(number));
    await follow();
    expect(await own(bill)).toMatchObject({ state: 'over-paid', received: 12_000, refundable: 6_000 });
    const proposed = await refundOf(bill);
    expect(proposed).toMatchObject({ state: 'proposed', amount: 6_000, reason: 'paid-twice', origin: 'system' });
    const wrong = await refusalOf(
      call('resident-1', 'payments.request-refund', { id: bill, iban: 'SA0380000000608010167518' }),
    );
    expect(wrong.fields.map(({ path, code }) => `${path} ${code}`)).toEqual(['iban not-iban']);
    expect((await refusalOf(call('resident-2', 'payments.request-refund', { id: bill, iban: IBAN }))).status).toBe(404);
    await call('resident-1', 'payments.request-refund', { id: bill, iban: 'sa03 8000 0000 6080 1016 7519' });
    const again = await refusalOf(call('resident-1', 'payments.request-refund', { id: bill, iban: IBAN }));
    expect(again.code).toBe('payments.refund-under-way');
    const { rows } = await city.owner.query(
      'select encode(sealed_iban, $1) as sealed from payments.refund where id = $2',
      ['escape', proposed.id],
    );
    expect(rows[0].sealed).not.toContain('608010167519');
    const asked = await call<RefundView>('finance-head', 'payments.get-refund', { id: proposed.id });
    expect(asked).toMatchObject({ iban: IBAN, ibanEnd: '7519', steps: ['prepare', 'reject'] });
    expect((await call<RefundView>('auditor-1', 'payments.get-refund', { id: proposed.id })).iban).toBeNull();
    await call('finance-head', 'payments.prepare-refund', { id: proposed.id, version: asked.version });
    const self = await refusalOf(
      call('finance-head', 'payments.approve-refund', { id: proposed.id, version: asked.version + 1 }),
    );
    expect(self.code).toBe('payments.four-eyes');
  });

  async function released(billId: string, iban: string) {
    await call('resident-1', 'payments.request-refund', { id: billId, iban });
    const { id } = await refundOf(billId);
    const asked = await call<RefundView>('finance-1', 'payments.get-refund', { id });
    await call('finance-1', 'payments.prepare-refund', { id, version: asked.version });
    expect(
      (await refusalOf(call('finance-2', 'payments.approve-refund', { id, version: asked.version + 1 }))).code,
    ).toBe('request.forbidden');
    await call('finance-head', 'payments.approve-refund', { id, version: asked.version + 1 });
    await city.owner.query(
      "update payments.dispatch set next_at = '2026-01-01' where kind = 'ask' and next_at is not null",
    );
    await follow();
    await city.owner.query(
      "update payments.dispatch set next_at = '2026-01-01' where kind = 'ask' and next_at is not null",
    );
    await follow();
    return call<RefundView>('finance-1', 'payments.get-refund', { id });
  }

  test('that the bank does not take may be sent to another account', async () => {
    const { bill, number } = await approved();
    await tell(noticeOf(number, { amount: '75.00' }));
    await follow();
    const failed = await released(bill, ibanEndingIn('0000'));
    expect(failed).toMatchObject({ state: 'failed', amount: 1_500, reason: 'over-paid', failure: 'ACCOUNT_CLOSED' });
    const done = await released(bill, IBAN);
    expect(done).toMatchObject({ state: 'confirmed', attempts: 2, failure: null });
    expect((await own(bill)).refundable).toBe(1_500);
    expect((await refusalOf(call('resident-1', 'payments.request-refund', { id: bill, iban: IBAN }))).code).toBe(
      'payments.nothing-to-refund',
    );
  });

  test('a withdrawn application’s part goes back, and the bill can no longer be paid', async () => {
    const { id, bill, number } = await approved();
    await tell(noticeOf(number, { amount: '10.00' }));
    await follow();
    await call('resident-1', 'services.act', { id, action: 'withdraw', input: {} });
    await follow();
    expect(await own(bill)).toMatchObject({
      state: 'cancelled',
      cancelReason: 'withdrawn',
      refundable: 1_000,
      owed: 0,
    });
    expect(await refundOf(bill)).toMatchObject({ state: 'proposed', reason: 'withdrawn', amount: 1_000 });
    await tell(noticeOf(number, { amount: '50.00' }));
    await follow();
    expect(await own(bill)).toMatchObject({ state: 'cancelled', received: 6_000, refundable: 6_000 });
    expect((await application(id)).state).toBe('withdrawn');
  });

  test('is refused with a reason', async () => {
    const { bill, number } = await approved();
    await tell(noticeOf(number, { amount: '61.00' }));
    await follow();
    const { id } = await refundOf(bill);
    const { version } = await call<RefundView>('finance-head', 'payments.get-refund', { id });
    const reason = 'سوي المبلغ في معاملة أخرى بطلب صاحبه.';
    await call('finance-head', 'payments.reject-refund', { id, version, reason });
    expect(await refundOf(bill)).toMatchObject({ state: 'rejected', note: reason });
    // Whoever is owed it may ask again.
    await call('resident-1', 'payments.request-refund', { id: bill, iban: IBAN });
    expect(await refundOf(bill)).toMatchObject({ state: 'requested', origin: 'applicant', amount: 100 });
  });
});

describe('the end of a bill’s time', () => {
  async function expired() {
    const made = await approved();
    const { expiresAt } = await own(made.bill);
    now = Temporal.Instant.from(expiresAt).add({ minutes: 1 });
    await city.asSystem('cases.tick-clocks', {});
    await city.asSystem('payments.expire-bills', {});
    await follow();
    expect((await own(made.bill)).state).toBe('expired');
    expect((await application(made.id)).state).toBe('lapsed');
    return { ...made, expiresAt };
  }

  test('a payment made in time and told late counts', async () => {
    const { id, bill, number, expiresAt } = await expired();
    await tell(noticeOf(number, { paidAt: Temporal.Instant.from(expiresAt).subtract({ minutes: 5 }).toString() }));
    await follow();
    expect((await own(bill)).state).toBe('paid');
    expect((await application(id)).state).toBe('issued');
    expect((await office(bill)).entries.map(({ kind }) => kind)).toContain('revived');
  });

  test('a payment of the whole some days later revives it', async () => {
    const { id, bill, number } = await expired();
    now = now.add({ hours: 72 });
    await tell(noticeOf(number));
    await follow();
    expect((await own(bill)).state).toBe('paid');
    expect((await application(id)).state).toBe('issued');
  });

  test('a payment after those days is owed back, and nothing else changes', async () => {
    const { id, bill, number } = await expired();
    now = now.add({ hours: 24 * 9 });
    await tell(noticeOf(number));
    await follow();
    expect(await own(bill)).toMatchObject({ state: 'expired', received: 6_000, refundable: 6_000, owed: 0 });
    expect(await refundOf(bill)).toMatchObject({ reason: 'paid-late', amount: 6_000 });
    expect((await application(id)).state).toBe('lapsed');
    const receipt = (await own(bill)).payments[0]!.receipt!;
    expect(await call<ReceiptView>('finance-1', 'payments.get-receipt', { number: receipt })).toMatchObject({
      covered: 0,
      qr: null,
    });
  });

  test('a part that never became the whole is owed back by itself', async () => {
    const made = await approved();
    await tell(noticeOf(made.number, { amount: '30.00' }));
    await follow();
    const { reviveUntil, expiresAt } = await own(made.bill);
    now = Temporal.Instant.from(expiresAt).add({ minutes: 1 });
    await city.asSystem('payments.expire-bills', {});
    expect(await own(made.bill)).toMatchObject({ state: 'expired', refundable: 0, owed: 3_000 });
    // Whoever looks at the application is told until when it may still be paid.
    expect((await application(made.id)).bill).toMatchObject({ state: 'expired', owed: 3_000, reviveUntil });
    now = Temporal.Instant.from(reviveUntil).add({ minutes: 1 });
    await city.asSystem('payments.expire-bills', {});
    expect(await own(made.bill)).toMatchObject({ state: 'expired', refundable: 3_000, owed: 0 });
    expect(await refundOf(made.bill)).toMatchObject({ state: 'proposed', amount: 3_000 });
  });
});

describe('reconciliation', () => {
  const today = () => now.toZonedDateTimeISO('Asia/Riyadh').toPlainDate().toString();

  test('finds money that was never told, and counts it', async () => {
    now = now.add({ hours: 48 });
    const silent = await approved();
    const told = await approved();
    await pay(silent.number, { how: 'silent' });
    await pay(told.number);
    await tell(noticeOf('14226999999990', { amount: '5.00' }));
    await follow();
    expect((await own(silent.bill)).state).toBe('issued');
    const { id } = await call<{ id: string }>('finance-1', 'payments.fetch-statement', { day: today() });
    const statement = await call<StatementView>('finance-1', 'payments.get-statement', { id });
    expect(statement).toMatchObject({ lines: 2, matched: 1, theirTotal: 12_000, ourTotal: 6_500, open: 2 });
    const kinds = statement.items.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['missing-here', 'missing-there']);
    const sum = statement.items.reduce((all, one) => all + (one.theirs ?? 0) - (one.ours ?? 0), 0);
    expect(sum).toBe(statement.theirTotal - statement.ourTotal);
    const missing = statement.items.find(({ kind }) => kind === 'missing-here')!;
    const there = statement.items.find(({ kind }) => kind === 'missing-there')!;
    const settle = (who: string, difference: string, more: object) =>
      call(who, 'payments.settle-difference', { id: difference, reason: 'تأكدنا من كشف البنك لهذا اليوم.', ...more });
    expect((await refusalOf(settle('auditor-1', missing.id, { outcome: 'counted' }))).code).toBe('request.forbidden');
    expect((await refusalOf(settle('finance-1', there.id, { outcome: 'counted' }))).code).toBe('payments.cannot-count');
    await settle('finance-1', there.id, { outcome: 'explained' });
    await settle('finance-1', missing.id, { outcome: 'counted' });
    expect((await refusalOf(settle('finance-1', missing.id, { outcome: 'counted' }))).code).toBe(
      'payments.already-settled',
    );
    await follow();
    expect((await own(silent.bill)).state).toBe('paid');
    expect((await application(silent.id)).state).toBe('issued');
    // The same account once more: what was explained stays explained.
    const again = await call<{ open: number }>('finance-1', 'payments.fetch-statement', { day: today() });
    expect(again.open).toBe(0);
  });

  test('a notice that comes after the account of its day settles the difference', async () => {
    now = now.add({ hours: 48 });
    const { bill, number } = await approved();
    const notice = noticeOf(number);
    const { transactionNumber, amount, paidAt } = notice;
    const text = `transactionNumber,billNumber,amount,currency,paidAt,channel\n${transactionNumber},${number},${amount},SAR,${paidAt},atm\nTOTAL,1,60.00\n`;
    const { id, open } = await call<{ id: string; open: number }>('finance-2', 'payments.import-statement', {
      day: today(),
      text,
    });
    expect(open).toBe(1);
    await tell(notice);
    await follow();
    expect((await own(bill)).state).toBe('paid');
    const statement = await call<StatementView>('finance-2', 'payments.get-statement', { id });
    expect(statement).toMatchObject({ open: 0, source: 'hand', items: [{ state: 'settled', outcome: 'counted' }] });
  });

  test('a file that cannot be trusted is refused with its line', async () => {
    const text = 'transactionNumber,billNumber,amount,currency,paidAt,channel\nTOTAL,1,60.00\n';
    const problem = await refusalOf(call('finance-1', 'payments.import-statement', { day: today(), text }));
    expect(problem).toMatchObject({ code: 'payments.statement-unreadable', status: 422 });
    expect(problem.fields[0]?.text.en).toContain('Line 2');
    const tomorrow = now.add({ hours: 48 }).toString().slice(0, 10);
    expect((await refusalOf(call('finance-1', 'payments.import-statement', { day: tomorrow, text }))).code).toBe(
      'payments.statement-too-early',
    );
  });

  test('the day before comes by itself', async () => {
    const paidOn = today();
    now = now.add({ hours: 30 });
    await city.runJob('payments.statements');
    const { items } = await call<{ items: { day: string; source: string }[] }>(
      'auditor-1',
      'payments.list-statements',
      {},
    );
    expect(items.filter(({ source }) => source === 'biller').map(({ day }) => day)).toContain(paidOn);
  });
});

test('the bills of finance are found by state and by number', async () => {
  const { bill, number } = await approved();
  const page = await call<BillPage>('finance-1', 'payments.list-bills', { number });
  expect(page.items.map(({ id }) => id)).toEqual([bill]);
  expect(page.totals.find(({ state }) => state === 'paid')?.count).toBeGreaterThan(0);
  const paid = await call<BillPage>('finance-1', 'payments.list-bills', { state: ['paid'], limit: 2 });
  expect(paid.items.every(({ state }) => state === 'paid')).toBe(true);
  const next = await call<BillPage>('finance-1', 'payments.list-bills', {
    state: ['paid'],
    limit: 2,
    before: paid.next!,
  });
  expect(next.items.map(({ id }) => id)).not.toContain(paid.items[0]!.id);
  expect((await refusalOf(call('administrator-1', 'payments.list-bills', {}))).code).toBe('request.forbidden');
});

/** A made-up account with valid check digits. */
function ibanEndingIn(end: string): string {
  const bban = `8000000000000000${end}`;
  const digits = `${bban}281000`;
  const check = 98n - (BigInt(digits) % 97n);
  return `SA${String(check).padStart(2, '0')}${bban}`;
}
