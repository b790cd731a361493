import type { CategorySnapshot, PublicReport, ReportResult } from './model.ts';
import { isFixed } from './rules-closure.ts';

/** Stands where something personal stood. */
export const MASK = '•••';

const DIGIT = '[0-9٠-٩۰-۹]';
/** Nine digits or more, with the separators people write between them: telephones, identities, cards. */
const LONG_NUMBER = new RegExp(`(?<!${DIGIT})(?:\\+|00)?${DIGIT}(?:[\\s().\\-/_]{0,2}${DIGIT}){8,}`, 'gu');
/** Seven digits written as telephones are, 555-1234 or 013 812 3456 in part. */
const SHORT_PHONE = new RegExp(`(?<!${DIGIT})${DIGIT}{3}[\\s.\\-]${DIGIT}{4}(?!${DIGIT})`, 'gu');
const EMAIL = /[\p{L}\p{N}._%+-]+\s?(?:@|\[at\]|\(at\))\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;
const IBAN = /\bSA\s?\d{2}(?:\s?[0-9A-Z]{4}){5}\b/giu;
const HANDLE = /(?<![\p{L}\p{N}])@[A-Za-z0-9_.]{3,30}/gu;

const ARABIC_PLATE_LETTER = '[أابحدرسصطعقكلمنهوىي]';
const LATIN_PLATE_LETTER = '[ABDEGHJKLNRSTUVXZ]';
/** Letters of a Saudi plate stand apart from each other; a word of three letters before a number is just a word. */
const PLATES = [
  `(?<![\\p{L}])${ARABIC_PLATE_LETTER}(?:[\\s\\-]${ARABIC_PLATE_LETTER}){2}[\\s\\-]{0,3}${DIGIT}{1,4}(?!${DIGIT})`,
  `(?<!${DIGIT})${DIGIT}{1,4}[\\s\\-]{0,3}${ARABIC_PLATE_LETTER}(?:[\\s\\-]${ARABIC_PLATE_LETTER}){2}(?![\\p{L}])`,
  `(?<![\\p{L}\\p{N}])${LATIN_PLATE_LETTER}(?:[\\s\\-]?${LATIN_PLATE_LETTER}){2}[\\s\\-]?${DIGIT}{3,4}(?![\\p{L}\\p{N}])`,
  `(?<![\\p{L}\\p{N}])${DIGIT}{3,4}[\\s\\-]?${LATIN_PLATE_LETTER}(?:[\\s\\-]?${LATIN_PLATE_LETTER}){2}(?![\\p{L}\\p{N}])`,
].map((source) => new RegExp(source, 'gu'));
/** After the word for it, anything that looks like a plate is one. */
const NAMED_PLATE = new RegExp(
  `((?:لوحة|لوحته|لوحتها|اللوحة|لوحه|plate|license plate|licence plate|reg|registration)[\\s:#.\\-]{1,3}(?:رقم(?:ها|ه)?[\\s:]{0,2}|(?:no|number)\\.?[\\s:]{0,2})?)((?=[^\\n]{0,12}${DIGIT})[\\p{L}\\p{N}]{1,8}(?:[\\s\\-]${DIGIT}{1,4})?)`,
  'giu',
);

/**
 * A text in which telephones, e-mail addresses, account names, plates, identity numbers and IBANs are masked, in Arabic
 * or Latin script and digits. It errs on the side of masking: a long number that was nobody's is masked too.
 */
export function maskPersonal(text: string): string {
  let masked = text.replace(EMAIL, MASK).replace(IBAN, MASK).replace(LONG_NUMBER, MASK).replace(SHORT_PHONE, MASK);
  for (const plate of PLATES) masked = masked.replace(plate, MASK);
  return masked.replace(NAMED_PLATE, `$1${MASK}`).replace(HANDLE, MASK);
}

/** What a public view is made from. Instants are ISO. */
export interface ReportForPublic {
  readonly number: string;
  readonly category: CategorySnapshot;
  readonly state: string;
  readonly result: ReportResult | null;
  readonly description: string | null;
  readonly point: { readonly longitude: number; readonly latitude: number } | null;
  readonly address: string | null;
  readonly openedAt: string;
  readonly dueAt: string | null;
  readonly closedAt: string | null;
  /** Photos an officer released; none is public by itself. */
  readonly releasedPhotos: readonly string[];
  readonly supporters: number;
  /** An officer took it off the map. */
  readonly hidden: boolean;
}

/** States in which a report is nobody's business but the reporter's and the office's. */
const NEVER_SHOWN = ['duplicate', 'rejected', 'cancelled'];

/**
 * What anybody may see of a report, or null when nothing: its category is not public, it has no place, an officer hid
 * it, or it was rejected, withdrawn or joined to another.
 */
export function publicView(report: ReportForPublic): PublicReport | null {
  const { category, state, point } = report;
  if (!category.public || report.hidden || point === null || NEVER_SHOWN.includes(state)) return null;
  return {
    number: report.number,
    category: { code: category.code, group: category.group, name: category.name },
    state,
    fixed: isFixed(state, report.result),
    description: report.description === null ? null : maskPersonal(report.description),
    place: {
      longitude: point.longitude,
      latitude: point.latitude,
      address: report.address === null ? null : maskPersonal(report.address),
    },
    openedAt: report.openedAt,
    dueAt: report.dueAt,
    closedAt: report.closedAt,
    photos: report.releasedPhotos,
    supporters: report.supporters,
  };
}
