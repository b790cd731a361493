import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, OutgoingEvent, WebhookFilter } from './model.ts';
import {
  failedTooLong,
  restAfter,
  secondsOf,
  shown,
  triedEnough,
  verdictOf,
  waitAfter,
  wants,
  withoutTexts,
} from './rules-webhooks.ts';

const ALL: WebhookFilter = { events: [], categories: [], areas: [], states: [] };
const FACTS = { category: 'BL-05', group: 'ROADS', areas: ['DMM', 'DMM-01'], state: 'received' };
const EVENT: OutgoingEvent = {
  eventId: 1,
  type: 'report.received',
  key: 'k',
  number: 'RPT-1',
  at: '2026-01-01T00:00:00Z',
  facts: FACTS,
  public: { report: { number: 'RPT-1' } },
  publicNews: true,
  office: { report: { number: 'RPT-1', team: 'ROADS' } },
  agency: { code: 'NWC', data: { report: { number: 'RPT-1', handed: true } } },
};
const call = (changes: Partial<Call>): Call => ({
  at: '',
  milliseconds: 1,
  status: 200,
  failure: null,
  answer: null,
  retryAfter: null,
  ...changes,
});

describe('what a webhook asks for', () => {
  it('is everything without filters, and narrows by every list that is given', () => {
    expect(wants(ALL, 'report.received', FACTS)).toBe(true);
    expect(wants({ ...ALL, events: ['report.assigned'] }, 'report.received', FACTS)).toBe(false);
    expect(wants({ ...ALL, categories: ['ROADS'] }, 'report.received', FACTS)).toBe(true);
    expect(wants({ ...ALL, categories: ['BL-06'] }, 'report.received', FACTS)).toBe(false);
    expect(wants({ ...ALL, areas: ['DMM'], states: ['received'] }, 'report.received', FACTS)).toBe(true);
    expect(wants({ ...ALL, areas: ['DMM'], states: ['closed'] }, 'report.received', FACTS)).toBe(false);
  });
});

describe('what a webhook is shown', () => {
  it('is what its view allows and nothing above', () => {
    expect(shown('office', null, EVENT, false)?.data).toBe(EVENT.office);
    expect(shown('public', null, EVENT, false)?.data).toBe(EVENT.public);
    expect(shown('agency', 'NWC', EVENT, false)?.data).toBe(EVENT.agency?.data);
    expect(shown('agency', 'SEC', EVENT, false)?.data).toBe(EVENT.public);
  });
  it('is nothing of what the public does not see, except that it is public no more to whoever was told', () => {
    const hidden = { ...EVENT, public: null };
    expect(shown('public', null, hidden, false)).toBeNull();
    expect(shown('public', null, hidden, true)).toEqual({
      type: 'report.withdrawn',
      data: { report: { number: 'RPT-1' } },
    });
    expect(shown('agency', 'SEC', hidden, false)).toBeNull();
  });
  it('tells the public nothing of what happens inside', () => {
    expect(shown('public', null, { ...EVENT, type: 'report.assigned', publicNews: false }, true)).toBeNull();
    expect(shown('agency', 'NWC', { ...EVENT, type: 'report.assigned' }, true)?.type).toBe('report.changed');
  });
});

describe('what an answer means', () => {
  it('is a delivery for 2xx alone', () => {
    for (const status of [200, 202, 204, 299]) expect(verdictOf(call({ status })).kind).toBe('delivered');
    for (const status of [301, 307, 400, 401, 404, 429, 500, 503])
      expect(verdictOf(call({ status })).kind).toBe('failed');
    expect(verdictOf(call({ status: 302 }))).toMatchObject({ reason: 'answered 302: redirects are not followed' });
    expect(verdictOf(call({ status: 410 })).kind).toBe('gone');
    expect(verdictOf(call({ status: null, failure: 'ECONNRESET' }))).toEqual({ kind: 'failed', reason: 'ECONNRESET' });
  });
});

describe('waiting', () => {
  it('grows, is spread by a fifth, and never ends in a try at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
        const wait = waitAfter(attempts, null, chance);
        expect(wait).toBeGreaterThanOrEqual(4);
        expect(wait).toBeLessThanOrEqual(8 * 3_600 * 1.2);
        expect(waitAfter(attempts + 1, null, 0.5)).toBeGreaterThanOrEqual(waitAfter(attempts, null, 0.5));
      }),
    );
  });
  it('honours what the receiver asks for, within reason', () => {
    expect(waitAfter(1, 600, 0.5)).toBe(600);
    expect(waitAfter(1, 10 ** 9, 0.5)).toBe(6 * 3_600);
    const now = Temporal.Instant.from('2026-01-01T00:00:00Z');
    expect(secondsOf('120', now)).toBe(120);
    expect(secondsOf('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60);
    expect(secondsOf('soon', now)).toBeNull();
  });
  it('ends after three days', () => {
    const now = Temporal.Instant.from('2026-01-04T00:00:00Z');
    expect(triedEnough('2026-01-01T00:00:00Z', now)).toBe(true);
    expect(triedEnough('2026-01-01T00:00:01Z', now)).toBe(false);
    expect(failedTooLong(null, now)).toBe(false);
    expect(failedTooLong('2026-01-01T00:00:00Z', now)).toBe(true);
    expect([0, 2, 3, 4, 20].map(restAfter)).toEqual([0, 0, 5, 10, 300]);
  });
});

it('takes texts by their keys and photos out of a body, and nothing else', () => {
  const body = JSON.stringify({
    type: 'report.received',
    data: {
      report: { number: 'n', description: 'قول', place: { address: 'شارع', longitude: 50 }, photos: [{ id: 'p' }] },
    },
  });
  expect(JSON.parse(withoutTexts(body, ['description', 'address']))).toEqual({
    type: 'report.received',
    data: { report: { number: 'n', description: null, place: { address: null, longitude: 50 }, photos: [] } },
  });
});
