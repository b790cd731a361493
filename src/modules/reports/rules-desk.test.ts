import { describe, expect, test } from 'vitest';
import { dayFigures, mayEndAs, outcomeOf, urgencyOfFacts } from './rules-desk.ts';
import { readPlace, squareOf } from './rules-places.ts';

const MIDDLE = { longitude: 50.1, latitude: 26.42 };

describe('a place that is typed', () => {
  test('is coordinates, in either order and in Arabic digits', () => {
    const point = { longitude: 50.1033, latitude: 26.4344 };
    expect(readPlace('26.4344, 50.1033', MIDDLE)).toEqual({ kind: 'coordinates', point });
    expect(readPlace('50.1033 26.4344', MIDDLE)).toEqual({ kind: 'coordinates', point });
    expect(readPlace('٢٦٫٤٣٤٤، ٥٠٫١٠٣٣', MIDDLE)).toEqual({ kind: 'coordinates', point });
    expect(readPlace('42.36 N, 71.06 W', { longitude: -71.06, latitude: 42.33 })).toEqual({
      kind: 'coordinates',
      point: { longitude: -71.06, latitude: 42.36 },
    });
  });

  test('is a short national address, however it is spaced', () => {
    expect(readPlace('rrrd 2929', MIDDLE)).toEqual({ kind: 'short-address', code: 'RRRD2929' });
    expect(readPlace('RRRD292', MIDDLE)).toMatchObject({ kind: 'words' });
  });

  test('is words, of which the name after "district" is tried early, and the street is left over', () => {
    const meant = readPlace('شارع الملك فهد حي الشاطئ', MIDDLE);
    expect(meant).toMatchObject({ kind: 'words' });
    const tries = meant.kind === 'words' ? meant.tries : [];
    expect(tries[0]).toEqual({ name: 'شارع الملك فهد حي الشاطئ', rest: '' });
    expect(tries[1]).toEqual({ name: 'الشاطئ', rest: 'شارع الملك فهد حي' });
  });

  test('keeps the name with the word for a street, which alone says nothing', () => {
    for (const text of ['شارع الملك فهد', 'King Fahd Road']) {
      const meant = readPlace(text, MIDDLE);
      const tries = meant.kind === 'words' ? meant.tries : [];
      const name = text.replace(/^شارع | Road$/, '');
      expect(tries.find((one) => one.name === name)).toEqual({ name, rest: text });
    }
  });

  test('lies in one square with what is a few steps away', () => {
    expect(squareOf({ longitude: 50.10331, latitude: 26.43439 })).toBe('26.434,50.103');
    expect(squareOf({ longitude: 50.1034, latitude: 26.4342 })).toBe('26.434,50.103');
  });
});

describe('a call', () => {
  test('ends with what was done, and as nothing else', () => {
    expect(outcomeOf({ filed: 2, joined: 1 })).toBe('reports');
    expect(outcomeOf({ filed: 0, joined: 1 })).toBe('joined');
    expect(outcomeOf({ filed: 0, joined: 0 })).toBeUndefined();
    expect(mayEndAs({ filed: 0, joined: 0 }, 'silent')).toBe(true);
    expect(mayEndAs({ filed: 1, joined: 0 }, 'silent')).toBe(false);
    expect(mayEndAs({ filed: 0, joined: 0 }, 'reports')).toBe(false);
  });

  test('is as urgent as the worst that was said', () => {
    const known = [
      { code: 'road', name: { en: 'Road' }, priority: 'P2' as const },
      { code: 'danger', name: { en: 'Danger' }, priority: 'P1' as const },
    ];
    expect(urgencyOfFacts(known, ['road', 'danger'])).toBe('P1');
    expect(urgencyOfFacts(known, ['road', 'unknown'])).toBe('P2');
    expect(urgencyOfFacts(known, [])).toBeUndefined();
  });
});

test('a day tells averages only of what was', () => {
  const call = { hour: 9, outcome: 'reports', filed: 1, joined: 0, seconds: 60, fileSeconds: 20 } as const;
  const figures = dayFigures(
    [
      call,
      { ...call, hour: 10, fileSeconds: 40 },
      { ...call, outcome: null, filed: 0, seconds: null, fileSeconds: null },
    ],
    30,
  );
  expect(figures).toMatchObject({ calls: 3, open: 1, filed: 2, averageFileSeconds: 30, withinTarget: 0.5 });
  expect(figures.hours[9]).toBe(2);
  expect(dayFigures([], 30)).toMatchObject({ averageFileSeconds: null, withinTarget: null });
});
