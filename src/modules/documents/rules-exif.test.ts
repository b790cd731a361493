import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvidence } from './rules-exif.ts';

const NOTHING = { position: null, accuracyMetres: null, takenAt: null };

type Value = string | readonly (readonly [number, number])[];

/** A TIFF block as cameras write it, with the given GPS and Exif entries. */
function block(
  gps: Readonly<Record<number, Value>>,
  exif: Readonly<Record<number, Value>>,
  little: boolean,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(2_000));
  let free = 300;
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  const write = (at: number, entries: [number, Value | number][]) => {
    view.setUint16(at, entries.length, little);
    entries.forEach(([tag, value], i) => {
      const entry = at + 2 + i * 12;
      view.setUint16(entry, tag, little);
      if (typeof value === 'number') {
        view.setUint16(entry + 2, 4, little);
        view.setUint32(entry + 4, 1, little);
        view.setUint32(entry + 8, value, little);
        return;
      }
      const text = typeof value === 'string' ? `${value}\0` : undefined;
      const count = text?.length ?? value.length;
      view.setUint16(entry + 2, text === undefined ? 5 : 2, little);
      view.setUint32(entry + 4, count, little);
      const inline = text !== undefined && count <= 4;
      const to = inline ? entry + 8 : free;
      if (!inline) view.setUint32(entry + 8, free, little);
      if (text !== undefined) for (let c = 0; c < count; c++) view.setUint8(to + c, text.charCodeAt(c));
      else
        (value as readonly (readonly [number, number])[]).forEach(([top, bottom], n) => {
          view.setUint32(to + n * 8, top, little);
          view.setUint32(to + n * 8 + 4, bottom, little);
        });
      if (!inline) free += text === undefined ? count * 8 : count;
    });
  };
  const entriesOf = (values: Readonly<Record<number, Value>>) =>
    Object.entries(values).map(([tag, value]): [number, Value] => [Number(tag), value]);
  write(8, [
    [0x8769, 50],
    [0x8825, 150],
  ]);
  write(50, entriesOf(exif));
  write(150, entriesOf(gps));
  return new Uint8Array(view.buffer, 0, free);
}

const dammam = {
  1: 'N',
  2: [
    [26, 1],
    [25, 1],
    [1212, 100],
  ] as const,
  3: 'E',
  4: [
    [50, 1],
    [6, 1],
    [0, 1],
  ] as const,
  31: [[5, 1]] as const,
};
const taken = { 36867: '2026:11:21 14:30:00', 36881: '+03:00' };

describe('evidence of a photo', () => {
  test.each([true, false])('is read in either byte order (little: %s)', (little) => {
    const evidence = readEvidence(block(dammam, taken, little));
    expect(evidence.position!.latitude).toBeCloseTo(26.42003, 5);
    expect(evidence.position!.longitude).toBeCloseTo(50.1, 9);
    expect(evidence).toMatchObject({ accuracyMetres: 5, takenAt: '2026-11-21T14:30:00+03:00' });
  });
  test('is read behind the Exif marker', () => {
    const marked = new Uint8Array([...new TextEncoder().encode('Exif\0\0'), ...block(dammam, taken, true)]);
    expect(readEvidence(marked)).toEqual(readEvidence(block(dammam, taken, true)));
  });
  test('south and west are negative', () => {
    expect(readEvidence(block({ ...dammam, 1: 'S', 3: 'W' }, {}, false)).position).toMatchObject({
      latitude: expect.closeTo(-26.42003, 4),
      longitude: expect.closeTo(-50.1, 4),
    });
  });
  test.each([
    ['no fix', { 1: 'N', 2: [[0, 1]] as const, 3: 'E', 4: [[0, 1]] as const }],
    ['no denominator', { ...dammam, 2: [[26, 0]] as const }],
    ['beyond the pole', { ...dammam, 2: [[91, 1]] as const }],
    ['an unknown side', { ...dammam, 1: 'X' }],
    ['no longitude', { 1: 'N', 2: dammam[2] }],
  ])('%s is no position', (_name, gps) => expect(readEvidence(block(gps, {}, false))).toEqual(NOTHING));
  test.each(['2026:13:41 14:30:00', '    :  :     :  :  ', '2026-11-21 14:30:00', ''])('%j is no time', (time) =>
    expect(readEvidence(block({}, { 36867: time }, false))).toEqual(NOTHING),
  );
  test('nothing makes reading fail', () => {
    expect(readEvidence(undefined)).toEqual(NOTHING);
    const good = block(dammam, taken, true);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readEvidence(bytes)),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 20 }),
        fc.nat(good.length),
        (changes, length) => {
          const bytes = good.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          const { position } = readEvidence(bytes);
          expect(position === null || Math.abs(position.latitude) <= 90).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
