// Long because each rule of bills, notices, accounts and refunds is told by its examples.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BillFacts, BillLine, Booked, CountedPayment, RefundState } from './model.ts';
import {
  afterStep,
  billNumber,
  compare,
  coverage,
  decimalOf,
  isBillNumber,
  readNotice,
  readStatement,
  refundDue,
  refundReason,
  reviveUntil,
  standingOf,
  taxCode,
  totalsOf,
} from './rules.ts';

const bill: BillFacts = {
  total: 10_000,
  expiresAt: '2026-11-30T13:00:00Z',
  reviveUntil: '2026-12-07T21:00:00Z',
  known: true,
  expired: false,
  cancelled: false,
};
const before = '2026-11-25T00:00:00Z';
const grace = '2026-12-03T00:00:00Z';
const late = '2026-12-20T00:00:00Z';
const pay = (amount: number, paidAt = before): CountedPayment => ({ amount, paidAt });

describe('the number of a bill', () => {
  test('tells every wrong digit and every exchange of neighbours', () => {
    const number = billNumber('142', 2026, 34);
    expect(number).toMatch(/^1422600000034\d$/);
    expect(isBillNumber(number)).toBe(true);
    for (let place = 0; place < number.length; place += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        const wrong = `${number.slice(0, place)}${digit}${number.slice(place + 1)}`;
        expect(isBillNumber(wrong)).toBe(wrong === number);
      }
      const turned = `${number.slice(0, place)}${number[place + 1] ?? ''}${number[place]}${number.slice(place + 2)}`;
      if (turned !== number && turned.length === number.length) expect(isBillNumber(turned)).toBe(false);
    }
  });
});

describe('how a bill stands', () => {
  test.each([
    ['nothing paid, not yet known to the biller', { known: false }, [], 'draft', 10_000, 0],
    ['nothing paid', {}, [], 'issued', 10_000, 0],
    ['a part', {}, [pay(4_000)], 'part-paid', 6_000, 0],
    ['the whole', {}, [pay(10_000)], 'paid', 0, 0],
    ['the whole in parts', {}, [pay(4_000), pay(6_000)], 'paid', 0, 0],
    ['too much', {}, [pay(10_500)], 'over-paid', 0, 500],
    ['twice', {}, [pay(10_000), pay(10_000)], 'over-paid', 0, 10_000],
    ['nothing, and it expired', { expired: true }, [], 'expired', 10_000, 0],
    ['a part, and it expired: it may still revive', { expired: true }, [pay(4_000)], 'expired', 6_000, 0],
    ['after expiry, within the days that count', { expired: true }, [pay(10_000, grace)], 'paid', 0, 0],
    ['the rest within those days', { expired: true }, [pay(4_000), pay(6_000, grace)], 'paid', 0, 0],
    ['after those days', { expired: true }, [pay(10_000, late)], 'expired', 10_000, 10_000],
    ['before expiry, told after it', { expired: true }, [pay(10_000)], 'paid', 0, 0],
    ['a cancelled bill', { cancelled: true }, [pay(4_000)], 'cancelled', 0, 4_000],
    ['paid once, and again after those days', {}, [pay(10_000), pay(10_000, late)], 'over-paid', 0, 10_000],
  ] as const)('%s', (_name, facts, payments, state, owed, refundable) => {
    expect(standingOf({ ...bill, ...facts }, payments, grace)).toMatchObject({ state, owed, refundable });
  });

  test('a part that never became the whole is owed back once the bill cannot revive', () => {
    const expired = { ...bill, expired: true };
    expect(standingOf(expired, [pay(4_000)], late)).toMatchObject({ state: 'expired', owed: 0, refundable: 4_000 });
  });

  const payments = fc.array(
    fc.record({ amount: fc.integer({ min: 1, max: 30_000 }), paidAt: fc.constantFrom(before, grace, late) }),
    { maxLength: 6 },
  );
  const facts = fc.record({ known: fc.boolean(), expired: fc.boolean(), cancelled: fc.boolean() });
  const moment = fc.constantFrom(before, grace, late);

  test('does not depend on the order in which payments were told', () => {
    fc.assert(
      fc.property(payments, facts, moment, fc.infiniteStream(fc.nat()), (list, given, now, chance) => {
        const shuffled = list
          .map((one) => ({ one, by: chance.next().value as number }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one);
        expect(standingOf({ ...bill, ...given }, shuffled, now)).toEqual(standingOf({ ...bill, ...given }, list, now));
      }),
    );
  });

  test('every halala is kept, owed back, or waits for the rest', () => {
    fc.assert(
      fc.property(payments, facts, moment, (list, given, now) => {
        const standing = standingOf({ ...bill, ...given }, list, now);
        const { received, kept, refundable, inTime, state } = standing;
        const waiting =
          state === 'part-paid' || (state === 'expired' && now !== late) || state === 'issued' || state === 'draft';
        expect(received).toBe(kept + refundable + (waiting ? inTime : 0));
        expect(kept === 0 || kept === bill.total).toBe(true);
        expect(refundable).toBeGreaterThanOrEqual(0);
        if (kept > 0) expect(inTime).toBeGreaterThanOrEqual(bill.total);
      }),
    );
  });

  test('the days in which a payment after expiry counts end with a day of the tenant, which is the day that is told', () => {
    const until = reviveUntil('2026-11-30T13:00:00Z', 7, 'Asia/Riyadh');
    expect(Temporal.Instant.from(until).toZonedDateTimeISO('Asia/Riyadh').toPlainDate().toString()).toBe('2026-12-07');
    expect(until).toBe('2026-12-07T20:59:59Z');
    expect(reviveUntil('2026-11-30T13:00:00Z', 0, 'Asia/Riyadh')).toBe('2026-11-30T13:00:00Z');
  });
});

describe('what a payment covers', () => {
  test('the parts add up to the bill and its VAT, to the halala', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 0, max: 15 }),
        fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 12 }),
        (net, percent, amounts) => {
          const vat = Math.round((net * percent) / 100);
          const whole = { total: net + vat, vat };
          let covered = 0;
          let taxed = 0;
          for (const amount of [...amounts, whole.total]) {
            const part = coverage(whole, covered, amount);
            expect(part.vat).toBeGreaterThanOrEqual(0);
            covered += part.covered;
            taxed += part.vat;
          }
          expect([covered, taxed]).toEqual([whole.total, vat]);
        },
      ),
    );
  });

  test('VAT stands beside the lines that bear it', () => {
    const line = (amount: number, vat: BillLine['vat']): BillLine => ({
      key: 'a',
      title: {},
      reason: null,
      amount,
      vat,
    });
    expect(totalsOf([line(6_000, null), line(1_000, { basisPoints: 1_500, amount: 150 })])).toEqual({
      total: 7_150,
      vat: 150,
    });
  });
});

const notice = {
  transactionNumber: 'NB123456',
  billerCode: '142',
  billNumber: '14226000000347',
  amount: '60.05',
  currency: 'SAR',
  status: 'PAID',
  paidAt: '2026-11-22T13:00:00+03:00',
  channel: 'internet',
};

describe('a notice', () => {
  test('is read exactly', () => {
    expect(readNotice(JSON.stringify(notice))).toMatchObject({
      amount: 6_005,
      failed: false,
      paidAt: '2026-11-22T10:00:00Z',
    });
  });
  test.each([
    ['not JSON', '{'],
    ['a list', '[]'],
    ['less than nothing', JSON.stringify({ ...notice, amount: '-60.00' })],
    ['nothing', JSON.stringify({ ...notice, amount: '0.00' })],
    ['a third decimal', JSON.stringify({ ...notice, amount: '60.005' })],
    ['a number for an amount', JSON.stringify({ ...notice, amount: 60 })],
    ['an exponent', JSON.stringify({ ...notice, amount: '6e3.00' })],
    ['no moment', JSON.stringify({ ...notice, paidAt: 'yesterday' })],
    ['an unknown status', JSON.stringify({ ...notice, status: 'MAYBE' })],
  ])('is none: %s', (_name, body) => {
    expect(readNotice(body)).toBeUndefined();
  });
});

const HEADING = 'transactionNumber,billNumber,amount,currency,paidAt,channel';
const row = (number: string, amount: string) => `${number},14226000000347,${amount},SAR,2026-11-22T10:00:00Z,internet`;

describe('the account of a day', () => {
  test('is read with its total', () => {
    const text = [HEADING, row('NB1000001', '60.00'), row('"NB1000002"', '0.05'), 'TOTAL,2,60.05', ''].join('\r\n');
    const reading = readStatement(text, 'SAR');
    expect('attempts' in reading && reading.attempts.map(({ amount }) => amount)).toEqual([6_000, 5]);
  });
  test.each([
    ['cut short', [HEADING, row('NB1000001', '60.00')], 3 - 1, 'total'],
    ['a wrong sum', [HEADING, row('NB1000001', '60.00'), 'TOTAL,1,60.01'], 3, 'total'],
    ['a wrong count', [HEADING, row('NB1000001', '60.00'), 'TOTAL,2,60.00'], 3, 'total'],
    ['an amount that is none', [HEADING, row('NB1000001', '60'), 'TOTAL,1,60.00'], 2, 'line'],
    ['a value too many', [HEADING, `${row('NB1000001', '60.00')},x`, 'TOTAL,1,60.00'], 2, 'line'],
    ['other columns', ['a,b', 'TOTAL,0,0.00'], 1, 'heading'],
    ['another currency', [HEADING, row('NB1000001', '60.00').replace('SAR', 'USD'), 'TOTAL,1,60.00'], 2, 'currency'],
    ['empty', [''], 0, 'empty'],
  ])('is refused with its line: %s', (_name, lines, line, code) => {
    expect(readStatement(lines.join('\n'), 'SAR')).toEqual({ line, code });
  });
  test('a day without payments is a day', () => {
    expect(readStatement(`${HEADING}\nTOTAL,0,0.00\n`, 'SAR')).toEqual({ attempts: [] });
  });
});

describe('reconciling', () => {
  const booked = fc
    .uniqueArray(fc.record({ n: fc.nat({ max: 12 }), amount: fc.integer({ min: 1, max: 99_999 }) }), {
      selector: ({ n }) => n,
      maxLength: 12,
    })
    .map((list) =>
      list.map(({ n, amount }): Booked => ({ transactionNumber: `NB${n}`, billNumber: '1', amount, paidAt: before })),
    );

  test('the differences explain the totals to the halala', () => {
    fc.assert(
      fc.property(booked, booked, fc.boolean(), (ours, theirs, twice) => {
        const listed = twice ? [...theirs, ...theirs.slice(0, 1)] : theirs;
        const { differences, ourTotal, theirTotal, matched } = compare(ours, listed);
        const explained = differences.reduce((sum, one) => sum + (one.theirs ?? 0) - (one.ours ?? 0), 0);
        expect(explained).toBe(theirTotal - ourTotal);
        expect(theirTotal).toBe(listed.reduce((sum, { amount }) => sum + amount, 0));
        const inBoth = ours.filter((our) => theirs.some((one) => one.transactionNumber === our.transactionNumber));
        expect(matched + differences.filter(({ kind }) => kind === 'amount').length).toBe(inBoth.length);
      }),
    );
  });

  test('tells the kinds apart', () => {
    const one = (transactionNumber: string, amount: number, known = true): Booked => ({
      transactionNumber,
      billNumber: '1',
      amount,
      paidAt: before,
      known,
    });
    const { differences } = compare(
      [one('A', 1), one('B', 2), one('C', 3), one('D', 4, false)],
      [one('A', 1), one('B', 5), one('D', 4), one('E', 6), one('A', 1)],
    );
    expect(differences.map(({ kind, transactionNumber }) => `${kind} ${transactionNumber}`)).toEqual([
      'amount B',
      'unknown-bill D',
      'missing-here E',
      'listed-twice A',
      'missing-there C',
    ]);
  });
});

describe('a refund', () => {
  const refund = { state: 'prepared' as RefundState, preparedBy: 'officer', hasIban: true };
  test('is approved by somebody other than who prepared it', () => {
    expect(afterStep(refund, 'approve', 'officer')).toEqual({ refused: 'four-eyes' });
    expect(afterStep(refund, 'approve', null)).toEqual({ refused: 'four-eyes' });
    expect(afterStep(refund, 'approve', 'head')).toEqual({ state: 'approved' });
  });
  test('goes to an account that was given', () => {
    expect(afterStep({ ...refund, state: 'requested', hasIban: false }, 'prepare', 'officer')).toEqual({
      refused: 'iban-missing',
    });
  });
  test('that failed is prepared and approved anew', () => {
    expect(afterStep({ ...refund, state: 'failed' }, 'approve', 'head')).toEqual({ refused: 'not-in-this-state' });
    expect(afterStep({ ...refund, state: 'failed' }, 'prepare', 'officer')).toEqual({ state: 'prepared' });
  });
  test('that was confirmed is over', () => {
    for (const step of ['request', 'prepare', 'approve', 'reject', 'send', 'confirm', 'fail'] as const) {
      expect(afterStep({ ...refund, state: 'confirmed' }, step, 'head')).toEqual({ refused: 'not-in-this-state' });
    }
  });
  test('is never due twice', () => {
    expect(refundDue(10_000, [{ amount: 4_000 }, { amount: 6_000 }])).toBe(0);
    expect(refundDue(10_000, [{ amount: 4_000 }])).toBe(6_000);
  });
  test('says why', () => {
    const paid = { state: 'over-paid' } as const;
    expect(refundReason(bill, paid, [pay(10_000), pay(10_000)], null)).toBe('paid-twice');
    expect(refundReason(bill, paid, [pay(4_000), pay(9_000)], null)).toBe('over-paid');
    expect(refundReason(bill, { state: 'expired' }, [pay(4_000)], null)).toBe('paid-late');
    expect(refundReason(bill, { state: 'cancelled' }, [pay(4_000)], 'withdrawn')).toBe('withdrawn');
  });
});

test('the tax code counts bytes, not letters', () => {
  const code = taxCode({
    seller: 'أمانة نموذجية',
    vatNumber: '300000000000003',
    at: '2026-11-22T10:00:00Z',
    total: decimalOf(7_150),
    vat: decimalOf(150),
  });
  const bytes = Buffer.from(code, 'base64');
  // Thirteen characters, twelve of them of two bytes.
  expect([bytes[0], bytes[1]]).toEqual([1, 25]);
  expect(bytes.subarray(2, 27).toString('utf8')).toBe('أمانة نموذجية');
  expect(() => taxCode({ seller: 'أ'.repeat(128), vatNumber: '', at: '', total: '', vat: '' })).toThrow(RangeError);
});
