import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Example, ReportCatalogue } from './model.ts';
import { BUCKETS, featuresOf, guess, isDecided, learn, suggest, worthLearning } from './rules.ts';
import { leastConfidence, measure, rateOf, temperatureOf } from './rules-measure.ts';

const eastern = JSON.parse(readFileSync('tenants/eastern/report-categories.json', 'utf8')) as ReportCatalogue;

/** Made-up reports of three categories in both languages; the words around the defect are the same everywhere. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  'RD-01': ['حفرة كبيرة وسط الشارع', 'نقرة عميقة تضر السيارات', 'a deep pothole in the road'],
  'LT-01': ['عمود الإنارة مطفأ منذ أيام', 'الشارع مظلم والنور ما يشتغل', 'the street light is out'],
  'CL-01': ['حاوية القمامة ممتلئة', 'الزبالة متراكمة عند الباب', 'the bin is full of rubbish'],
};
const AROUND = ['قرب المسجد', 'في حي نموذجي', 'أمام المدرسة', 'near the school', 'منذ أسبوع', ''];
const examples = (count: number): Example[] =>
  Array.from({ length: count }, (_, i) => {
    const [category, said] = Object.entries(SAID)[i % 3]!;
    return {
      category,
      text: `${said[Math.floor(i / 3) % said.length]} ${AROUND[(i * 7) % AROUND.length]} ${i % 40}`,
      at: Temporal.Instant.from('2026-01-01T00:00:00Z').add({ hours: i }).toString(),
    };
  });

describe('learning', () => {
  const learned = learn(examples(300))!;

  test('knows what it was shown, however it is written', () => {
    for (const [text, code] of [
      ['حُفَرة في الشّارع', 'RD-01'],
      ['أعمدة الاناره مطفأه', 'LT-01'],
      ['rubbish in the bin', 'CL-01'],
    ] as const) {
      expect(guess(learned.model, text)[0]!.category).toBe(code);
    }
  });

  test('is measured on reports newer than what taught it, and counts each once', () => {
    const { metrics } = learned;
    expect([metrics.learnedFrom, metrics.tunedOn, metrics.first.of]).toEqual([240, 30, 30]);
    expect(metrics.categories.reduce((sum, { tested }) => sum + tested, 0)).toBe(30);
    expect(metrics.calibration.reduce((sum, { of }) => sum + of, 0)).toBe(30);
    expect(metrics.firstThree.right).toBe(30);
    expect(learned.until).toBe(examples(300).at(-1)!.at);
  });

  test('makes the same model of the same reports, in whatever order they come', () => {
    const again = learn(examples(300).toReversed())!;
    expect(Buffer.from(again.model.weights.buffer).equals(Buffer.from(learned.model.weights.buffer))).toBe(true);
  });

  test('does not begin with too little: few reports, or one category', () => {
    expect(learn(examples(99))).toBeUndefined();
    expect(learn(examples(400).filter(({ category }) => category === 'RD-01'))).toBeUndefined();
  });

  test('does not shine where words say nothing of the category', () => {
    const noise = examples(300).map((one, i) => ({ ...one, category: ['A', 'B'][(i * 31 + (i >> 3)) % 2]! }));
    expect(learn(noise)!.metrics.first.share).toBeLessThan(0.85);
  });

  test('claims confidences that are shares of one, for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'grapheme' }), (text) => {
        const guesses = guess(learned.model, text);
        expect(guesses.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1, 6);
        expect(guesses.map(({ confidence }) => confidence)).toEqual(
          guesses.map(({ confidence }) => confidence).toSorted((a, b) => b - a),
        );
      }),
    );
  });
});

describe('features', () => {
  test('are the same for the same word in its forms, and lie within the buckets', () => {
    expect(featuresOf('إنارةٌ')).toEqual(featuresOf('اناره'));
    expect(featuresOf('الحفرة')).toEqual(featuresOf('حفره'));
    expect(featuresOf('شارع 12')).toEqual(featuresOf('شارع ٣٤'));
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'grapheme' }), (text) => {
        const found = [...featuresOf(text)];
        expect(found.every((bucket, i) => bucket < BUCKETS && (i === 0 || bucket > found[i - 1]!))).toBe(true);
      }),
    );
  });
});

describe('suggesting', () => {
  const { model } = learn(examples(300))!;

  test('names at most three, the learned ones with their confidence', () => {
    const found = suggest(eastern, model, 'حفرة في الشارع', 'ar');
    expect(found[0]).toMatchObject({ basis: 'learned', category: { code: 'RD-01' } });
    expect(found.length).toBeLessThanOrEqual(3);
    expect(found[0]!.confidence).toBeGreaterThan(model.threshold);
  });

  test('falls back on words before anything was learned, and where the model is not sure', () => {
    expect(suggest(eastern, null, 'كلاب ضالة', 'ar')[0]).toMatchObject({ basis: 'words', confidence: null });
    const unsure = suggest(eastern, { ...model, threshold: 1.01 }, 'كلاب ضالة', 'ar');
    expect(unsure.every(({ basis }) => basis === 'words')).toBe(true);
  });

  test('says nothing of nothing, and names no category that is gone', () => {
    for (const text of ['', '  ', '؟!', 'x']) expect(suggest(eastern, model, text, 'ar')).toEqual([]);
    const without = { ...eastern, categories: eastern.categories.filter(({ code }) => code !== 'RD-01') };
    expect(suggest(without, model, 'حفرة', 'ar').map(({ category }) => category.code)).not.toContain('RD-01');
  });

  test('fills up with words for somebody who chooses, each category once', () => {
    const found = suggest(eastern, model, 'حفرة في الشارع', 'ar', 8);
    expect(found.length).toBeGreaterThan(3);
    expect(new Set(found.map(({ category }) => category.code)).size).toBe(found.length);
  });
});

test('learning anew is worth it after fifty reports, a twentieth, or ten corrections', () => {
  expect(worthLearning(null, { reports: 0, corrections: 0 })).toBe(true);
  expect(worthLearning({ examples: 200 }, { reports: 49, corrections: 9 })).toBe(false);
  expect(worthLearning({ examples: 200 }, { reports: 50, corrections: 0 })).toBe(true);
  expect(worthLearning({ examples: 10_000 }, { reports: 499, corrections: 0 })).toBe(false);
  expect(worthLearning({ examples: 10_000 }, { reports: 0, corrections: 10 })).toBe(true);
});

test('only what somebody of the office settled teaches', () => {
  expect(['triaged', 'assigned', 'verified', 'closed'].every(isDecided)).toBe(true);
  expect(['received', 'rejected', 'cancelled', 'duplicate'].some(isDecided)).toBe(false);
});

describe('measuring', () => {
  test('an interval holds its share and is wider the less was tested', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (a, b) => {
        const rate = rateOf(Math.min(a, b), Math.max(a, b, 1));
        expect(rate.from).toBeLessThanOrEqual(rate.share + 1e-9);
        expect(rate.to).toBeGreaterThanOrEqual(rate.share - 1e-9);
      }),
    );
    const width = (of: number) => rateOf(of / 2, of).to - rateOf(of / 2, of).from;
    expect(width(10)).toBeGreaterThan(width(1_000));
  });

  const said = (right: boolean, gap: number) => ({ scores: Float64Array.from([gap, 0]), label: right ? 0 : 1 });

  test('too loud a model is softened, and one that is right is not', () => {
    const loud = Array.from({ length: 100 }, (_, i) => said(i % 2 === 0, 6));
    expect(temperatureOf(loud)).toBeGreaterThan(2);
    expect(temperatureOf(Array.from({ length: 100 }, () => said(true, 2)))).toBeLessThan(1);
  });

  test('nothing is said below the confidence at which it is right often enough, nor what is likelier wrong', () => {
    const tuning = Array.from({ length: 200 }, (_, i) => said(i < 100 || i % 4 === 0, i < 100 ? 3 : 0.5));
    expect(leastConfidence(tuning, 1, 0.8)).toBeGreaterThan(0.9);
    expect(leastConfidence([], 1, 0.8)).toBe(0.7);
    expect(
      leastConfidence(
        Array.from({ length: 50 }, () => said(true, 0)),
        1,
        0.8,
      ),
    ).toBe(0.5);
  });

  test('pairs that are taken for each other are counted by what people decided', () => {
    const labels = ['A', 'B'];
    const outcome = measure([said(true, 1), said(false, 1), said(false, 2)], {
      labels,
      temperature: 1,
      threshold: 0,
      seen: new Map([
        ['A', 1],
        ['B', 2],
      ]),
    });
    expect(outcome.confused).toEqual([{ decided: 'B', named: 'A', times: 2 }]);
    expect([outcome.first.right, outcome.first.of, outcome.always.right]).toEqual([1, 3, 2]);
  });
});
