import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CategorySnapshot } from './model.ts';
import { MASK, maskPersonal, normaliseTrackingCode, publicView, type ReportForPublic, trackingCode } from './rules.ts';

describe('masking', () => {
  test.each([
    ['اتصلوا بي على 0512345678 ضروري', `اتصلوا بي على ${MASK} ضروري`],
    ['جوالي ٠٥١٢٣٤٥٦٧٨', `جوالي ${MASK}`],
    ['رقمي +966 51 234 5678', `رقمي ${MASK}`],
    ['call (617) 555-0123 please', `call (${MASK} please`],
    ['call 555-0123', `call ${MASK}`],
    ['هويتي 1012345672', `هويتي ${MASK}`],
    ['راسلوني sample.person@example.com شكراً', `راسلوني ${MASK} شكراً`],
    ['SA03 8000 0000 6080 1016 7519 حسابه', `${MASK} حسابه`],
    ['سيارة لوحتها أ ب ح 1234 واقفة', `سيارة لوحتها ${MASK} واقفة`],
    ['مركبة ١٢٣٤ ب ك ل', `مركبة ${MASK}`],
    ['White van ABJ 1234 dumps here', `White van ${MASK} dumps here`],
    ['License plate: 4XZ912', `License plate: ${MASK}`],
    ['حسابه @sample_account', `حسابه ${MASK}`],
  ])('%s', (text, masked) => {
    expect(maskPersonal(text)).toBe(masked);
  });

  test.each([
    'العمود رقم 12 مطفأ منذ 3 أيام',
    'حفرة بعمق 30 سم أمام المنزل 4521',
    'منذ 2026-11-20 والمشكلة قائمة',
    'شارع الأمير، مخرج 14، قرب مدرسة 105',
    'Pole 1234 on 2nd street since 2025',
    'License plate unknown',
  ])('leaves alone: %s', (text) => {
    expect(maskPersonal(text)).toBe(text);
  });

  test('leaves no mobile, identity or e-mail in, wherever it stands and however its digits are grouped', () => {
    const word = fc.constantFrom('حفرة', 'الشارع', 'near the mosque', 'شكراً', 'رقم', ':', '\n');
    const digits = (text: string) =>
      fc.tuple(fc.constantFrom('', ' ', '-', '.'), fc.boolean()).map(([between, arabic]) => {
        const grouped = [text.slice(0, 3), text.slice(3, 6), text.slice(6)].join(between);
        return arabic ? grouped.replace(/\d/g, (d) => '٠١٢٣٤٥٦٧٨٩'[Number(d)]!) : grouped;
      });
    const secret = fc.oneof(
      fc.integer({ min: 0, max: 99_999_999 }).chain((n) => digits(`05${String(n).padStart(8, '0')}`)),
      fc.integer({ min: 0, max: 999_999_999 }).chain((n) => digits(`1${String(n).padStart(9, '0')}`)),
      fc.stringMatching(/^[a-z]{3,10}$/).map((name) => `${name}@example.com`),
    );
    fc.assert(
      fc.property(fc.array(word), secret, fc.array(word), (before, personal, after) => {
        const masked = maskPersonal([...before, personal, ...after].join(' '));
        expect(masked).toContain(MASK);
        expect(masked).not.toContain(personal);
      }),
    );
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 -@.aAبح٤+') }), (text) => {
        const once = maskPersonal(text);
        expect(maskPersonal(once)).toBe(once);
      }),
    );
  });
});

const category = { code: 'RD-01', group: 'RD', name: { ar: 'حفرة' }, public: true } as unknown as CategorySnapshot;
const report: ReportForPublic = {
  number: '940-2026-940-000001-10',
  category,
  state: 'closed',
  result: 'unconfirmed',
  description: 'حفرة، جوالي 0512345678',
  point: { longitude: 50.1, latitude: 26.4 },
  address: null,
  openedAt: '2026-11-20T08:00:00Z',
  dueAt: null,
  closedAt: '2026-11-22T08:00:00Z',
  photos: [],
  releasedPhotos: [],
  publication: { text: 'at-once', photos: 'after-look' },
  moderation: null,
  words: [],
  supporters: 2,
  hidden: false,
};

describe('the public view', () => {
  test('shows the place and the masked words, and does not call a closed report fixed', () => {
    expect(publicView(report)).toMatchObject({ fixed: false, description: `حفرة، جوالي ${MASK}`, supporters: 2 });
    expect(publicView({ ...report, state: 'verified', result: 'fixed-confirmed' })?.fixed).toBe(true);
  });

  test.each([
    ['of a category that is not public', { category: { ...category, public: false } }],
    ['that an officer hid', { hidden: true }],
    ['without a place', { point: null }],
    ['that was rejected', { state: 'rejected' }],
    ['that was joined to another', { state: 'duplicate' }],
  ])('shows nothing %s', (_, change) => {
    expect(publicView({ ...report, ...change })).toBeNull();
  });
});

describe('a tracking code', () => {
  const bytes = fc.uint8Array({ minLength: 12, maxLength: 12 });

  test('survives being typed with slips that mean the same', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const code = trackingCode(random);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
        const normal = normaliseTrackingCode(code);
        expect(normal).toBe(code.replaceAll('-', ''));
        const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
        expect(normaliseTrackingCode(typed)).toBe(normal);
        const arabic = code.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!);
        expect(normaliseTrackingCode(arabic)).toBe(normal);
      }),
    );
  });

  test('of another length or with a letter that is not used is none', () => {
    expect(normaliseTrackingCode('7Q2M-KD4X-90F')).toBeNull();
    expect(normaliseTrackingCode('7Q2M-KD4X-90FU')).toBeNull();
    expect(() => trackingCode(new Uint8Array(11))).toThrow(RangeError);
  });
});
