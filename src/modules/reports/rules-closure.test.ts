import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REPORT_RESULTS } from './model.ts';
import { type EvidenceOnRecord, isFixed, missingEvidence, REOPEN_FACTOR, RESULT_TEXTS, reopenedTime } from './rules.ts';

const place = { longitude: 50.1, latitude: 26.4 };
const all = { photoBefore: true, photoAfter: true, position: true };
const none = { photoBefore: false, photoAfter: false, position: false };
const nothing: EvidenceOnRecord = {
  reporterPhotos: 0,
  photosBefore: 0,
  photosAfter: 0,
  closingPosition: null,
  location: place,
};
const codes = (asked: typeof all, record: Partial<EvidenceOnRecord>) =>
  missingEvidence(asked, { ...nothing, ...record }, 50).map(({ code }) => code);

describe('evidence', () => {
  test('that is missing is named, all of it at once', () => {
    expect(codes(all, {})).toEqual(['photo-before-missing', 'photo-after-missing', 'position-missing']);
  });

  test('of the state before may come from the reporter or the crew', () => {
    for (const photos of [{ reporterPhotos: 1 }, { photosBefore: 1 }]) {
      expect(codes(all, { ...photos, photosAfter: 1, closingPosition: place })).toEqual([]);
    }
  });

  test('taken 50 m away is accepted, 51 m is not', () => {
    const metres = (n: number) => ({ ...place, latitude: place.latitude + n / 111_195 });
    const record = { reporterPhotos: 1, photosAfter: 1 };
    expect(codes(all, { ...record, closingPosition: metres(49.9) })).toEqual([]);
    expect(codes(all, { ...record, closingPosition: metres(51) })).toEqual(['position-too-far']);
  });

  test('that the category does not ask for is never missing', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(3), fc.nat(3), fc.boolean(), (reporterPhotos, photosBefore, photosAfter, there) => {
        const closingPosition = there ? { longitude: 0, latitude: 0 } : null;
        expect(codes(none, { reporterPhotos, photosBefore, photosAfter, closingPosition })).toEqual([]);
      }),
    );
  });
});

test('a reopened report has half its time, in the same unit', () => {
  expect(reopenedTime({ amount: 15, unit: 'workingDay' })).toEqual({ amount: 7.5, unit: 'workingDay' });
  expect(REOPEN_FACTOR).toBe(0.5);
});

test('nothing but the reporter’s word makes a report fixed, and no other result says so', () => {
  for (const state of ['resolved', 'closed', 'duplicate', 'rejected', 'verified']) {
    for (const result of [...REPORT_RESULTS, null]) {
      expect(isFixed(state, result)).toBe(state === 'verified' && result === 'fixed-confirmed');
    }
  }
  for (const [result, text] of Object.entries(RESULT_TEXTS)) {
    if (result === 'fixed-confirmed') continue;
    expect(text.en).not.toMatch(/\bfixed\b/i);
    expect(text.ar).not.toMatch(/تم الإصلاح|أُصلح/);
  }
});
