import { distanceMetres, type Point } from '#kernel/place.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import { type Bilingual, fill } from '#kernel/text.ts';
import type { Evidence, ReportResult, ResolveTime } from './model.ts';

/** A report that comes back has half the time it first had. */
export const REOPEN_FACTOR = 0.5;

/** The time a reopened report has, in the unit it was promised in. */
export const reopenedTime = ({ amount, unit }: ResolveTime): ResolveTime => ({ amount: amount * REOPEN_FACTOR, unit });

/** Only a repair that the reporter confirmed is called fixed. */
export const isFixed = (state: string, result: ReportResult | null): boolean =>
  state === 'verified' && result === 'fixed-confirmed';

/** What a closed report says of itself, to anybody. */
export const RESULT_TEXTS: Readonly<Record<ReportResult, Bilingual>> = {
  'fixed-confirmed': { ar: 'تم الإصلاح وأكده المبلّغ', en: 'Fixed, and the reporter confirmed it' },
  unconfirmed: {
    ar: 'أُغلق بعد المعالجة ولم يرد تأكيد من المبلّغ',
    en: 'Closed after the work; the reporter did not confirm',
  },
  noted: { ar: 'أُغلق بعد تدوين الملاحظة، دون إثبات معالجة', en: 'Closed as noted; no repair is recorded' },
  'handed-over': {
    ar: 'أُغلق هنا بعد إحالته إلى الجهة المختصة',
    en: 'Closed here after it was handed to the responsible body',
  },
  'not-municipal': { ar: 'ليس من اختصاص البلدية', en: 'Not within the municipality’s responsibility' },
  'outside-area': { ar: 'الموقع خارج النطاق', en: 'The place is outside the area' },
  insufficient: { ar: 'أُغلق لعدم كفاية المعلومات', en: 'Closed because the information was not sufficient' },
  'not-found': { ar: 'عوين الموقع ولم توجد الملاحظة', en: 'The place was visited and the problem was not found' },
  permitted: { ar: 'الحالة مرخصة نظاماً', en: 'What was reported is permitted' },
  invalid: { ar: 'بلاغ غير صحيح', en: 'Not a valid report' },
  duplicate: { ar: 'مكرر لبلاغ قائم', en: 'A duplicate of an existing report' },
  withdrawn: { ar: 'سحبه المبلّغ', en: 'Withdrawn by the reporter' },
  unstated: { ar: 'أُغلق دون ذكر السبب', en: 'Closed; no reason was given' },
};

/** What is on record when somebody wants to call a report resolved. Photos are counted. */
export interface EvidenceOnRecord {
  readonly reporterPhotos: number;
  readonly photosBefore: number;
  readonly photosAfter: number;
  readonly closingPosition: Point | null;
  readonly location: Point | null;
}

const TEXTS = {
  'photo-before-missing': {
    ar: 'أرفق صورة للحالة قبل المعالجة؛ لم يرفق المبلّغ صورة.',
    en: 'Add a photo of the state before the work; the reporter gave none.',
  },
  'photo-after-missing': { ar: 'أرفق صورة للموقع بعد المعالجة.', en: 'Add a photo of the place after the work.' },
  'position-missing': {
    ar: 'سجل موقعك عند الإغلاق ليثبت أن المعالجة تمت في المكان.',
    en: 'Record your position, to show that the work was done at the place.',
  },
  'position-too-far': {
    ar: 'موقعك يبعد {metres} م عن موقع البلاغ، والحد الأقصى {limit} م.',
    en: 'You are {metres} m from the reported place; at most {limit} m is accepted.',
  },
} satisfies Record<string, Bilingual>;

const missing = (path: string, code: keyof typeof TEXTS, values: Record<string, number> = {}): FieldProblem => ({
  path,
  code,
  text: { ar: fill(TEXTS[code].ar, values), en: fill(TEXTS[code].en, values) },
});

/**
 * What of the evidence its category asks for is missing before a report may be called resolved; empty: nothing.
 * A report without a place cannot be measured against, so its position is asked for but not its distance.
 * @param radiusMetres how near the report the closing position must be
 */
export function missingEvidence(asked: Evidence, record: EvidenceOnRecord, radiusMetres: number): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (asked.photoBefore && record.reporterPhotos + record.photosBefore === 0) {
    problems.push(missing('photosBefore', 'photo-before-missing'));
  }
  if (asked.photoAfter && record.photosAfter === 0) problems.push(missing('photosAfter', 'photo-after-missing'));
  if (!asked.position) return problems;
  if (record.closingPosition === null) return [...problems, missing('closingPosition', 'position-missing')];
  if (record.location === null) return problems;
  const metres = distanceMetres(record.closingPosition, record.location);
  if (metres <= radiusMetres) return problems;
  const values = { metres: Math.ceil(metres), limit: radiusMetres };
  return [...problems, missing('closingPosition', 'position-too-far', values)];
}
