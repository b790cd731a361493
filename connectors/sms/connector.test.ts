import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { BrokenAnswer } from '#modules/exchange/api.ts';
import { sms } from './connector.ts';
import { readAccepted } from './map.ts';
import accepted from './samples/accepted.json' with { type: 'json' };
import delivered from './samples/delivered.json' with { type: 'json' };
import refused from './samples/refused.json' with { type: 'json' };

describe('the answer of the provider', () => {
  test('is its number for the message', () => {
    expect(readAccepted({ status: 202, body: accepted })).toEqual({
      kind: 'answered',
      value: { messageId: 'sample-0001' },
    });
  });

  test('is a refusal with its code', () => {
    expect(readAccepted({ status: 422, body: refused })).toEqual({ kind: 'refused', code: 'recipient-barred' });
    expect(readAccepted({ status: 400, body: '<b>no</b>' })).toEqual({ kind: 'refused', code: 'not-taken' });
  });

  test.each([null, 'ok', {}, { messageId: 7 }, { messageId: '../x' }])('is broken otherwise: %j', (body) => {
    expect(() => readAccepted({ status: 200, body })).toThrow(BrokenAnswer);
  });
});

describe('a delivery report', () => {
  const report = sms.notifications.delivery!;
  const secrets = { reportSecret: 'a-secret-of-the-test' };
  const body = JSON.stringify(delivered);
  const signature = createHmac('sha256', secrets.reportSecret).update(body).digest('hex');
  const authentic = (headers: Record<string, string>, text = body) =>
    report.authentic({ headers, body: text }, secrets, Temporal.Now.instant());

  test('counts when it is signed', () => {
    expect(authentic({ 'x-signature': signature })).toBe(true);
    expect(report.message.parse(report.read(JSON.parse(body)))).toEqual(delivered);
  });

  test('does not count otherwise', () => {
    expect(authentic({})).toBe(false);
    expect(authentic({ 'x-signature': 'a' })).toBe(false);
    expect(authentic({ 'x-signature': signature }, body.replace('delivered', 'failed'))).toBe(false);
    expect(report.authentic({ headers: { 'x-signature': signature }, body }, {}, Temporal.Now.instant())).toBe(false);
  });
});

test('the log tells neither the number nor the text', () => {
  const about = sms.calls.send.about({ to: '+966500000000', sender: 'Amanah', text: 'سر', reference: 'r-1' });
  expect(about).not.toContain('96650000');
  expect(about).not.toContain('سر');
  expect(sms.calls.send.keepsBody).toBe(false);
});
