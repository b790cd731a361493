import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayIn } from './day.ts';

const ZONES = ['Asia/Riyadh', 'America/New_York', 'UTC', 'Asia/Kathmandu', 'Pacific/Apia', 'Africa/Cairo'];

test('is the day that Temporal says, also where clocks are put forward at midnight and where a day is left out', () => {
  const instants = fc.oneof(
    fc.integer({ min: Date.parse('1960-01-01T00:00Z'), max: Date.parse('2100-01-01T00:00Z') }),
    fc.constantFrom(
      ...['2011-12-30T09:59:59.999Z', '2011-12-30T10:00:00Z', '2010-04-29T21:59:59Z', '2010-04-29T22:00:00Z'].map(
        (text) => Date.parse(text),
      ),
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instants, (zone, at) => {
      const instant = Temporal.Instant.fromEpochMilliseconds(at);
      expect(dayIn(zone, instant.toString())).toBe(instant.toZonedDateTimeISO(zone).toPlainDate().toString());
    }),
    { numRuns: 2_000 },
  );
});

test('reads offsets and parts of a second, and refuses what is no instant', () => {
  expect(dayIn('Asia/Riyadh', '2026-02-28T20:59:59.999999Z')).toBe('2026-02-28');
  expect(dayIn('Asia/Riyadh', '2026-02-28T16:00:00-05:00')).toBe('2026-03-01');
  expect(dayIn('Asia/Riyadh', '2026-02-28T21:00:00+00:00')).toBe('2026-03-01');
  expect(() => dayIn('Asia/Riyadh', 'yesterday')).toThrow('not an instant');
});
