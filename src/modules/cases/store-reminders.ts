import type { Id } from '#kernel/id.ts';
import { arrayOf, findRow, rows, sql, type Tx, tableOf } from '#platform/db.ts';
import type { ClockState } from './model.ts';
import type { ReminderRule } from './rules-reminders.ts';

export const readReminderRules = async (tx: Tx): Promise<readonly ReminderRule[]> =>
  (
    await findRow<{ rules: ReminderRule[] }>(
      tx,
      sql`select rules from cases.reminder_rules where tenant_id = platform.current_tenant()`,
    )
  )?.rules.map((rule) => ({ ...rule, hours: rule.hours ?? null, percent: rule.percent ?? null })) ?? [];

/** The rules that speak of a share of the time; their moments are planned as deadlines become known. */
export const shareRules = (rules: readonly ReminderRule[]): (ReminderRule & { readonly percent: number })[] =>
  rules.flatMap((rule) => (rule.percent === null ? [] : [{ ...rule, percent: rule.percent }]));

export interface PlannedReminder {
  readonly caseId: Id;
  readonly rule: string;
  readonly dueAt: string;
  readonly at: string;
}

const PLANNED = { caseId: 'uuid', rule: 'text', dueAt: 'timestamptz', at: 'timestamptz' } as const;

/** Makes the plans of some cases these; what was planned for them before is forgotten. */
export async function planReminders(
  tx: Tx,
  caseIds: readonly Id[],
  planned: readonly PlannedReminder[],
): Promise<void> {
  if (caseIds.length === 0) return;
  await sql`
    with given as (
      select * from ${tableOf(PLANNED, planned)}
    ), gone as (
      delete from cases.reminder_plan p where p.tenant_id = platform.current_tenant() and p.case_id = any(${arrayOf(caseIds)}::uuid[])
        and not exists (select from given g where g."caseId" = p.case_id and g.rule = p.rule)
    )
    insert into cases.reminder_plan (case_id, rule, due_at, at) select "caseId", rule, "dueAt", at from given
    order by "caseId", rule
    on conflict (tenant_id, case_id, rule) do update set due_at = excluded.due_at, at = excluded.at`.execute(tx);
}

/** Open cases after an id whose deadlines are to be planned, by id; the first page has `after` null. */
export const casesToPlan = (tx: Tx, after: Id, most: number): Promise<{ id: Id; type: string; norm: ClockState }[]> =>
  rows(
    tx,
    sql`select id, type, projection -> 'clocks' -> 'norm' as norm from cases."case"
        where tenant_id = platform.current_tenant() and id > ${after} and closed_at is null and due_at is not null
        order by id limit ${most}`,
  );

/** How far the cases have been planned since the rules changed; null when all have been, or there is no rule. */
export const plannedAfter = async (tx: Tx): Promise<Id | null> =>
  (
    await findRow<{ after: Id | null }>(
      tx,
      sql`select planned_after as after from cases.reminder_rules where tenant_id = platform.current_tenant() for update`,
    )
  )?.after ?? null;

export async function notePlanned(tx: Tx, after: Id | null): Promise<void> {
  await sql`update cases.reminder_rules set planned_after = ${after}::uuid
            where tenant_id = platform.current_tenant()`.execute(tx);
}

/** Open cases for whom the moment of a share has come within a span and of whom the rule has not spoken. */
export const findPlanned = (
  tx: Tx,
  { key, type }: Pick<ReminderRule, 'key' | 'type'>,
  span: { readonly from: string; readonly to: string },
  most: number,
): Promise<{ id: Id; dueAt: string }[]> =>
  rows(
    tx,
    sql`select c.id, to_json(c.due_at) #>> '{}' as "dueAt"
        from cases.reminder_plan p
        join cases."case" c on c.tenant_id = p.tenant_id and c.id = p.case_id and c.due_at = p.due_at
        where p.tenant_id = platform.current_tenant() and p.rule = ${key} and p.at > ${span.from}::timestamptz
          and p.at <= ${span.to}::timestamptz and c.type = ${type} and c.closed_at is null
          and not exists (select from cases.reminded r where r.tenant_id = p.tenant_id and r.case_id = p.case_id
                          and r.rule = p.rule and r.due_at = p.due_at)
        order by p.at, p.case_id limit ${most}`,
  );

export async function putReminderRules(tx: Tx, rules: readonly ReminderRule[], now: string): Promise<void> {
  await sql`insert into cases.reminder_rules (rules, changed_at) values (${JSON.stringify(rules)}::jsonb, ${now}::timestamptz)
    on conflict (tenant_id) do update set rules = excluded.rules, changed_at = excluded.changed_at,
      planned_after = case when reminder_rules.rules = excluded.rules then reminder_rules.planned_after
                      else '00000000-0000-0000-0000-000000000000' end`.execute(tx);
}

/** Open cases whose deadline lies in a span and of whom a rule has not spoken, the earliest deadlines first. */
export const findToRemind = (
  tx: Tx,
  { key, type }: Pick<ReminderRule, 'key' | 'type'>,
  span: { readonly from: string; readonly to: string },
  most: number,
): Promise<{ id: Id; dueAt: string }[]> =>
  rows(
    tx,
    sql`select c.id, to_json(c.due_at) #>> '{}' as "dueAt" from cases."case" c
        where c.tenant_id = platform.current_tenant() and c.type = ${type} and c.closed_at is null
          and c.due_at > ${span.from}::timestamptz and c.due_at <= ${span.to}::timestamptz
          and not exists (select from cases.reminded r where r.tenant_id = c.tenant_id and r.case_id = c.id
                          and r.rule = ${key} and r.due_at = c.due_at)
        order by c.due_at, c.id limit ${most}`,
  );

export async function noteReminded(tx: Tx, caseId: Id, rule: string, dueAt: string, now: string): Promise<void> {
  await sql`insert into cases.reminded (case_id, rule, due_at, at)
    values (${caseId}, ${rule}, ${dueAt}::timestamptz, ${now}::timestamptz) on conflict do nothing`.execute(tx);
}
