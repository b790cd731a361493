import { toAsciiDigits } from '#kernel/arabic.ts';
import type { CategorySnapshot, PublicReport, ReportResult } from './model.ts';
import type { Hint, HintKind, Moderation, Publication } from './model-moderation.ts';
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
/** Without any of these there is no address in a text. */
const ADDRESSED = /@|\[at\]|\(at\)/i;
const NUMBERED = new RegExp(DIGIT);
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

/** Ten digits of which the first says citizen or resident: a national ID, an iqama or an establishment's number. */
const IDENTITY = /^[127]\d{9}$/;

function kindOfNumber(text: string): HintKind {
  const digits = toAsciiDigits(text).replace(/\D/g, '');
  if (/^\s*(\+|00)/.test(text) || /^0?5\d{8}$/.test(digits)) return 'telephone';
  return IDENTITY.test(digits) ? 'identity' : digits.length === 9 || digits.length === 10 ? 'telephone' : 'number';
}

type Found = (kind: HintKind, text: string) => string;

/** Hands each personal part of a text to `found` and puts in its place what that answers. */
function eachPersonal(text: string, found: Found): string {
  const as = (kind: HintKind) => (part: string) => found(kind, part);
  let left = ADDRESSED.test(text) ? text.replace(EMAIL, as('email')) : text;
  // Most texts have no digit, and so nothing that could be a number or a plate.
  if (NUMBERED.test(left)) {
    left = left
      .replace(IBAN, as('iban'))
      .replace(LONG_NUMBER, (part) => found(kindOfNumber(part), part))
      .replace(SHORT_PHONE, as('telephone'));
    for (const plate of PLATES) left = left.replace(plate, as('plate'));
    left = left.replace(NAMED_PLATE, (_, before: string, part: string) => `${before}${found('plate', part)}`);
  }
  return left.includes('@') ? left.replace(HANDLE, as('account')) : left;
}

/**
 * A text in which telephones, e-mail addresses, account names, plates, identity numbers and IBANs are masked, in Arabic
 * or Latin script and digits. It errs on the side of masking: a long number that was nobody's is masked too.
 */
export const maskPersonal = (text: string): string => eachPersonal(text, () => MASK);

/** Letters as they are compared: with one form of alef, yaa and taa. One letter stays one letter. */
const plain = (letters: string): string =>
  letters
    .toLowerCase()
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىئ]/g, 'ي')
    .replace(/ة/g, 'ه')
    .replace(/ؤ/g, 'و');

const MARKS = /[\u064b-\u0652\u0640]/;
const ALL_MARKS = new RegExp(MARKS, 'g');
const LETTER = /[\p{L}\p{N}]/u;

const withoutMarks = (text: string): string => plain(text.replace(ALL_MARKS, ''));

/** Words of tenants as they are compared, by how they are written. */
const compared = new Map<string, string>();
function comparedWord(word: string): string {
  let as = compared.get(word);
  if (as === undefined) {
    as = withoutMarks(word.trim());
    compared.set(word, as);
  }
  return as;
}

/** Where words of a list stand in a text, as whole words, whatever marks and forms of letters they are written with. */
function wordsAt(text: string, words: readonly string[]): { from: number; to: number }[] {
  const bare = words.length === 0 ? '' : withoutMarks(text);
  const there = words.map(comparedWord).filter((wanted) => wanted !== '' && bare.includes(wanted));
  if (there.length === 0) return [];
  // Each letter that counts, with where it stands: a mark between two letters hides no word.
  const letters: { letter: string; at: number; end: number }[] = [];
  let at = 0;
  for (const letter of text) {
    const end = at + letter.length;
    const last = letters.at(-1);
    if (!MARKS.test(letter)) letters.push({ letter: plain(letter), at, end });
    else if (last !== undefined) last.end = end;
    at = end;
  }
  const whole = letters.map(({ letter }) => letter.at(0)!).join('');
  const places: { from: number; to: number }[] = [];
  for (const wanted of there) {
    for (let from = whole.indexOf(wanted); from >= 0; from = whole.indexOf(wanted, from + 1)) {
      const before = whole[from - 1];
      const after = whole[from + wanted.length];
      const inside = (neighbour: string | undefined) => neighbour !== undefined && LETTER.test(neighbour);
      // The article and the particles that are written with a word leave it the same word.
      const prefix = /(?:^|[^\p{L}\p{N}])(?:[وفبكل]|ال|[وفبكل]ال|لل|يا)$/u.test(whole.slice(0, from));
      if ((inside(before) && !prefix) || inside(after)) continue;
      places.push({ from: letters[from]!.at, to: letters[from + wanted.length - 1]!.end });
    }
  }
  return places.sort((a, b) => a.from - b.from);
}

/** A text with the tenant's offensive words masked. */
export function maskWords(text: string, words: readonly string[]): string {
  let masked = '';
  let done = 0;
  for (const { from, to } of wordsAt(text, words)) {
    if (from < done) continue;
    masked += text.slice(done, from) + MASK;
    done = to;
  }
  return masked + text.slice(done);
}

/** What an employee should look at in a text before everybody reads it. */
export function hintsIn(text: string, words: readonly string[]): Hint[] {
  const hints: Hint[] = [];
  eachPersonal(text, (kind, part) => {
    if (!part.includes(MASK)) hints.push({ kind, text: part.trim() });
    return MASK;
  });
  for (const { from, to } of wordsAt(text, words)) hints.push({ kind: 'word', text: text.slice(from, to) });
  return hints;
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
  /** Photos of the report, and those an officer released. */
  readonly photos: readonly string[];
  readonly releasedPhotos: readonly string[];
  /** When its text and photos become public, as the tenant had it when the report was made. */
  readonly publication: Publication;
  /** What an employee decided; null while nobody looked. */
  readonly moderation: Moderation | null;
  /** The tenant's offensive words. */
  readonly words: readonly string[];
  readonly supporters: number;
  /** An officer took it off the map. */
  readonly hidden: boolean;
}

type Shown = Pick<ReportForPublic, 'hidden' | 'point' | 'state'> & { readonly category: { readonly public: boolean } };

/** States in which a report is nobody's business but the reporter's and the office's. */
const NEVER_SHOWN = ['duplicate', 'rejected', 'cancelled'];

/** The public wording of a description: what an employee decided, else what the setting lets through, masked. */
export function publicText({
  description,
  publication,
  moderation,
  words,
}: Pick<ReportForPublic, 'description' | 'publication' | 'moderation' | 'words'>): string | null {
  if (moderation !== null) return moderation.textShown ? moderation.wording : null;
  if (description === null || publication.text === 'after-look') return null;
  return maskWords(maskPersonal(description), words);
}

/** The photos everybody may see. */
export function publicPhotos({
  photos,
  releasedPhotos,
  publication,
  moderation,
}: Pick<ReportForPublic, 'photos' | 'releasedPhotos' | 'publication' | 'moderation'>): string[] {
  const hidden = moderation?.hiddenPhotos ?? [];
  const shown = publication.photos === 'at-once' ? [...new Set([...photos, ...releasedPhotos])] : releasedPhotos;
  return shown.filter((id) => !hidden.includes(id));
}

/**
 * Whether anybody may see a report: not when its category is not public, it has no place, an officer hid it, or it was
 * rejected, withdrawn or joined to another.
 */
export const isShown = ({ category, hidden, point, state }: Shown): boolean =>
  category.public && !hidden && point !== null && !NEVER_SHOWN.includes(state);

/** What anybody may see of a report, or null when nothing. */
export function publicView(report: ReportForPublic): PublicReport | null {
  const { category, state, point } = report;
  if (point === null || !isShown(report)) return null;
  const text = publicText(report);
  return {
    number: report.number,
    category: { code: category.code, group: category.group, name: category.name },
    state,
    fixed: isFixed(state, report.result),
    description: text,
    textWithheld: report.description !== null && text === null,
    place: {
      longitude: point.longitude,
      latitude: point.latitude,
      address: report.address === null ? null : maskPersonal(report.address),
    },
    openedAt: report.openedAt,
    dueAt: report.dueAt,
    closedAt: report.closedAt,
    photos: publicPhotos(report),
    supporters: report.supporters,
  };
}
