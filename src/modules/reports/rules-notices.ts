import type { Bilingual } from '#kernel/text.ts';
import type { ReportResult, ReportTerms, Words } from './model.ts';
import { RESULT_TEXTS } from './rules-closure.ts';

/** What the words of a notice are filled from. Instants are ISO. */
export interface ReportForNotice {
  readonly state: string;
  readonly closedAt: string | null;
  readonly clocks: Readonly<Record<string, { readonly dueAt: string | null; readonly status: string }>>;
  readonly terms: ReportTerms;
  readonly category: Words;
  readonly address: string | null;
  readonly agency: Words | null;
  readonly result: { readonly result: string; readonly reason: string | null } | null;
  /** What the reporter was asked, while the report waits for the answer. */
  readonly question: string | null;
  /** What the reporter answered last. */
  readonly answer: string | null;
  readonly whyNotFixed: string | null;
}

/** Clock that says until when the reporter, the office or an agency has time, by state; the norm in all others. */
const CLOCK_OF_STATE: Readonly<Record<string, string>> = {
  resolved: 'confirmation',
  waiting_reporter: 'answer',
  waiting_external: 'external',
};

/**
 * The one date that matters to the person concerned where the report is now: until when to confirm, to answer or to
 * reopen, when the agency's time ends, otherwise when the work is due. ISO instant; null when none runs.
 */
export function reportDeadline(
  report: Pick<ReportForNotice, 'state' | 'closedAt' | 'clocks' | 'terms'>,
): string | null {
  const { state, closedAt, clocks, terms } = report;
  if (state === 'closed' && closedAt !== null) {
    return Temporal.Instant.from(closedAt)
      .add({ hours: 24 * terms.reopenDays })
      .toString();
  }
  const clock = clocks[CLOCK_OF_STATE[state] ?? 'norm'];
  return clock !== undefined && clock.status === 'running' ? clock.dueAt : null;
}

/** The notice by which followers hear of a report, whatever it is told by to its reporter: what is public, no more. */
export const FOLLOW_NEWS = 'followNews';

type Place = Words | { instant: string } | { path: string };

const NO_DEADLINE: Bilingual = { ar: 'غير محدد', en: 'not set' };
export const NO_PLACE: Bilingual = { ar: 'بلا موقع محدد', en: 'no place given' };
const NO_AGENCY: Bilingual = { ar: 'الجهة المختصة', en: 'the responsible body' };
const NO_REASON: Bilingual = { ar: 'لم يُذكر', en: 'none was given' };

const isResult = (result: string): result is ReportResult => Object.hasOwn(RESULT_TEXTS, result);

function reasonOf({ state, question, whyNotFixed, result }: ReportForNotice): Words | string {
  if (state === 'waiting_reporter') return question ?? NO_REASON;
  if (state === 'reopened') return whyNotFixed ?? NO_REASON;
  if (result === null) return NO_REASON;
  return result.reason ?? (isResult(result.result) ? RESULT_TEXTS[result.result] : NO_REASON);
}

/**
 * Every place that the notices of reports use, filled, so that none is ever sent with a gap.
 * @param path where the report can be followed, such as `/reports/<number>`
 */
export const noticePlaces = (report: ReportForNotice, path: string) => {
  const deadline = reportDeadline(report);
  // Straight to the question the person is asked.
  const asked = report.state === 'resolved' ? '#fixed' : report.state === 'waiting_reporter' ? '#question' : '';
  return {
    category: report.category,
    place: report.address ?? NO_PLACE,
    deadline: deadline === null ? NO_DEADLINE : { instant: deadline },
    agency: report.agency ?? NO_AGENCY,
    reason: reasonOf(report),
    answer: report.answer ?? NO_REASON,
    link: { path: `${path}${asked}` },
    rate: { path: `${path}#rate` },
  };
};

/** The places of a notice about a report: what each stands for, and a made-up value to try words with. */
export const NOTICE_PLACES: Readonly<
  Record<keyof ReturnType<typeof noticePlaces> | 'status' | 'stop', { title: Bilingual; sample: Place }>
> = {
  category: {
    title: { ar: 'تصنيف البلاغ', en: 'Category of the report' },
    sample: { ar: 'حفرة في الطريق (نموذج)', en: 'Pothole (sample)' },
  },
  place: {
    title: { ar: 'الحي أو العنوان', en: 'District or address' },
    sample: { ar: 'حي نموذج', en: 'Sample district' },
  },
  deadline: {
    title: { ar: 'الموعد الذي يهم المستلم الآن', en: 'The date that matters now' },
    sample: { instant: '2026-11-24T06:00:00Z' },
  },
  agency: {
    title: { ar: 'الجهة الأخرى', en: 'The other agency' },
    sample: { ar: 'جهة نموذجية', en: 'Sample agency' },
  },
  reason: {
    title: { ar: 'السبب أو السؤال', en: 'The reason or the question' },
    sample: { ar: 'نص نموذجي للسبب', en: 'A sample reason' },
  },
  answer: {
    title: { ar: 'إفادة المبلّغ', en: 'Answer of the reporter' },
    sample: { ar: 'إفادة نموذجية', en: 'A sample answer' },
  },
  link: {
    title: { ar: 'رابط المتابعة', en: 'Link to follow it' },
    sample: { path: '/track/940-2026-101-000000-00?code=0000-0000-0000' },
  },
  status: {
    title: { ar: 'حالة البلاغ كما تُعلن', en: 'State of the report, as the public is told' },
    sample: { ar: 'تم الإصلاح', en: 'Fixed' },
  },
  stop: {
    title: { ar: 'رابط إيقاف المتابعة', en: 'Link to stop following' },
    sample: { path: '/f/0000000000' },
  },
  rate: {
    title: { ar: 'رابط التقييم', en: 'Link to rate it' },
    sample: { path: '/track/940-2026-101-000000-00?code=0000-0000-0000#rate' },
  },
};
