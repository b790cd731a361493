import { hasBidiControls, hasControlCharacters, PLAIN_TEXT_PROBLEMS } from '#kernel/arabic.ts';
import { DATE_FAULTS, readWrittenDate } from '#kernel/date-parsing.ts';
import { isId } from '#kernel/id.ts';
import { IDENTIFIERS } from '#kernel/identifiers.ts';
import { isLandUse, LONGEST_PARCEL_NUMBER, parcelKey } from '#kernel/parcel.ts';
import { isPoint } from '#kernel/place.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import { isFault, type ShapeKind, shapeOf } from '#kernel/shape.ts';
import { readShapeText } from '#kernel/shape-text.ts';
import { type Bilingual, fill } from '#kernel/text.ts';
import type { Column, Field, FieldType } from './model.ts';

/** The value as it is stored, or what is wrong with it. `null` means nothing was entered. */
export type Reading = { readonly value: unknown } | { readonly problems: readonly FieldProblem[] };

const ok = (value: unknown): Reading => ({ value });

const TEXTS = {
  'wrong-type': { ar: 'القيمة ليست بالصيغة المطلوبة.', en: 'The value does not have the required form.' },
  ...PLAIN_TEXT_PROBLEMS,
  'too-short': { ar: 'أقل من الحد الأدنى ({limit}).', en: 'Shorter than the least allowed ({limit}).' },
  'too-long': { ar: 'أطول من الحد الأقصى ({limit}).', en: 'Longer than the most allowed ({limit}).' },
  'too-small': { ar: 'لا تقل القيمة عن {limit}.', en: 'The value must be at least {limit}.' },
  'too-large': { ar: 'لا تزيد القيمة على {limit}.', en: 'The value must be at most {limit}.' },
  'not-an-option': { ar: 'اختر من الخيارات المتاحة.', en: 'Choose one of the options.' },
  pattern: { ar: 'لا تطابق القيمة الصيغة المطلوبة.', en: 'The value does not match the required pattern.' },
  required: { ar: 'هذه الخانة مطلوبة.', en: 'This is required.' },
  'parcel-incomplete': {
    ar: 'اكتب رقم المخطط ورقم القطعة كليهما.',
    en: 'Enter both the number of the plan and the number of the parcel.',
  },
  unknown: { ar: 'لا توجد خانة بهذا الاسم هنا.', en: 'There is no such field here.' },
} satisfies Record<string, Bilingual>;

export function fieldProblem(path: string, code: keyof typeof TEXTS, limit: number | string = ''): FieldProblem {
  const text: Bilingual = TEXTS[code];
  return { path, code, text: { ar: fill(text.ar, { limit }), en: fill(text.en, { limit }) } };
}

const bad = (path: string, code: keyof typeof TEXTS, limit?: number | string): Reading => ({
  problems: [fieldProblem(path, code, limit)],
});

/** Most characters and items unless the field allows fewer; the second number is what a field may ask for. */
export const LIMITS = {
  text: 500,
  longText: 5_000,
  items: 50,
  rows: 200,
  objectBytes: 16_384,
  objectDepth: 8,
} as const;

const size = (limit: Field['min']): number | undefined => (typeof limit === 'number' ? limit : undefined);

function range(path: string, value: number, { min, max }: Column | Field): Reading | undefined {
  if (typeof min === 'number' && value < min) return bad(path, 'too-small', min);
  if (typeof max === 'number' && value > max) return bad(path, 'too-large', max);
  return undefined;
}

function count(path: string, length: number, field: Column | Field, most: number): Reading | undefined {
  const least = size(field.min);
  const limit = Math.min(size(field.max) ?? most, most);
  if (least !== undefined && length < least) return bad(path, 'too-short', least);
  return length > limit ? bad(path, 'too-long', limit) : undefined;
}

const patterns = new Map<string, RegExp>();
function matches(pattern: string, text: string): boolean {
  let regex = patterns.get(pattern);
  if (!regex) {
    regex = new RegExp(`^(?:${pattern})$`, 'u');
    patterns.set(pattern, regex);
  }
  return regex.test(text);
}

function readText(path: string, raw: unknown, field: Column | Field): Reading {
  if (typeof raw !== 'string') return bad(path, 'wrong-type');
  if (raw.length > LIMITS.longText * 4) return bad(path, 'too-long', LIMITS.longText);
  const multiline = field.type === 'longText';
  const text = (multiline ? raw.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n') : raw).trim().normalize('NFC');
  if (hasBidiControls(text)) return bad(path, 'bidi-control');
  if (hasControlCharacters(text, { multiline })) return bad(path, 'control-character');
  if (text === '') return ok(null);
  const most = multiline ? LIMITS.longText : LIMITS.text;
  const wrong = count(path, text.length, field, most);
  if (wrong) return wrong;
  return field.pattern !== undefined && !matches(field.pattern, text) ? bad(path, 'pattern') : ok(text);
}

function readIdentifier(path: string, raw: unknown, field: Column | Field): Reading {
  const text = readText(path, raw, field);
  if ('problems' in text || text.value === null || field.identifier === undefined) return text;
  const { parse, problem, rule } = IDENTIFIERS[field.identifier];
  const value = parse(String(text.value));
  return value === undefined ? { problems: [{ path, code: problem, text: rule }] } : ok(value);
}

/** ISO, which is Gregorian, or as people write dates, in either calendar: what is kept is the Gregorian day. */
function readDate(path: string, raw: unknown, { min, max }: Column | Field): Reading {
  if (typeof raw !== 'string') return bad(path, 'wrong-type');
  const { date, fault } = readWrittenDate(raw, /^\d{4}-\d\d-\d\d$/.test(raw) ? 'gregorian' : undefined);
  if (date === undefined) return { problems: [{ path, code: fault, text: DATE_FAULTS[fault] }] };
  if (typeof min === 'string' && date < min) return bad(path, 'too-small', min);
  if (typeof max === 'string' && date > max) return bad(path, 'too-large', max);
  return ok(date);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOption = (value: unknown, { options }: Column | Field): boolean =>
  typeof value === 'string' && (options?.some((option) => option.value === value) ?? false);

function readMoney(path: string, raw: unknown, field: Column | Field): Reading {
  if (!isRecord(raw) || Object.keys(raw).length !== 2) return bad(path, 'wrong-type');
  const { amount, currency } = raw;
  if (!Number.isSafeInteger(amount) || currency !== (field.currency ?? 'SAR')) return bad(path, 'wrong-type');
  return range(path, amount as number, field) ?? ok({ amount, currency });
}

function readPoint(path: string, raw: unknown): Reading {
  if (!isRecord(raw) || Object.keys(raw).length !== 2) return bad(path, 'wrong-type');
  const { longitude, latitude } = raw;
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return bad(path, 'wrong-type');
  return isPoint(longitude, latitude) ? ok({ longitude, latitude }) : bad(path, 'wrong-type');
}

/** The number of a plan or of a parcel, as it is written. */
const NUMBER: Field = { key: 'number', type: 'text', title: {}, max: LONGEST_PARCEL_NUMBER };

/** A line or an area: its corners, or how somebody wrote or uploaded them (`readShapeText`). */
function readShape(path: string, raw: unknown, kind: ShapeKind, { min, max }: Column | Field): Reading {
  const written = typeof raw === 'string' ? readShapeText(kind, raw) : { points: isRecord(raw) ? raw.points : raw };
  if (!isFault(written) && typeof raw === 'string' && (written.points as readonly unknown[]).length === 0)
    return ok(null);
  const found = isFault(written) ? written : shapeOf(kind, written.points, { min: size(min), max: size(max) });
  return isFault(found) ? { problems: [{ path, code: found.code, text: found.text }] } : ok(found);
}

/** A parcel by its numbers, and what the register says of it where it was looked up. */
function readParcel(path: string, raw: unknown): Reading {
  if (!isRecord(raw)) return bad(path, 'wrong-type');
  const numbers = ['plan', 'number'].map((key) => readText(path, raw[key] ?? '', NUMBER));
  const wrong = numbers.find((one) => 'problems' in one);
  if (wrong !== undefined) return wrong;
  const [plan, number] = numbers.map((one) => ('value' in one ? one.value : null));
  if (plan === null && number === null) return ok(null);
  if (![plan, number].every((one) => typeof one === 'string' && parcelKey(one) !== ''))
    return bad(path, 'parcel-incomplete');
  const { squareMetres, landUse, longitude, latitude, points, approximate } = raw;
  if (squareMetres === undefined) return ok({ plan, number });
  const measured = typeof squareMetres === 'number' && squareMetres > 0 && isLandUse(landUse);
  const placed = typeof longitude === 'number' && typeof latitude === 'number' && isPoint(longitude, latitude);
  const border = Array.isArray(points) ? shapeOf('polygon', points) : undefined;
  if (!measured || !placed || border === undefined || isFault(border)) return bad(path, 'wrong-type');
  const code = (value: unknown) => (typeof value === 'string' && value.length <= LIMITS.text ? value : null);
  const name = (value: unknown) =>
    Object.fromEntries(Object.entries(isRecord(value) ? value : {}).filter(([, text]) => code(text) !== null));
  return ok({
    plan,
    number,
    squareMetres,
    landUse,
    district: code(raw.district),
    districtName: name(raw.districtName),
    municipality: code(raw.municipality),
    municipalityName: name(raw.municipalityName),
    longitude,
    latitude,
    points: border.points,
    approximate: approximate === true,
  });
}

function readList(path: string, raw: unknown, field: Field, is: (item: unknown) => boolean): Reading {
  if (!Array.isArray(raw)) return bad(path, 'wrong-type');
  if (raw.length === 0) return ok(null);
  const wrong = count(path, raw.length, field, LIMITS.items);
  if (wrong) return wrong;
  if (!raw.every(is)) return bad(path, field.type === 'files' ? 'wrong-type' : 'not-an-option');
  return ok([...new Set(raw)]);
}

function readTable(path: string, raw: unknown, field: Field): Reading {
  if (!Array.isArray(raw)) return bad(path, 'wrong-type');
  if (raw.length === 0) return ok(null);
  const wrong = count(path, raw.length, field, LIMITS.rows);
  if (wrong) return wrong;
  const problems: FieldProblem[] = [];
  const rows = raw.map((row: unknown, index) => {
    const at = `${path}.${index}`;
    if (!isRecord(row)) {
      problems.push(fieldProblem(at, 'wrong-type'));
      return {};
    }
    const columns = field.columns ?? [];
    for (const key of Object.keys(row)) {
      if (!columns.some((column) => column.key === key)) problems.push(fieldProblem(`${at}.${key}`, 'unknown'));
    }
    const values: Record<string, unknown> = {};
    for (const column of columns) {
      const reading = readValue(`${at}.${column.key}`, row[column.key], column);
      if ('problems' in reading) problems.push(...reading.problems);
      else if (reading.value !== null) values[column.key] = reading.value;
      else if (column.required === true) problems.push(fieldProblem(`${at}.${column.key}`, 'required'));
    }
    return values;
  });
  return problems.length > 0 ? { problems } : ok(rows);
}

const depth = (value: unknown, left: number = LIMITS.objectDepth): boolean =>
  left >= 0 &&
  (typeof value !== 'object' || value === null || Object.values(value).every((member) => depth(member, left - 1)));

function readObject(path: string, raw: unknown): Reading {
  if (!isRecord(raw) || !depth(raw)) return bad(path, 'wrong-type');
  const text = JSON.stringify(raw);
  if (text.length > LIMITS.objectBytes) return bad(path, 'too-long', LIMITS.objectBytes);
  return ok(JSON.parse(text));
}

const readers: Record<FieldType, (path: string, raw: unknown, field: Field) => Reading> = {
  text: readText,
  longText: readText,
  number: (path, raw, field) =>
    typeof raw === 'number' && Number.isFinite(raw) ? (range(path, raw, field) ?? ok(raw)) : bad(path, 'wrong-type'),
  integer: (path, raw, field) =>
    Number.isSafeInteger(raw) ? (range(path, raw as number, field) ?? ok(raw)) : bad(path, 'wrong-type'),
  money: readMoney,
  date: readDate,
  choice: (path, raw, field) => (isOption(raw, field) ? ok(raw) : bad(path, 'not-an-option')),
  multiChoice: (path, raw, field) => readList(path, raw, field, (item) => isOption(item, field)),
  yesNo: (path, raw) => (typeof raw === 'boolean' ? ok(raw) : bad(path, 'wrong-type')),
  point: readPoint,
  line: (path, raw, field) => readShape(path, raw, 'line', field),
  polygon: (path, raw, field) => readShape(path, raw, 'polygon', field),
  parcel: readParcel,
  activity: (path, raw, field) => (isOption(raw, field) ? ok(raw) : bad(path, 'not-an-option')),
  // Not agreed is not there: whoever must agree is told that it is required.
  declaration: (path, raw) => (typeof raw === 'boolean' ? ok(raw || null) : bad(path, 'wrong-type')),
  files: (path, raw, field) => readList(path, raw, field, (item) => typeof item === 'string' && isId(item)),
  party: (path, raw) => (typeof raw === 'string' && isId(raw) ? ok(raw) : bad(path, 'wrong-type')),
  identifier: readIdentifier,
  table: readTable,
  object: readObject,
};

/** Reads one raw value as the field's type wants it; absence is the business of the form. */
export function readValue(path: string, raw: unknown, field: Field | Column): Reading {
  if (raw === undefined || raw === null || raw === '') return ok(null);
  return readers[field.type](path, raw, field as Field);
}
