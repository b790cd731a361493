import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IMPORT_REASONS, type ImportedReport, type Open311Defaults, ReportCatalogue } from './model.ts';
import { closingOf, fromOpen311, readOpen311 } from './rules.ts';

const ROOT = new URL('../../../', import.meta.url);
const REQUESTS = new URL('../shared/data/reports/open311-requests-boston.ndjson.gz', ROOT);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));

const defaults: Open311Defaults = {
  catalogue: ReportCatalogue.parse(read('tenants/boston/report-categories.json')),
  language: 'en',
  area: read('tenants/boston/tenant.json').settings.area,
  now: Temporal.Instant.from('2026-11-22T00:00:00Z'),
};
const request = {
  service_request_id: '1',
  status: 'open',
  service_name: 'Abandoned Vehicle',
  service_code: '4f38',
  description: 'Sample text',
  requested_datetime: '2020-01-17T19:03:41-05:00',
  updated_datetime: '2020-01-18T19:03:00-05:00',
  address: '1 Sample St',
  lat: 42.33,
  long: -71.1,
};
const take = (change: Record<string, unknown> = {}, settings = defaults) =>
  fromOpen311(JSON.stringify({ ...request, ...change }), 7, settings);
const taken = (change?: Record<string, unknown>) => {
  const result = take(change);
  if ('reason' in result) throw new Error(result.reason);
  return result;
};

describe('a request', () => {
  test('becomes a report, its instants in UTC', () => {
    expect(taken()).toMatchObject({
      externalId: '1',
      category: { code: 'VH-01', department: 'BTD' },
      openedAt: '2020-01-18T00:03:41Z',
      updatedAt: '2020-01-19T00:03:00Z',
      closedAt: null,
      state: 'received',
      result: null,
      mended: [],
    });
  });

  test('may lack its texts and its photo, and have its update before its beginning', () => {
    const report = taken({
      description: undefined,
      address: null,
      updated_datetime: '2020-01-17T19:03:00-05:00',
      status: 'closed',
    });
    expect(report).toMatchObject({ description: null, address: null, photo: null, closedAt: report.openedAt });
    expect(report.mended).toEqual(['updated-before-opened', 'no-description']);
  });

  test('loses characters that cannot be stored or that turn the reading order', () => {
    expect(taken({ description: 'a\u0000b\u202ec\r\nd \ud800' }).description).toBe('abc\nd \ufffd');
  });

  test.each([
    ['no-id', { service_request_id: ' ' }],
    ['no-service', { service_code: null, service_name: null }],
    ['unknown-status', { status: 'pending' }],
    ['no-time', { requested_datetime: 'yesterday' }],
    ['no-time', { requested_datetime: '2020-01-17 19:03' }],
    ['time-in-future', { requested_datetime: '2027-01-01T00:00:00Z' }],
    ['no-place', { lat: null }],
    ['no-place', { lat: '' }],
    ['no-place', { lat: 95 }],
    // Where the city's geocoder put addresses it could not find.
    ['outside-area', { lat: 34.24438675302376, long: -73.65139090238068 }],
  ])('is refused as %s: %j', (reason, change) => {
    expect(take(change)).toMatchObject({ line: 7, reason });
  });

  test.each(['', '{', '[]', '"text"', 'null', '12'])('that is %j is refused', (text) => {
    expect(fromOpen311(text, 3, defaults)).toMatchObject({ line: 3, externalId: null });
  });

  test('whatever it holds is taken or refused with a known reason, never more', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.array(fc.string()), fc.object());
    const change = fc.dictionary(fc.constantFrom(...Object.keys(request), 'status_notes', 'media_url'), value);
    fc.assert(
      fc.property(change, (given) => {
        const result = take(given);
        if ('reason' in result) expect(IMPORT_REASONS).toContain(result.reason);
        else expect(result.state).toBe('received');
      }),
    );
  });
});

test('an id that came before is refused, the first is kept', () => {
  const lines = [request, { ...request, service_request_id: '2' }, request].map((one) => JSON.stringify(one));
  const results = [...readOpen311(['', ...lines], defaults)];
  expect(results.map((one) => ('reason' in one ? [one.line, one.reason] : one.externalId))).toEqual([
    '1',
    '2',
    [4, 'repeated-id'],
  ]);
});

describe('a closing note', () => {
  test.each([
    [null, 'closed', 'unstated'],
    ['Case Resolved. Picked up.', 'closed', 'unconfirmed'],
    ['Case Closed. Case Resolved.', 'closed', 'unconfirmed'],
    ['Case Closed. Case Closed. Case Noted. Archived.', 'closed', 'noted'],
    ['Case Closed. Closed date : 2015-05-02 17:52:03.67. Case Resolved. Tagged.', 'closed', 'unconfirmed'],
    ['Case Noted. Please resubmit with the vehicle plate.', 'closed', 'noted'],
    ['Case Referred to External Agency.', 'closed', 'handed-over'],
    ['Case Invalid. Test.', 'rejected', 'invalid'],
    ['CASE INVALID. CASE INVALID.', 'rejected', 'invalid'],
    ['invalid', 'rejected', 'invalid'],
    ['Duplicate of Existing Case. see 101003147902.', 'duplicate', 'duplicate'],
    ['Case Closed. Duplicate of Existing Case.', 'duplicate', 'duplicate'],
    ['Case Noted. Duplicate.', 'duplicate', 'duplicate'],
    ['closed. closed duplicate case.', 'duplicate', 'duplicate'],
    ['Request withdrawn', 'cancelled', 'withdrawn'],
    ['Case Closed in AVRS', 'closed', 'unstated'],
    ['Bulk Item Automation', 'closed', 'unstated'],
    ['Case Resolved. This is not a duplicate.', 'closed', 'unconfirmed'],
  ])('%j means %s, %s', (note, state, result) => {
    expect(closingOf(note)).toMatchObject({ state, result });
  });

  test('names the request that is repeated, unless it is itself', () => {
    const note = { status: 'closed', status_notes: 'Duplicate of Existing Case. see 101003147902.' };
    expect(taken(note).duplicateOf).toBe('101003147902');
    expect(taken({ ...note, service_request_id: '101003147902' }).duplicateOf).toBeNull();
  });

  test('never makes a report fixed: nobody asked the person who made it', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('Case Resolved. ', 'fixed ', 'verified ', ''), (text, start) => {
        const closing = closingOf(start + text);
        expect(closing.result).not.toBe('fixed-confirmed');
        expect(closing.state).not.toBe('verified');
      }),
    );
  });
});

test.skipIf(!existsSync(REQUESTS))('all the requests of a real city are read', { timeout: 60_000 }, () => {
  const lines = gunzipSync(readFileSync(REQUESTS)).toString('utf8').split('\n');
  const refused: Record<string, number> = {};
  const results: Record<string, number> = {};
  const wrong: ImportedReport[] = [];
  for (const read of readOpen311(lines, defaults)) {
    if ('reason' in read) {
      refused[read.reason] = (refused[read.reason] ?? 0) + 1;
      continue;
    }
    const how = read.result ?? read.state;
    results[how] = (results[how] ?? 0) + 1;
    if (read.closedAt !== null && read.closedAt < read.openedAt) wrong.push(read);
  }
  // 27 requests lie in the sea, where addresses nobody found were put; three lie in the next town.
  expect(refused).toEqual({ 'outside-area': 30 });
  expect(wrong).toEqual([]);
  expect(results).toEqual({
    received: 29_013,
    unconfirmed: 58_062,
    noted: 32_860,
    duplicate: 15_216,
    invalid: 1_819,
    withdrawn: 3,
    'handed-over': 1_360,
    // Closed in another system of the city, or in bulk, without a word why.
    unstated: 4_393,
  });
});
