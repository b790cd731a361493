import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasBidiControls, hasControlCharacters, normalise, plainText, searchWords, toAsciiDigits } from './arabic.ts';

it('writes both kinds of eastern digits as ASCII', () => {
  expect(toAsciiDigits('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 0a')).toBe('0123456789 0123456789 0a');
});

describe('normalise', () => {
  it.each([
    ['إِنَارَةٌ', 'اناره'],
    ['آل أحمد ٱلإدارة', 'ال احمد الاداره'],
    ['مستشفى', 'مستشفي'],
    ['شـــارع', 'شارع'],
    ['مسؤول عن بيئة', 'مسوول عن بييه'],
    ['حي ٤٥', 'حي 45'],
    ['ﷺ', 'صلي الله عليه وسلم'],
    ['ﻻفتة', 'لافته'],
    ['خیابان کبیر', 'خيابان كبير'],
    ['IBAN ＳＡ۰۳', 'iban sa03'],
    ['١٠ \u20c1', '10 \u20c1'],
    ['رحمٰن', 'رحمن'],
    ['ا\u0654حمد', 'احمد'],
    ['نخيل\u200f', 'نخيل'],
    ['ماء', 'ماء'],
  ])('%s is found as %s', (text, found) => expect(normalise(text)).toBe(found));

  it('changes nothing the second time', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const arabic = fc.string({ unit: fc.integer({ min: 0x600, max: 0x6ff }).map((code) => String.fromCharCode(code)) });
    const marked = fc.string({
      unit: fc.constantFrom('e', 'ا', 'و', '\u0610', '\u0301', '\u0654', '\u064b', 'İ', 'ﷲ'),
    });
    fc.assert(
      fc.property(fc.oneof(text, arabic, marked), (any) => {
        expect(normalise(normalise(any))).toBe(normalise(any));
      }),
      { numRuns: 1_000 },
    );
  });
});

it('splits a text into words, and again without the article', () => {
  expect(searchWords('إنارة الشارع، والحديقة بالحيّ (رقم ٩٤٠) ألف')).toEqual({
    words: ['اناره', 'الشارع', 'والحديقه', 'بالحي', 'رقم', '940', 'الف'],
    stems: ['اناره', 'شارع', 'حديقه', 'حي', 'رقم', '940', 'الف'],
  });
  expect(searchWords(' ... ')).toEqual({ words: [], stems: [] });
});

describe('plainText', () => {
  const line = plainText({ max: 10 });
  const codes = (schema: z.ZodType, value: unknown) => {
    const result = schema.safeParse(value);
    return result.success
      ? result.data
      : result.error.issues.map((issue) => (issue.code === 'custom' ? issue.params?.code : issue.code));
  };

  it('trims and composes before it measures', () => {
    expect(codes(line, '  cafe\u0301  ')).toBe('café');
    expect(codes(line, `${' '.repeat(20)}نص`)).toBe('نص');
    expect(codes(line, '   ')).toEqual(['too_small']);
    expect(codes(plainText({ min: 0, max: 5 }), '  ')).toBe('');
    expect(codes(line, '12345678901')).toEqual(['too_big']);
  });

  it.each([
    ['a\u202eb', 'bidi-control'],
    ['\u2067نص', 'bidi-control'],
    ['a\0b', 'control-character'],
    ['a\u0007b', 'control-character'],
    ['a\nb', 'control-character'],
    ['a\u2028b', 'control-character'],
    ['a\ud800b', 'control-character'],
  ])('refuses %j as %s', (text, code) => expect(codes(line, text)).toEqual([code]));

  it('keeps marks of ordinary typing', () => {
    expect(codes(line, 'می\u200cشود\u200f!')).toBe('می\u200cشود\u200f!');
    expect(hasBidiControls('نص\u061c\u200e')).toBe(false);
  });

  it('keeps lines and tabs where it may have several, with one kind of break', () => {
    const note = plainText({ max: 100, multiline: true });
    expect(codes(note, ' أ\r\nب\rج\u2028د\tهـ ')).toBe('أ\nب\nج\nد\tهـ');
    expect(codes(note, 'a\u000bb')).toEqual(['control-character']);
    expect(hasControlCharacters('a\nb')).toBe(true);
  });

  it('can be told to programs as JSON Schema', () => {
    expect(z.toJSONSchema(line, { io: 'input' })).toMatchObject({ type: 'string', minLength: 1, maxLength: 10 });
  });
});
