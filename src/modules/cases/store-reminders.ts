import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { ReminderRule } from './rules-reminders.ts';

export const readReminderRules = async (tx: Tx): Promise<readonly ReminderRule[]> =>
  (
    await findRow<{ rules: ReminderRule[] }>(
      tx,
      sql`select rules from cases.reminder_rules where tenant_id = platform.current_tenant()`,
    )
  )?.rules ?? [];

export async function putReminderRules(tx: Tx, rules: readonly ReminderRule[], now: string): Promise<void> {
  await sql`insert into cases.reminder_rules (rules, changed_at) values (${JSON.stringify(rules)}::jsonb, ${now}::timestamptz)
    on conflict (tenant_id) do update set rules = excluded.rules, changed_at = excluded.changed_at`.execute(tx);
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
