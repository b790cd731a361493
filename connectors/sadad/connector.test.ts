import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BrokenAnswer } from '#modules/exchange/api.ts';
import { sadad } from './connector.ts';
import { decimal, readAccepted, readRefund, readStatementFile } from './map.ts';
import notice from './samples/notice.json' with { type: 'json' };
import refund from './samples/refund.json' with { type: 'json' };
import { signatureOf } from './signing.ts';

const statement = readFileSync(join(import.meta.dirname, 'samples/statement.csv'), 'utf8');
const asked = { billerCode: '142', reference: refund.reference };

describe('answers', () => {
  test('yes and no', () => {
    expect(readAccepted({ status: 201, body: { status: 'ACCEPTED' } })).toMatchObject({ kind: 'answered' });
    expect(readAccepted({ status: 409, body: { code: 'BILL_CLOSED' } })).toEqual({
      kind: 'refused',
      code: 'BILL_CLOSED',
    });
    expect(readAccepted({ status: 418, body: 'teapot' })).toEqual({ kind: 'refused', code: 'status-418' });
    expect(() => readAccepted({ status: 200, body: { status: 'MAYBE' } })).toThrow(BrokenAnswer);
  });
  test('a refund is the one that was asked for', () => {
    const failed = { state: 'failed', reason: 'ACCOUNT_CLOSED' };
    expect(readRefund({ status: 200, body: refund }, asked)).toEqual({ kind: 'answered', value: failed });
    expect(() => readRefund({ status: 200, body: { ...refund, reference: 'RFD-OTHER' } }, asked)).toThrow(BrokenAnswer);
  });
  test('an account of a day is a file of values', () => {
    expect(readStatementFile({ status: 200, body: statement })).toMatchObject({ kind: 'answered' });
    expect(() => readStatementFile({ status: 200, body: '<h1>Maintenance</h1>' })).toThrow(BrokenAnswer);
  });
  test('amounts are written exactly', () => {
    expect([1, 99, 100, 6_005, 123_456_789].map(decimal)).toEqual(['0.01', '0.99', '1.00', '60.05', '1234567.89']);
  });
});

describe('a notice', () => {
  const { authentic, idOf, message } = sadad.notifications.payment!;
  const body = JSON.stringify(notice);
  const now = Temporal.Instant.from('2026-11-22T10:00:00Z');
  const signed = (key: string, at = now, text = body) => {
    const timestamp = String(at.epochMilliseconds / 1_000);
    return { 'x-sadad-timestamp': timestamp, 'x-sadad-signature': signatureOf(key, timestamp, text) };
  };
  const judged = (headers: Record<string, string>, text = body) =>
    authentic({ headers, body: text }, { signingKey: 'right' }, now);

  test('counts when it was signed with the key, and lately', () => {
    expect(judged(signed('right'))).toBe(true);
    expect(judged(signed('wrong'))).toBe(false);
    expect(judged(signed('right'), body.replace('60.00', '61.00'))).toBe(false);
    expect(judged(signed('right', now.subtract({ minutes: 6 })))).toBe(false);
    expect(judged(signed('right', now.add({ minutes: 6 })))).toBe(false);
    expect(judged({})).toBe(false);
    expect(judged({ ...signed('right'), 'x-sadad-signature': '' })).toBe(false);
  });
  test('is told apart by what it says of the transaction', () => {
    const read = (more: object) => idOf(message.parse({ ...notice, ...more }));
    expect(read({})).not.toBe(read({ status: 'FAILED' }));
    expect(read({})).not.toBe(read({ amount: '61.00' }));
    expect(read({})).toBe(read({ channel: 'atm' }));
  });
});
