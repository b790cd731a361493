import { normalise } from './arabic.ts';
import { remainder97 } from './check-digits.ts';

/**
 * The reference of a case, `AAA-YYYY-GGG-NNNNNN-CC`: municipality, year, group of cases, sequence, check digits.
 * Spoken on the phone and typed by hand, so without the letters O and I, and no wrong digit and no two characters
 * exchanged go unnoticed.
 */
export interface CaseNumber {
  /** Three letters without O and I, or three digits; a mixture would let some exchanges pass. */
  readonly prefix: string;
  readonly year: number;
  /** Like the prefix. */
  readonly group: string;
  /** From 1; six digits, up to nine where a year needs them. */
  readonly sequence: number;
}

/** What may be a prefix or a group. */
export const CASE_NUMBER_CODE = /^(?:[A-HJ-NP-Z]{3}|\d{3})$/;

/** The reference as it is stored and shown. Throws a RangeError for parts that cannot stand in one. */
export function makeCaseNumber({ prefix, year, group, sequence }: CaseNumber): string {
  const valid =
    CASE_NUMBER_CODE.test(prefix) &&
    CASE_NUMBER_CODE.test(group) &&
    Number.isInteger(year) &&
    year >= 1000 &&
    year <= 9999 &&
    Number.isInteger(sequence) &&
    sequence >= 1 &&
    sequence <= 999_999_999;
  if (!valid) throw new RangeError(`no case number of ${prefix}, ${year}, ${group}, ${sequence}`);
  const number = String(sequence).padStart(6, '0');
  const check = 98 - remainder97(`${prefix}${year}${group}${number}00`);
  return `${prefix}-${year}-${group}-${number}-${String(check).padStart(2, '0')}`;
}

const WRITTEN = /^([A-Z\d]{3})(\d{4})([A-Z\d]{3})(\d{6,9})(\d{2})$/;

/**
 * The reference a person wrote, as stored; undefined when it is none or its check digits do not agree.
 * Read in either case and either digits, with or without hyphens or spaces, O taken for 0 and I for 1.
 */
export function parseCaseNumber(text: string): string | undefined {
  if (text.length > 60) return undefined;
  const plain = normalise(text)
    .toUpperCase()
    .replace(/[\s_.\-‐-―−]/g, '')
    .replaceAll('O', '0')
    .replaceAll('I', '1');
  const [, prefix = '', year = '', group = '', number = '', check = ''] = WRITTEN.exec(plain) ?? [];
  if (!CASE_NUMBER_CODE.test(prefix) || !CASE_NUMBER_CODE.test(group) || Number(number) < 1) return undefined;
  if (number.length > 6 && number.startsWith('0')) return undefined;
  if (remainder97(plain) !== 1) return undefined;
  return `${prefix}-${year}-${group}-${number}-${check}`;
}

export const isCaseNumber = (text: string): boolean => parseCaseNumber(text) === text;
