import { describe, expect, test } from 'vitest';
import { notificationProblems } from './model.ts';
import { reasonWords } from './rules-reasons.ts';

describe('why a message was not sent', () => {
  test.each([
    ['nothing is set up to send by; set MAIL_URL', /set up/],
    ['connect ECONNREFUSED 127.0.0.1:25', /could not be reached/],
    ['getaddrinfo ENOTFOUND gateway.example.com', /could not be reached/],
    ['ETIMEDOUT', /did not answer in time/],
    ['Can’t send mail - all recipients were rejected: 550 5.1.1 User unknown', /refused the address/],
    ['Message failed: 552 5.2.2 Mailbox full', /full/],
    ['451 4.7.1 Greylisted, try again later', /put the message off/],
    ['Invalid login: 535 5.7.8 authentication failed', /policy|credentials/],
    ['the gateway answered 503', /fault at the service/],
    ['the gateway answered 400', /refused the message/],
    ['the gateway answered 401', /credentials/],
    ['the gateway answered 429', /slower/],
    ['the device accepts no more notices (410) and was removed', /device/],
    ['the outcome of the last try is not known', /nobody gets it twice/],
    ['a message nobody foresaw', /another kind/],
  ])('%s', (stored, expected) => {
    expect(reasonWords(stored)?.en).toMatch(expected);
    expect(reasonWords(stored)?.ar).toMatch(/\p{Script=Arabic}/u);
  });

  test('is said for words that could not be written, and for nothing nothing', () => {
    const refusal = notificationProblems['no-text']();
    expect(reasonWords(refusal.message)).toEqual({ ar: refusal.text.ar, en: refusal.text.en });
    expect(reasonWords(null)).toBeNull();
  });
});
