import { z } from 'zod';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { Words } from './model.ts';
import type { Engine } from './operations-engine.ts';
import { scopeOf } from './operations-read.ts';
import { refuse } from './problems.ts';
import {
  lintReminders,
  marksOf,
  planOf,
  REMINDED,
  type ReminderRule,
  reminderEvents,
  spanOf,
} from './rules-reminders.ts';
import { casesToMark, countLoad, loadIsCounted, markCases, readFlow, readLoad } from './store-load.ts';
import { findCase } from './store-read.ts';
import {
  casesToPlan,
  findPlanned,
  findToRemind,
  notePlanned,
  noteReminded,
  plannedAfter,
  planReminders,
  putReminderRules,
  readReminderRules,
  shareRules,
} from './store-reminders.ts';

const MOST_TEAMS = 500;
const MOST_PEOPLE = 100;
const DAYS = 7;
/** Reminders of one run and rule; the next run sends the rest. */
const REMIND_AT_ONCE = 100;

/** Cases whose shares of the time are worked out in one step. */
const MARK_AT_ONCE = 500;
/** Where no clock runs. */
const NEVER = { half: 'infinity', most: 'infinity' };

/** Cases whose reminders are worked out in one step. */
const PLAN_AT_ONCE = 500;

const Figures = z.object({
  open: z.int(),
  unassigned: z.int(),
  reopened: z.int(),
  escalated: z.int(),
  under50: z.int(),
  under80: z.int(),
  under100: z.int(),
  soon: z.int(),
  d1: z.int(),
  d3: z.int(),
  d7: z.int(),
  more: z.int(),
  oldest: z.string().nullable(),
});

const Rule = z.strictObject({
  key: z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/),
  name: Words,
  type: z.string().max(64),
  hours: z.number().min(-720).max(8_760).nullable().default(null),
  percent: z.number().min(1).max(1_000).nullable().default(null),
  notice: z.string().max(64),
  to: z.array(z.enum(REMINDED)).min(1),
  level: z.int().min(1).max(9).nullable(),
});

/** What leads work: how much of it there is and how late, and what is done about deadlines. */
export function boardOperations({
  engine,
  identity,
  calendarOf,
}: {
  readonly engine: Engine;
  readonly identity: Pick<IdentityApi, 'displayNames'>;
  readonly calendarOf: TerritoryApi['calendarOf'];
}): Operation[] {
  return [
    operation({
      name: 'cases.get-board',
      summary: { ar: 'لوحة المشرف: العمل المفتوح والمتأخر', en: 'The supervisor’s board: open and late work' },
      kind: 'query',
      who: [tenantRole('supervisor', 'department-head', 'team-lead', 'administrator', 'auditor')],
      route: { method: 'GET', path: '/cases-board' },
      rate: 'read',
      input: z.strictObject({ type: z.string().max(64) }),
      output: z.object({
        teams: z.array(Figures.extend({ team: z.string() })),
        people: z.array(Figures.extend({ id: z.string(), name: Words })),
        /** The last seven days, today last. */
        days: z.array(z.object({ day: z.string(), received: z.int(), closed: z.int() })),
      }),
      async run(tx, { type }, context) {
        // Whoever leads sees all teams; figures of a municipality's own are those of its lists.
        const teams = scopeOf(context).teams ?? null;
        const now = context.now.toString();
        const today = context.now.toZonedDateTimeISO(context.tenant.timeZone).toPlainDate();
        const byTeam = await readLoad(tx, type, 'team', teams, now, MOST_TEAMS);
        const byPerson = await readLoad(tx, type, 'assignee', teams, now, MOST_PEOPLE);
        const flow = await readFlow(tx, type, teams, today.subtract({ days: DAYS - 1 }).toString());
        const ids = byPerson.map(({ key }) => key);
        const names = ids.length === 0 ? new Map() : await identity.displayNames(tx, ids);
        return {
          teams: byTeam.map(({ key, ...figures }) => ({ team: key, ...figures })),
          people: byPerson.map(({ key, ...figures }) => ({ id: key, name: { ...names.get(key) }, ...figures })),
          days: Array.from({ length: DAYS }, (_, i) => {
            const day = today.subtract({ days: DAYS - 1 - i }).toString();
            const found = flow.find((one) => one.day === day);
            return { day, received: found?.received ?? 0, closed: found?.closed ?? 0 };
          }),
        };
      },
    }),
    operation({
      name: 'cases.count-load',
      summary: { ar: 'عدّ العمل المفتوح للوحة المشرف', en: 'Count open work for the supervisor’s board' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/cases-load' },
      rate: 'bulk',
      input: z.strictObject({ again: z.boolean().default(false) }),
      output: z.object({ counted: z.boolean(), more: z.boolean() }),
      async run(tx, { again }, { now, tenant }) {
        const counted = again || !(await loadIsCounted(tx));
        if (counted) await countLoad(tx, now.toString());
        // What share of its time a case has used is counted on the calendar, some cases at a time.
        const found = await casesToMark(tx, MARK_AT_ONCE);
        const calendar = await calendarOf(tx, tenant);
        const marks = found.map(({ id, norm }) => {
          const dueAt = norm?.dueAt ?? null;
          const { half, most } = dueAt === null ? NEVER : marksOf({ ...norm, dueAt }, calendar);
          return { caseId: id, halfAt: half, mostAt: most };
        });
        if (marks.length > 0) await markCases(tx, marks);
        return { counted, more: found.length === MARK_AT_ONCE };
      },
    }),
    operation({
      name: 'cases.put-reminders',
      summary: { ar: 'قواعد التذكير والتصعيد', en: 'Set the rules of reminders and escalation' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'PUT', path: '/cases-reminders' },
      rate: 'write',
      input: z.strictObject({ rules: z.array(Rule).max(30) }),
      output: z.object({ rules: z.int() }),
      async run(tx, { rules }, { now }) {
        const faults = lintReminders(rules);
        if (faults.length > 0) throw refuse['reminders-faulty']({ fields: faults });
        await putReminderRules(tx, rules, now.toString());
        return { rules: rules.length };
      },
    }),
    operation({
      name: 'cases.list-reminders',
      summary: { ar: 'عرض قواعد التذكير والتصعيد', en: 'Show the rules of reminders and escalation' },
      kind: 'query',
      who: [tenantRole('administrator', 'supervisor', 'department-head', 'team-lead', 'auditor')],
      route: { method: 'GET', path: '/cases-reminders' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ rules: z.array(Rule) }),
      run: async (tx) => ({
        rules: (await readReminderRules(tx)).map((rule) => ({ ...rule, name: { ...rule.name }, to: [...rule.to] })),
      }),
    }),
    operation({
      name: 'cases.plan-reminders',
      summary: {
        ar: 'احتساب مواعيد التذكير بنسبة من المدة',
        en: 'Work out when reminders by share of the time fall due',
      },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/cases-reminders-plan' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ planned: z.int(), more: z.boolean() }),
      async run(tx, _, { tenant }) {
        const after = await plannedAfter(tx);
        if (after === null) return { planned: 0, more: false };
        const rules = shareRules(await readReminderRules(tx));
        const found = rules.length === 0 ? [] : await casesToPlan(tx, after, PLAN_AT_ONCE);
        const calendar = await calendarOf(tx, tenant);
        const ids = found.map(({ id }) => id);
        const planned = found.flatMap(({ id, type, norm }) => planOf(rules, { caseId: id, type, ...norm }, calendar));
        await planReminders(tx, ids, planned);
        await notePlanned(tx, found.length === PLAN_AT_ONCE ? ids.at(-1)! : null);
        return { planned: planned.length, more: found.length === PLAN_AT_ONCE };
      },
    }),
    operation({
      name: 'cases.remind',
      summary: { ar: 'إرسال التذكيرات والتصعيدات المستحقة', en: 'Send the reminders and escalations that are due' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/cases-remind' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ reminded: z.int(), more: z.boolean() }),
      async run(tx, _, context) {
        const { now, tenant } = context;
        const language = tenant.languages[0] ?? 'ar';
        let reminded = 0;
        let more = false;
        for (const rule of (await readReminderRules(tx)) as ReminderRule[]) {
          const due =
            rule.hours === null
              ? await findPlanned(tx, rule, spanOf(0, now), REMIND_AT_ONCE)
              : await findToRemind(tx, rule, spanOf(rule.hours, now), REMIND_AT_ONCE);
          more ||= due.length === REMIND_AT_ONCE;
          for (const { id, dueAt } of due) {
            const state = await findCase(tx, { id });
            const { action, events } = reminderEvents(rule, state!, now, language);
            await engine.record(tx, context, id, action, events);
            await noteReminded(tx, id, rule.key, dueAt, now.toString());
            reminded += 1;
          }
        }
        return { reminded, more };
      },
    }),
  ];
}
