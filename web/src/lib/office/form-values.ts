import { toAsciiDigits } from '#kernel/arabic.ts';
import { readCoordinates } from '#kernel/coordinates.ts';
import { parseMoney } from '#kernel/money.ts';
import type { Field } from '#modules/cases/api.ts';
import { inputName } from './form-names.ts';

export interface Kind {
  readonly key: string;
  readonly type: string;
  readonly currency: string | undefined;
}

export const readKinds = (text: string): Kind[] =>
  text
    .split(' ')
    .filter((part) => /^[a-z][a-zA-Z0-9_]{0,63}:[a-zA-Z]{1,20}(:[A-Z]{3})?$/.test(part))
    .map((part) => {
      const [key = '', type = '', currency] = part.split(':');
      return { key, type, currency };
    });

const numberOf = (text: string): number | string => {
  const plain = toAsciiDigits(text).replaceAll('٫', '.');
  // What is no number goes as it is: the engine says so in its own sentence, at the field.
  return /^[+-]?\d{1,15}(\.\d{1,10})?$/.test(plain) ? Number(plain) : text;
};

/** What was typed into one field, as the engine takes it; null where it was left empty. */
export function readValueOf({ key, type, currency }: Kind, data: FormData): unknown {
  const sent = data.getAll(inputName(key)).filter((value): value is string => typeof value === 'string');
  const text = (sent.at(-1) ?? '').trim();
  switch (type) {
    case 'multiChoice':
      return sent.length === 0 ? null : sent;
    case 'number':
    case 'integer':
      return text === '' ? null : numberOf(text);
    case 'money':
      return text === '' ? null : (parseMoney(text, currency ?? 'SAR') ?? text);
    case 'yesNo':
      return text === 'yes' ? true : text === 'no' ? false : null;
    case 'point':
      return text === '' ? null : (readCoordinates(text) ?? text);
    case 'parcel': {
      const [plan, number] = ['plan', 'number'].map((part) =>
        String(data.get(`${inputName(key)}.${part}`) ?? '').trim(),
      );
      return plan === '' && number === '' ? null : { plan, number };
    }
    case 'date': {
      const hijri = data.get(`${inputName(key)}.hijri`);
      // Told by its era: what is no Hijri date is then refused as that, not read as a Gregorian one.
      if (typeof hijri === 'string' && hijri.trim() !== '') return `${hijri.replace(/\s*(هـ?|AH)?\s*$/iu, '')} هـ`;
      return text === '' ? null : text;
    }
    default:
      return text === '' ? null : text;
  }
}

/** The rows of a table; null where all are empty. */
export function readRows(field: Field, data: FormData): unknown {
  const rows = new Map<number, Record<string, unknown>>();
  for (const name of data.keys()) {
    const [, index, column] = name.startsWith(`${inputName(field.key)}.`)
      ? (/\.(\d{1,3})\.([a-zA-Z0-9_]+)$/.exec(name) ?? [])
      : [];
    const known = field.columns?.find(({ key }) => key === column);
    if (known === undefined) continue;
    const kind = { key: `${field.key}.${index}.${column}`, type: known.type, currency: known.currency };
    const value = readValueOf(kind, data);
    const row = rows.get(Number(index)) ?? {};
    if (value !== null) row[known.key] = value;
    rows.set(Number(index), row);
  }
  // A row left empty at the end is none; one left empty in between is said to be incomplete.
  const filled = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
  while (filled.length > 0 && Object.keys(filled.at(-1)!).length === 0) filled.pop();
  return filled.length === 0 ? null : filled;
}
