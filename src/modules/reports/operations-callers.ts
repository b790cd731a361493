import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { type Operation, operation } from '#platform/operations.ts';
import {
  CallItem,
  callItems,
  DeskReport,
  deskReports,
  LEADS_DESK,
  Mark,
  openCaller,
  READS_CALLS,
} from './operations-desk-shared.ts';
import { ReportId } from './operations-input.ts';
import { REPORT_TYPE, type ReportParts, words } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { findCaller, insertMark, listMarks, repeatCallers, reportsOfNumber } from './store-callers.ts';
import { listCalls } from './store-desk.ts';

const REPEAT_DAYS = 30;
const LONGEST_MARK_DAYS = 366;
const SHOWN = 50;

export function callerOperations(parts: ReportParts): Operation[] {
  return [
    operation({
      name: 'reports.list-repeat-callers',
      summary: { ar: 'متصلون تكررت مكالماتهم', en: 'Callers who called more than once' },
      kind: 'query',
      who: [READS_CALLS],
      route: { method: 'GET', path: '/desk/repeat-callers' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        days: z.int(),
        items: z.array(
          z.object({
            id: z.string(),
            masked: z.string(),
            calls: z.int(),
            firstAt: z.string(),
            lastAt: z.string(),
            openReports: z.int(),
            marked: z.boolean(),
          }),
        ),
      }),
      async run(tx, _, context) {
        const found = await repeatCallers(tx, context.now.subtract({ hours: 24 * REPEAT_DAYS }).toString(), 20);
        const items = [];
        for (const { id, masked, calls, firstAt, lastAt, digest } of found) {
          const ids = await reportsOfNumber(tx, digest, SHOWN);
          const open = await parts.cases.count(tx, { type: REPORT_TYPE, ids, open: true }, SHOWN);
          const [newest] = await listMarks(tx, id, 1);
          const marked = newest !== undefined && Temporal.Instant.compare(newest.until, context.now) > 0;
          items.push({ id, masked, calls, firstAt, lastAt, openReports: open.count, marked });
        }
        return { days: REPEAT_DAYS, items };
      },
    }),
    operation({
      name: 'reports.get-caller',
      summary: { ar: 'متصل ومكالماته وبلاغاته', en: 'A caller with their calls and reports' },
      kind: 'query',
      who: [READS_CALLS],
      route: { method: 'GET', path: '/desk/callers/{id}' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ id: ReportId }),
      output: z.object({
        id: z.string(),
        phone: z.string(),
        name: z.string(),
        calls: z.int(),
        firstAt: z.string(),
        lastAt: z.string(),
        marks: z.array(Mark),
        log: z.array(CallItem),
        reports: z.array(DeskReport),
      }),
      async run(tx, { id }, context) {
        const opened = await openCaller(parts, tx, context, id);
        if (opened === undefined) throw reportProblems['caller-not-found']();
        const { row, phone, name } = opened;
        const marks = await listMarks(tx, id, 20);
        const names = await parts.identity.displayNames(
          tx,
          marks.map(({ by }) => by),
        );
        const ids = await reportsOfNumber(tx, row.digest, SHOWN);
        const scope = { ...parts.cases.scope(context.actor), type: REPORT_TYPE, ids };
        const found = ids.length === 0 ? [] : await parts.cases.list(tx, scope, 'newest', undefined, SHOWN);
        return {
          id,
          phone,
          name,
          calls: row.calls,
          firstAt: row.firstAt,
          lastAt: row.lastAt,
          marks: marks.map(({ at, by, reason, until }, i) => ({
            at,
            by: words(names.get(by) ?? {}),
            reason,
            until,
            active: i === 0 && Temporal.Instant.compare(until, context.now) > 0,
          })),
          log: await callItems(parts, tx, (await listCalls(tx, { caller: id }, SHOWN)).slice(0, SHOWN)),
          reports: await deskReports(parts, tx, context, found.slice(0, SHOWN)),
        };
      },
    }),
    operation({
      name: 'reports.mark-caller',
      summary: {
        ar: 'وسم متصل بإساءة استخدام الرقم حتى يوم، أو رفع الوسم',
        en: 'Mark a caller for abuse until a day, or lift the mark',
      },
      kind: 'command',
      who: [LEADS_DESK],
      route: { method: 'POST', path: '/desk/callers/{id}/marks' },
      rate: 'write',
      input: z.strictObject({
        id: ReportId,
        reason: plainText({ min: 3, max: 500, multiline: true }),
        /** The last day of it, in the tenant's zone; null lifts the mark there is. */
        until: z.iso.date().nullable(),
      }),
      output: z.object({ id: z.string(), until: z.string() }),
      async run(tx, { id, reason, until: day }, context) {
        const { now, tenant, actor } = context;
        if ((await findCaller(tx, id)) === undefined) throw reportProblems['caller-not-found']();
        const end =
          day === null
            ? now
            : Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(tenant.timeZone).toInstant();
        const latest = now.add({ hours: 24 * LONGEST_MARK_DAYS });
        if (day !== null && (Temporal.Instant.compare(end, now) <= 0 || Temporal.Instant.compare(end, latest) > 0)) {
          throw reportProblems['mark-until']();
        }
        const until = end.toString();
        const mark = { id: context.newId(), caller: id, at: now.toString(), by: actor.partyId!, reason, until };
        await insertMark(tx, mark);
        context.about({ type: 'caller', id });
        return { id, until };
      },
    }),
  ];
}
