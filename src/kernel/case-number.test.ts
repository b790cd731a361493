import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCaseNumber, makeCaseNumber, parseCaseNumber } from './case-number.ts';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const three = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), minLength: 3, maxLength: 3 });
const parts = fc.record({
  prefix: fc.oneof(three(LETTERS), three('0123456789')),
  year: fc.integer({ min: 1000, max: 9999 }),
  group: fc.oneof(three(LETTERS), three('0123456789')),
  sequence: fc.oneof(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 1, max: 999_999_999 })),
});
const number = parts.map(makeCaseNumber);

it('has the form AAA-YYYY-GGG-NNNNNN-CC', () => {
  const text = makeCaseNumber({ prefix: 'HFR', year: 2026, group: 'REP', sequence: 123 });
  expect(text).toMatch(/^HFR-2026-REP-000123-\d\d$/);
  // ISO/IEC 7064: the whole, letters as two digits (H=17 F=15 R=27 R=27 E=14 P=25), leaves 1 by 97.
  const digits = `171527${2026}271425${'000123'}${text.slice(-2)}`;
  expect(BigInt(digits) % 97n).toBe(1n);
});

describe('a number', () => {
  it('is read back as it was made', () => {
    fc.assert(
      fc.property(number, (text) => {
        expect(parseCaseNumber(text)).toBe(text);
        expect(isCaseNumber(text)).toBe(true);
      }),
    );
  });

  it('is refused with any single wrong digit', () => {
    fc.assert(
      fc.property(number, fc.nat(), fc.integer({ min: 1, max: 9 }), (text, place, shift) => {
        const at = [...text].flatMap((character, i) => (/\d/.test(character) ? [i] : []));
        const i = at[place % at.length]!;
        const wrong = text.slice(0, i) + ((Number(text[i]) + shift) % 10) + text.slice(i + 1);
        expect(parseCaseNumber(wrong)).toBe(undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused with any single wrong letter', () => {
    fc.assert(
      fc.property(number, fc.nat(), fc.constantFrom(...LETTERS), (text, place, letter) => {
        const at = [...text].flatMap((character, i) => (/[A-Z]/.test(character) ? [i] : []));
        const i = at[place % at.length];
        fc.pre(i !== undefined && letter !== text[i]);
        expect(parseCaseNumber(text.slice(0, i) + letter + text.slice(i + 1))).toBe(undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused with any two characters exchanged, neighbours or not', () => {
    fc.assert(
      fc.property(number, fc.nat(), fc.nat(), (text, first, second) => {
        const plain = [...text.replaceAll('-', '')];
        const [i, j] = [first % plain.length, second % plain.length];
        fc.pre(plain[i] !== plain[j]);
        [plain[i], plain[j]] = [plain[j]!, plain[i]!];
        expect(parseCaseNumber(plain.join(''))).toBe(undefined);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is read however it is typed', () => {
    const eastern = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    const typed = fc.constantFrom<(text: string) => string>(
      (text) => text.toLowerCase(),
      (text) => text.replaceAll('-', ''),
      (text) => text.replaceAll('-', ' '),
      (text) => text.replaceAll('-', ' – '),
      (text) => `\u200f ${text}\u200e`,
      (text) => text.replaceAll('0', 'O').replaceAll('1', 'i'),
      eastern,
    );
    fc.assert(fc.property(number, typed, (text, type) => void expect(parseCaseNumber(type(text))).toBe(text)));
  });
});

it('reads nothing else and makes no number of parts that do not fit', () => {
  for (const text of ['', 'HFR', 'HFR-2026-REP-000000-00', 'x'.repeat(1000), 'HFR-2026-REP-0123-11']) {
    expect(parseCaseNumber(text)).toBe(undefined);
  }
  const good = { prefix: 'HFR', year: 2026, group: 'REP', sequence: 1 };
  const bad = [{ prefix: 'HOF' }, { prefix: 'HF' }, { group: 'R1P' }, { sequence: 0 }, { sequence: 1e9 }, { year: 26 }];
  for (const part of bad) expect(() => makeCaseNumber({ ...good, ...part })).toThrow(RangeError);
});
