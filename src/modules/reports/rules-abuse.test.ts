import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandsOf, effortAfter, FREE_IN_WINDOW, floodsOf, type Submission } from './rules-abuse.ts';

const none = { origin: 0, place: 0, text: 0 };
const submission = (n: number, more: Partial<Submission> = {}): Submission => ({
  caseId: `case-${n}`,
  number: `RPT-${n}`,
  at: `2026-11-22T09:00:${String(n).padStart(2, '0')}Z`,
  origin: `net-${n}`,
  cell: null,
  bands: [],
  urgent: false,
  ...more,
});

describe('what one more anonymous report costs', () => {
  test('nothing below each limit, then more with every doubling and never without end', () => {
    expect(effortAfter(none)).toBeUndefined();
    expect(effortAfter({ ...none, origin: FREE_IN_WINDOW.origin - 1 })).toBeUndefined();
    expect(effortAfter({ ...none, text: FREE_IN_WINDOW.text })).toEqual({ numbers: 50_000, seconds: 15 });
    expect(effortAfter({ ...none, place: FREE_IN_WINDOW.place * 2 })).toEqual({ numbers: 100_000, seconds: 30 });
    expect(effortAfter({ ...none, origin: 1_000_000 })).toEqual({ numbers: 1_600_000, seconds: 120 });
  });
  test('never falls as counts rise', () => {
    const count = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(count, count, (a, b) => {
        const [less, more] = [
          effortAfter({ ...none, origin: Math.min(a, b) }),
          effortAfter({ ...none, origin: Math.max(a, b) }),
        ];
        expect(more?.numbers ?? 0).toBeGreaterThanOrEqual(less?.numbers ?? 0);
      }),
    );
  });
});

describe('texts that are nearly the same', () => {
  const text = 'القمامة متراكمة أمام مدخل الحديقة منذ أسبوع والرائحة كريهة جدا ولم يأت أحد لرفعها';
  const alike = (a: string, b: string) => bandsOf(a).some((band) => bandsOf(b).includes(band));
  test('share a key whatever their spelling, order, numbers and punctuation', () => {
    expect(alike(text, `${text} 12345`)).toBe(true);
    expect(alike(text, `!! ${text.replaceAll('أ', 'ا').replaceAll('ة', 'ه')}`)).toBe(true);
    expect(alike(text, text.split(' ').toReversed().join(' '))).toBe(true);
  });
  test('others do not, and a few words are no text', () => {
    expect(alike(text, 'حفرة عميقة في وسط الطريق قرب المدرسة تسببت في تلف إطار السيارة')).toBe(false);
    expect(bandsOf('حفرة في الطريق')).toEqual([]);
  });
});

describe('floods', () => {
  test('gather what is alike from different networks, and name each report once', () => {
    const bands = bandsOf('نص واحد يتكرر من عناوين كثيرة مختلفة كل مرة');
    const same = Array.from({ length: 12 }, (_, n) => submission(n, { bands, cell: '1 1' }));
    const others = [submission(20), submission(21, { cell: '2 2' }), submission(22, { urgent: true })];
    const floods = floodsOf([...same, ...others]);
    expect(floods.map(({ why, submissions, origins }) => [why, submissions.length, origins])).toEqual([
      ['text', 12, 12],
      ['urgent', 1, 1],
    ]);
    expect(floods[0]!.submissions[0]!.caseId).toBe('case-11');
  });
  test('see many at one place with different words, and leave ordinary days alone', () => {
    const place = Array.from({ length: 10 }, (_, n) => submission(n, { cell: '1 1' }));
    expect(floodsOf(place).map(({ why }) => why)).toEqual(['place']);
    expect(floodsOf(place.slice(1))).toEqual([]);
  });
});
