import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Moderation } from './model-moderation.ts';
import { hintsIn, MASK, maskWords, type Publishable, publicPhotos, publicText, whyLook, withholds } from './rules.ts';

const WORDS = ['غبي', 'قليل أدب', 'idiot'];

describe('hints', () => {
  test.each([
    ['جوالي 0512345678', ['telephone']],
    ['call +1 617 555 0123', ['telephone']],
    ['هويتي ١٠١٢٣٤٥٦٧٢', ['identity']],
    ['إقامتي 2012345678', ['identity']],
    ['sample@example.com', ['email']],
    ['SA03 8000 0000 6080 1016 7519', ['iban']],
    ['سيارة أ ب ح 1234', ['plate']],
    ['حسابه @sample_account', ['account']],
    ['بطاقة 4111 1111 1111 1111', ['number']],
    ['الموظف غبي، جوالي 0512345678', ['telephone', 'word']],
    ['حفرة عمقها 30 سم', []],
  ])('%s', (text, kinds) => {
    expect(hintsIn(text, WORDS).map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('offensive words', () => {
  test.each([
    ['هذا غبي جدا', `هذا ${MASK} جدا`],
    ['يا غَبِيّ', `يا ${MASK}`],
    ['والغبي هناك', `وال${MASK} هناك`],
    ['قليل   أدب', 'قليل   أدب'],
    ['قليل ادب', MASK],
    ['an IDIOT did it', `an ${MASK} did it`],
  ])('are masked as whole words however written: %s', (text, masked) => {
    expect(maskWords(text, WORDS)).toBe(masked);
  });

  test.each(['غبيط', 'idiotic grammar', 'مغبيه'])('are not seen inside another word: %s', (text) => {
    expect(maskWords(text, WORDS)).toBe(text);
  });

  test('are found wherever they stand, and nothing else is lost', () => {
    const part = fc.constantFrom('حفرة', 'near', '،', '\n', '👷', 'أمام المدرسة');
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom(...WORDS), fc.array(part), (before, word, after) => {
        const masked = maskWords([...before, word, ...after].join(' '), WORDS);
        expect(masked).toBe([...before, MASK, ...after].join(' '));
      }),
    );
  });
});

const report: Publishable & { words: readonly string[] } = {
  description: 'حفرة، جوالي 0512345678، يا غبي',
  photos: ['a', 'b'],
  publicPhotos: [],
  publication: { text: 'at-once', photos: 'after-look' },
  moderation: null,
  words: WORDS,
};
const decided = (change: Partial<Moderation>): Moderation => ({
  textShown: true,
  wording: 'حفرة',
  hiddenPhotos: [],
  ...change,
});

describe('the public wording', () => {
  test('is masked until somebody looked', () => {
    expect(publicText(report)).toBe(`حفرة، جوالي ${MASK}، يا ${MASK}`);
  });
  test('is nothing where a look comes first', () => {
    expect(publicText({ ...report, publication: { text: 'after-look', photos: 'after-look' } })).toBeNull();
  });
  test('is what was decided, whatever the setting', () => {
    for (const text of ['at-once', 'after-look'] as const) {
      const publication = { text, photos: 'after-look' } as const;
      expect(publicText({ ...report, publication, moderation: decided({}) })).toBe('حفرة');
      expect(publicText({ ...report, publication, moderation: decided({ textShown: false }) })).toBeNull();
    }
  });
  test('stays as it was approved when the reporter writes something else', () => {
    expect(publicText({ ...report, description: 'نص آخر 0512345678', moderation: decided({}) })).toBe('حفرة');
  });
});

describe('the public photos', () => {
  const at = (change: Partial<Publishable>) => {
    const all = { ...report, ...change };
    return publicPhotos({ ...all, releasedPhotos: all.publicPhotos });
  };
  const atOnce = { text: 'at-once', photos: 'at-once' } as const;
  test('are those released, or all but the hidden where they are public at once', () => {
    expect(at({})).toEqual([]);
    expect(at({ publicPhotos: ['b'] })).toEqual(['b']);
    expect(at({ publication: atOnce })).toEqual(['a', 'b']);
    expect(at({ publication: atOnce, moderation: decided({ hiddenPhotos: ['a'] }) })).toEqual(['b']);
    expect(at({ publicPhotos: ['b'], moderation: decided({ hiddenPhotos: ['b'] }) })).toEqual([]);
  });
});

describe('a look', () => {
  test('is asked for hints, photos and where text waits for it', () => {
    expect(whyLook(report, WORDS, false)).toEqual({ why: ['hints', 'photos'], hints: ['telephone', 'word'] });
    const quiet = { ...report, description: 'حفرة', photos: [] };
    expect(whyLook(quiet, WORDS, false).why).toEqual([]);
    const waiting = { ...quiet, publication: { text: 'after-look', photos: 'at-once' } as const };
    expect(whyLook(waiting, WORDS, false).why).toEqual(['new']);
  });
  test('is asked again when something new was written, not for what was judged', () => {
    const judged = { ...report, moderation: decided({ hiddenPhotos: ['a', 'b'] }) };
    expect(whyLook(judged, WORDS, false).why).toEqual([]);
    expect(whyLook(judged, WORDS, true).why).toEqual(['hints', 'changed']);
    expect(whyLook({ ...judged, photos: ['a', 'b', 'c'] }, WORDS, false).why).toEqual(['photos']);
  });
  test('that keeps something back needs a reason', () => {
    expect(withholds(report, { textShown: true, photos: ['a', 'b'] }, ['a', 'b'])).toBe(false);
    expect(withholds(report, { textShown: false, photos: ['a', 'b'] }, ['a', 'b'])).toBe(true);
    expect(withholds(report, { textShown: true, photos: ['a'] }, ['a', 'b'])).toBe(true);
    expect(withholds({ description: null }, { textShown: false, photos: [] }, [])).toBe(false);
  });
});
