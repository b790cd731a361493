import { toAsciiDigits } from '#kernel/arabic.ts';
import { readCoordinates } from '#kernel/coordinates.ts';
import { parseMoney } from '#kernel/money.ts';
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
