import { dayIn } from '#kernel/day.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import type { Job, Subscription } from '#platform/module.ts';
import { CASE_CHANGED, type CaseChanged } from './api.ts';
import { marksOf, planOf } from './rules-reminders.ts';
import { addToFlow, changeLoad } from './store-load.ts';
import { planReminders, readReminderRules, shareRules } from './store-reminders.ts';
import { addingToTotals } from './store-totals.ts';

/** Ends and warnings of clocks. Deadlines are given to the minute; a look every few seconds keeps them. */
export const clockJob: Job = {
  name: 'cases.clocks',
  everySeconds: 5,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'cases.tick-clocks', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};

/** Keeps the running totals that boards show. */
export const totals: Subscription = {
  name: 'cases.totals',
  events: [CASE_CHANGED],
  async handle(tx, events) {
    const changes = events.flatMap((event) => {
      const { type, before, after } = event.payload as unknown as CaseChanged;
      if (before !== null && before.state === after.state && before.team === after.team) return [];
      const grown = { type, state: after.state, team: after.team ?? '', by: 1 };
      return before === null ? [grown] : [{ type, state: before.state, team: before.team ?? '', by: -1 }, grown];
    });
    if (changes.length > 0) await addingToTotals(changes).execute(tx);
  },
};

/** Keeps when the rules by share of the time fall due: each deadline is planned as soon as it is known. */
export const reminderPlan = ({ calendarOf }: Pick<TerritoryApi, 'calendarOf'>): Subscription => ({
  name: 'cases.reminder-plan',
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    const rules = shareRules(await readReminderRules(tx));
    if (rules.length === 0) return;
    const newest = new Map<string, CaseChanged>();
    const moved = new Set<string>();
    for (const { payload } of events) {
      const change = payload as unknown as CaseChanged;
      newest.set(change.caseId, change);
      if ((change.before?.dueAt ?? null) !== (change.after.dueAt ?? null)) moved.add(change.caseId);
    }
    const calendar = await calendarOf(tx, tenant);
    const planned = [...moved].flatMap((caseId) => {
      const { type, after } = newest.get(caseId)!;
      const running = after.norm !== undefined && after.category !== 'closed' ? (after.dueAt ?? null) : null;
      return running === null ? [] : planOf(rules, { caseId, type, dueAt: running, ...after.norm! }, calendar);
    });
    await planReminders(tx, [...moved], planned);
  },
});

/** Reminders before and after deadlines; a minute's delay is nothing to whoever has hours. */
export const reminderJob: Job = {
  name: 'cases.reminders',
  everySeconds: 60,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'cases.count-load', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
      for (;;) {
        const { more } = (await call(tenant, 'cases.plan-reminders', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
      for (;;) {
        const { more } = (await call(tenant, 'cases.remind', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};

/** Keeps what the supervisor's board shows. */
export const load = ({ calendarOf }: Pick<TerritoryApi, 'calendarOf'>): Subscription => ({
  name: 'cases.load',
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    const changes = events.map((event) => event.payload as unknown as CaseChanged);
    const newest = new Map(changes.map((change) => [change.caseId, change]));
    const calendar = await calendarOf(tx, tenant);
    const marks = ({ dueAt, norm }: CaseChanged['after']) =>
      dueAt == null || norm === undefined ? null : marksOf({ dueAt, ...norm }, calendar);
    await changeLoad(
      tx,
      [...newest.values()].map(({ caseId, seq, type, after }) => ({
        caseId,
        seq,
        open: after.category !== 'closed',
        type,
        team: after.team ?? '',
        assignee: after.assignee ?? '',
        dueAt: after.dueAt ?? 'infinity',
        halfAt: marks(after)?.half ?? 'infinity',
        mostAt: marks(after)?.most ?? 'infinity',
        reopened: after.state === 'reopened',
        escalated: (after.escalation ?? 0) > 0,
      })),
    );
    await addToFlow(
      tx,
      changes.flatMap(({ type, at, action, before, after }) => {
        const received = before === null ? 1 : 0;
        // What was joined to another case is not done with, and may be parted again.
        const ended = after.category === 'closed' && before?.category !== 'closed' && action !== 'merge';
        const closed = ended ? 1 : 0;
        const day = dayIn(tenant.timeZone, at);
        return received + closed === 0 ? [] : [{ type, day, team: after.team ?? '', received, closed }];
      }),
    );
  },
});
