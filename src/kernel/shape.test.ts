import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFault, measured, shapeOf } from './shape.ts';
import { readShapeText } from './shape-text.ts';

const codeOf = (found: object) => (isFault(found) ? found.code : 'fine');
const line = (coordinates: unknown) => JSON.stringify({ type: 'LineString', coordinates }, null, 1);

describe('a drawing that is written', () => {
  test('is coordinates, a line each, or GeoJSON in any of its coats', () => {
    const points = [
      [50.1, 26.4],
      [50.2, 26.5],
    ];
    const geometry = { type: 'LineString', coordinates: [[50.1, 26.4, 12], points[1]] };
    const feature = { type: 'Feature', properties: {}, geometry };
    for (const text of [
      '26.4, 50.1\r\n\n٢٦٫٥، ٥٠٫٢\n',
      JSON.stringify(geometry),
      JSON.stringify(feature),
      JSON.stringify({ type: 'FeatureCollection', features: [{ ...feature, geometry: null }, feature] }),
      JSON.stringify({ type: 'MultiLineString', coordinates: [points] }),
    ]) {
      expect(readShapeText('line', text)).toEqual({ points });
    }
  });

  test('is refused with the line that cannot be read, in both languages', () => {
    const found = readShapeText('line', '26.4, 50.1\n\nthere, here\n26.5, 50.2');
    expect(found).toMatchObject({ code: 'unreadable-line' });
    expect(Object.values(isFault(found) ? found.text : {}).every((text) => text.includes('3'))).toBe(true);
  });

  test.each([
    ['{\n"type": "LineString",\n"coordinates": [[50.1, 26.4],]\n}', 'line 3'],
    ['{"type": "LineString" "coordinates": []}', 'line 1'],
    ['{\n"type": "LineString",\n"coordinates": [[50.1, 26.4]', 'line 3'],
    ['{\n"type":\n nonsense\n}', 'line 3'],
  ])('names the faulty line of %j', (text, said) => {
    expect(readShapeText('line', text)).toMatchObject({
      code: 'not-json',
      text: { en: expect.stringContaining(said) },
    });
  });

  test('is one shape of the kind that is asked, in degrees', () => {
    expect(codeOf(readShapeText('polygon', line([[50.1, 26.4]])))).toBe('other-shape');
    expect(codeOf(readShapeText('line', '{"type":"FeatureCollection","features":[]}'))).toBe('other-shape');
    const rings = [[[0, 0]], [[1, 1]]];
    expect(codeOf(readShapeText('polygon', JSON.stringify({ type: 'Polygon', coordinates: rings })))).toBe(
      'other-shape',
    );
    expect(
      readShapeText(
        'line',
        line([
          [50.1, 26.4],
          [412_000, 2_920_000],
        ]),
      ),
    ).toMatchObject({
      code: 'not-a-position',
      text: { en: expect.stringContaining('Point 2') },
    });
  });

  test('never breaks the reader', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readShapeText('polygon', text)));
  });
});

describe('a drawing', () => {
  const square = [
    [50.1, 26.4],
    [50.101, 26.4],
    [50.101, 26.401],
    [50.1, 26.401],
  ] as const;

  test('is measured, and held to the limits of its definition', () => {
    const { metres, squareMetres } = measured('polygon', square);
    expect(squareMetres).toBeGreaterThan(10_900);
    expect(squareMetres).toBeLessThan(11_200);
    expect(metres).toBeGreaterThan(415);
    expect(shapeOf('polygon', [...square, square[0]])).toEqual(shapeOf('polygon', square));
    expect(shapeOf('polygon', square, { max: 500 })).toMatchObject({
      code: 'too-large',
      text: { ar: expect.stringContaining('500 م²'), en: expect.stringContaining('500 m²') },
    });
    expect(codeOf(shapeOf('line', square, { min: 1_000 }))).toBe('too-small');
  });

  test('crosses itself nowhere', () => {
    const [a, b, c, d] = square;
    expect(codeOf(shapeOf('polygon', [a, c, b, d]))).toBe('crosses-itself');
    expect(codeOf(shapeOf('line', [a, c, b, d]))).toBe('fine');
  });
});
