import { isPoint, type Point } from '#kernel/place.ts';
import type { PhotoEvidence } from './model.ts';

// Tags of CIPA DC-008 (Exif 3.0): sections 4.6.3 (pointers), 4.6.6 (times), 4.6.7 (position).
const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
const DATE_TIME_ORIGINAL = 0x9003;
const OFFSET_TIME_ORIGINAL = 0x9011;
const LATITUDE_REF = 0x0001;
const LATITUDE = 0x0002;
const LONGITUDE_REF = 0x0003;
const LONGITUDE = 0x0004;
const POSITIONING_ERROR = 0x001f;

const BYTE_SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
const MOST_ENTRIES = 500;
const MOST_VALUES = 64;

interface Entry {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

interface Tiff {
  readonly view: DataView;
  readonly little: boolean;
}

/** One directory of a TIFF structure; what lies outside the bytes is left out. */
function directory({ view, little }: Tiff, at: number): Map<number, Entry> {
  const entries = new Map<number, Entry>();
  if (at < 8 || at + 2 > view.byteLength) return entries;
  const count = Math.min(view.getUint16(at, little), MOST_ENTRIES);
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + i * 12;
    if (entry + 12 > view.byteLength) break;
    const type = view.getUint16(entry + 2, little);
    const values = view.getUint32(entry + 4, little);
    const size = (BYTE_SIZES[type] ?? 0) * values;
    if (size === 0 || values > MOST_VALUES) continue;
    const value = size <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
    if (value + size <= view.byteLength) entries.set(view.getUint16(entry, little), { type, count: values, at: value });
  }
  return entries;
}

function textOf({ view }: Tiff, entry: Entry | undefined): string | undefined {
  if (entry?.type !== 2) return undefined;
  let text = '';
  for (let i = 0; i < entry.count; i++) {
    const code = view.getUint8(entry.at + i);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}

function rationalsOf({ view, little }: Tiff, entry: Entry | undefined): number[] {
  if (entry?.type !== 5) return [];
  return Array.from({ length: entry.count }, (_, i) => {
    const at = entry.at + i * 8;
    return view.getUint32(at, little) / view.getUint32(at + 4, little);
  });
}

const pointerOf = ({ view, little }: Tiff, entry: Entry | undefined): number =>
  entry?.type === 4 ? view.getUint32(entry.at, little) : 0;

function degreesOf(parts: readonly number[]): number {
  const [degrees = Number.NaN, minutes = 0, seconds = 0] = parts;
  return degrees + minutes / 60 + seconds / 3_600;
}

function positionOf(tiff: Tiff, gps: Map<number, Entry>): Point | null {
  const north = textOf(tiff, gps.get(LATITUDE_REF));
  const east = textOf(tiff, gps.get(LONGITUDE_REF));
  if ((north !== 'N' && north !== 'S') || (east !== 'E' && east !== 'W')) return null;
  const latitude = degreesOf(rationalsOf(tiff, gps.get(LATITUDE))) * (north === 'S' ? -1 : 1);
  const longitude = degreesOf(rationalsOf(tiff, gps.get(LONGITUDE))) * (east === 'W' ? -1 : 1);
  // Cameras without a fix write zeros: a spot in the Gulf of Guinea is none.
  if (!isPoint(longitude, latitude) || (latitude === 0 && longitude === 0)) return null;
  return { longitude, latitude };
}

function takenAtOf(tiff: Tiff, exif: Map<number, Entry>): string | null {
  const written = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(textOf(tiff, exif.get(DATE_TIME_ORIGINAL)) ?? '');
  if (written === null) return null;
  const time = `${written[1]}-${written[2]}-${written[3]}T${written[4]}`;
  const offset = textOf(tiff, exif.get(OFFSET_TIME_ORIGINAL));
  try {
    Temporal.PlainDateTime.from(time, { overflow: 'reject' });
    return offset !== undefined && /^[+-](0\d|1[0-4]):[0-5]\d$/.test(offset) ? time + offset : time;
  } catch {
    return null;
  }
}

const NOTHING: PhotoEvidence = { position: null, accuracyMetres: null, takenAt: null };

/**
 * Where and when a picture was taken, from its Exif block (with or without the `Exif` marker before the TIFF header).
 * Whatever is missing, malformed or out of range is null; nothing makes it fail.
 */
export function readEvidence(block: Uint8Array | undefined): PhotoEvidence {
  if (block === undefined) return NOTHING;
  const marked = block.length > 6 && String.fromCharCode(...block.subarray(0, 6)) === 'Exif\0\0';
  const start = marked ? 6 : 0;
  const view = new DataView(block.buffer, block.byteOffset + start, block.byteLength - start);
  if (view.byteLength < 8) return NOTHING;
  const order = view.getUint16(0);
  const tiff: Tiff = { view, little: order === 0x4949 };
  if ((order !== 0x4949 && order !== 0x4d4d) || view.getUint16(2, tiff.little) !== 42) return NOTHING;
  const main = directory(tiff, view.getUint32(4, tiff.little));
  const gps = directory(tiff, pointerOf(tiff, main.get(GPS_POINTER)));
  const exif = directory(tiff, pointerOf(tiff, main.get(EXIF_POINTER)));
  const position = positionOf(tiff, gps);
  const [error = Number.NaN] = rationalsOf(tiff, gps.get(POSITIONING_ERROR));
  return {
    position,
    accuracyMetres: position !== null && Number.isFinite(error) ? error : null,
    takenAt: takenAtOf(tiff, exif),
  };
}
