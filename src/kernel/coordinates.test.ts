import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCoordinates, writeCoordinates } from './coordinates.ts';

test('reads what people copy from maps', () => {
  const point = { latitude: 26.4207, longitude: 50.0888 };
  for (const text of [
    '26.4207, 50.0888',
    '26.4207 50.0888',
    '٢٦٫٤٢٠٧، ٥٠٫٠٨٨٨',
    ' 26.4207° N, 50.0888° E ',
    '26.4207;50.0888',
  ]) {
    expect(readCoordinates(text)).toEqual(point);
  }
});

test('refuses what is not a place', () => {
  for (const text of ['', '26.4', '26.4, 50.1, 3', '260, 50', 'here', '26,4 50,1', '1e3, 2', '26.4,, ']) {
    expect(readCoordinates(text)).toBeUndefined();
  }
});

test('what is written is read again, to a tenth of a metre', () => {
  const latitude = fc.double({ min: -90, max: 90, noNaN: true });
  const longitude = fc.double({ min: -180, max: 180, noNaN: true });
  fc.assert(
    fc.property(latitude, longitude, (lat, lon) => {
      const read = readCoordinates(writeCoordinates({ latitude: lat, longitude: lon }));
      expect(read?.latitude).toBeCloseTo(lat, 5);
      expect(read?.longitude).toBeCloseTo(lon, 5);
    }),
  );
});
