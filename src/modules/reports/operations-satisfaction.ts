import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { CaseState } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, tenantRole } from '#platform/policy.ts';
import { REPORT_RATED } from './api.ts';
import type { TrackedReport } from './operations-input.ts';
import { type ReportParts, reportData } from './operations-shared.ts';
import { openTracked, TrackingKey } from './operations-tracked.ts';
import { reportProblems } from './problems.ts';
import {
  FEWEST_ANSWERS,
  guarded,
  maskPersonal,
  mayRate,
  ratingUntil,
  satisfactionByPart,
  satisfactionOf,
  shareNotFixed,
} from './rules.ts';
import { countCameBack, countClosed, countScores, findRating, listWords, putRating } from './store-satisfaction.ts';

const dayOf = (now: Temporal.Instant, timeZone: string) => now.toZonedDateTimeISO(timeZone).toPlainDate();

/** Until when a report may be rated; null where there is nothing to rate. */
export const ratingUntilOf = (state: CaseState): string | null =>
  ratingUntil({
    state: state.state,
    closedAt: state.closedAt,
    reopenDays: reportData(state).terms.reopenDays,
  });

/** Keeps what the reporter thinks of how their report was handled. */
export async function keepRating(
  tx: Tx,
  context: OperationContext,
  state: CaseState,
  score: number,
  word: string | null | undefined,
): Promise<void> {
  const { category } = reportData(state);
  await putRating(
    tx,
    {
      caseId: state.id,
      score,
      word,
      category: category.code,
      department: category.department,
      team: state.team ?? '',
      districtId: state.place?.districtId ?? null,
      municipalityId: state.place?.municipalityId ?? null,
      day: dayOf(context.now, context.tenant.timeZone).toString(),
    },
    context.now,
  );
  context.emit({ type: REPORT_RATED, key: state.id, payload: { caseId: state.id } });
}

const Figures = z.object({
  count: z.int(),
  average: z.number().nullable(),
  satisfied: z.number().nullable(),
  scores: z.array(z.int()),
});

export function satisfactionOperations(parts: ReportParts): Operation[] {
  return [
    operation({
      name: 'reports.rate',
      summary: { ar: 'تقييم معالجة بلاغ مغلق', en: 'Say how a closed report was handled' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/reports/{number}/rating' },
      rate: 'write',
      guess: 'reports.tracking-code-wrong',
      input: z.strictObject({
        ...TrackingKey,
        score: z.coerce.number().int().min(1).max(5),
        word: plainText({ min: 0, max: 500, multiline: true }).optional(),
      }),
      output: z.object({ number: z.string(), score: z.int(), until: z.string() }),
      async run(tx, { score, word, ...key }, context) {
        const { state } = await openTracked(parts, tx, context, key);
        const until = ratingUntilOf(state);
        if (until === null) throw reportProblems['not-ratable']();
        if (!mayRate(until, context.now)) throw reportProblems['rating-over']();
        context.about({ type: 'case', id: state.id, number: state.number });
        await keepRating(tx, context, state, score, word === undefined || word === '' ? null : word);
        return { number: state.number, score, until };
      },
    }),
    operation({
      name: 'reports.get-satisfaction',
      summary: { ar: 'رضا المبلّغين (المؤشر R4)', en: 'Satisfaction of reporters (indicator R4)' },
      kind: 'query',
      who: [tenantRole('supervisor', 'department-head', 'administrator', 'auditor')],
      route: { method: 'GET', path: '/reports-satisfaction' },
      rate: 'read',
      input: z.strictObject({
        /** First day and the day after the last; the last 30 days unless said. */
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
        by: z.enum(['category', 'department', 'team', 'municipality', 'district']).default('category'),
        /** The words of one part only. */
        part: z.string().max(64).optional(),
      }),
      output: Figures.extend({
        from: z.string(),
        to: z.string(),
        /** Reports closed in these days; not all of them were rated. */
        closed: z.int(),
        /**
         * A share of fewer answers than `fewest` would tell what single people think: it is null, and so is the share of
         * reports that came back as not fixed, of fewer reports than that.
         */
        fewest: z.int(),
        notFixed: z.number().nullable(),
        parts: z.array(Figures.extend({ part: z.string(), ended: z.int(), notFixed: z.number().nullable() })),
        /** What some wrote besides, the newest first, without numbers and addresses of persons. */
        words: z.array(
          z.object({ caseId: z.string(), number: z.string(), score: z.int(), word: z.string(), at: z.string() }),
        ),
      }),
      async run(tx, { from, to, by, part }, context) {
        const today = dayOf(context.now, context.tenant.timeZone);
        const end = to ?? today.add({ days: 1 }).toString();
        const begin = from ?? Temporal.PlainDate.from(end).subtract({ days: 30 }).toString();
        const counts = await countScores(tx, begin, end, by);
        const spoken = await listWords(tx, begin, end, 50, part === undefined ? null : { by, part });
        const back = await countCameBack(tx, begin, end, by);
        const whole = by === 'team' ? await countCameBack(tx, begin, end, 'category') : back;
        const numbers = await parts.cases.numbersOf(
          tx,
          spoken.map(({ caseId }) => caseId),
        );
        return {
          from: begin,
          to: end,
          ...guarded(satisfactionOf(counts)),
          fewest: FEWEST_ANSWERS,
          notFixed: shareNotFixed(whole),
          closed: await countClosed(tx, begin, end),
          parts: satisfactionByPart(counts).map((one) => {
            const ended = back.filter((other) => other.part === one.part);
            const sum = ended.reduce((all, other) => all + other.ended, 0);
            return { ...guarded(one), ended: sum, notFixed: shareNotFixed(ended) };
          }),
          words: spoken.map((one) => ({
            ...one,
            word: maskPersonal(one.word),
            number: numbers.get(one.caseId) ?? '',
          })),
        };
      },
    }),
  ];
}

/** What the page of a report shows of its rating; null while there is nothing to rate. */
export async function ratingView(
  tx: Tx,
  context: OperationContext,
  state: CaseState,
): Promise<TrackedReport['rating']> {
  const until = ratingUntilOf(state);
  if (until === null) return null;
  const given = await findRating(tx, state.id);
  return {
    offered: mayRate(until, context.now),
    until,
    score: given?.score ?? null,
    word: given?.word ?? null,
  };
}
