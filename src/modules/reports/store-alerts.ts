import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

/** An alert as it is stored. Instants are ISO; distances are metres. */
export interface AlertRow {
  readonly id: Id;
  readonly email: string;
  readonly language: string;
  readonly areaId: Id | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly radiusMetres: number | null;
  readonly categoryGroup: string | null;
  readonly frequency: 'now' | 'daily' | 'weekly';
  readonly confirmedAt: string | null;
  readonly lastSentAt: string | null;
  readonly dueAt: string | null;
}

const ROW = sql`a.id, a.email, a.language, a.area_id as "areaId", a.longitude, a.latitude,
  a.radius_metres as "radiusMetres", a.category_group as "categoryGroup", a.frequency,
  to_json(a.confirmed_at) #>> '{}' as "confirmedAt", to_json(a.last_sent_at) #>> '{}' as "lastSentAt",
  to_json(a.due_at) #>> '{}' as "dueAt"`;

export async function insertAlert(
  tx: Tx,
  alert: Omit<AlertRow, 'confirmedAt' | 'lastSentAt' | 'dueAt'>,
  keys: readonly string[],
  at: string,
): Promise<void> {
  await sql`
    with made as (
      insert into reports.alert (id, email, language, area_id, longitude, latitude, radius_metres, category_group,
                                 frequency, created_at)
      values (${alert.id}, ${alert.email}, ${alert.language}, ${alert.areaId}, ${alert.longitude}, ${alert.latitude},
              ${alert.radiusMetres}, ${alert.categoryGroup}, ${alert.frequency}, ${at}::timestamptz)
      returning id
    )
    insert into reports.alert_door (key, alert_id) select key, id from made, unnest(${keys}::text[]) as key`.execute(
    tx,
  );
}

export const findAlert = (tx: Tx, id: Id): Promise<AlertRow | undefined> =>
  findRow<AlertRow>(
    tx,
    sql`select ${ROW} from reports.alert a where a.tenant_id = platform.current_tenant() and a.id = ${id}`,
  );

/** How many alerts an address has: confirmed ones, and those asked for since an instant that wait for it. */
export const countAlerts = async (
  tx: Tx,
  email: string,
  since: string,
): Promise<{ confirmed: number; waiting: number }> =>
  (await findRow<{ confirmed: number; waiting: number }>(
    tx,
    sql`select (count(*) filter (where confirmed_at is not null))::integer as confirmed,
          (count(*) filter (where confirmed_at is null and created_at >= ${since}::timestamptz))::integer as waiting
        from reports.alert where tenant_id = platform.current_tenant() and email = ${email}`,
  )) ?? { confirmed: 0, waiting: 0 };

export const confirmAlert = (tx: Tx, id: Id, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.alert set confirmed_at = coalesce(confirmed_at, ${at}::timestamptz)
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const setFrequency = (tx: Tx, id: Id, frequency: string, dueAt: string | null): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.alert set frequency = ${frequency}, due_at = ${dueAt}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Forgets an alert and everything about it. */
export const deleteAlert = (tx: Tx, id: Id): Promise<number> =>
  changedRows(tx, sql`delete from reports.alert where tenant_id = platform.current_tenant() and id = ${id}`);

/** Forgets what was asked for before an instant and never confirmed. */
export const deleteUnconfirmed = (tx: Tx, before: string): Promise<number> =>
  changedRows(
    tx,
    sql`delete from reports.alert where tenant_id = platform.current_tenant() and confirmed_at is null
          and created_at < ${before}::timestamptz`,
  );

/** Confirmed alerts behind any of the keys, each with the keys it was found by. */
export const findByKeys = (tx: Tx, keys: readonly string[]): Promise<(AlertRow & { keys: string[] })[]> =>
  rows(
    tx,
    sql`select ${ROW}, d.keys from (
          select alert_id, array_agg(key) as keys from reports.alert_door
          where tenant_id = platform.current_tenant() and key = any(${keys}::text[]) group by alert_id
        ) d join reports.alert a on a.tenant_id = platform.current_tenant() and a.id = d.alert_id
        where a.confirmed_at is not null`,
  );

/** Notes what alerts have to tell; `dueAt` counts where nothing was due before. */
export async function addMatches(
  tx: Tx,
  matches: readonly { alertId: Id; caseId: Id; dueAt: string }[],
): Promise<void> {
  await sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(matches)}::json) as m ("alertId" uuid, "caseId" uuid, "dueAt" timestamptz)
    ), noted as (
      insert into reports.alert_match (alert_id, case_id) select "alertId", "caseId" from given on conflict do nothing
      returning alert_id
    )
    update reports.alert a set due_at = g."dueAt"
    from (select "alertId", min("dueAt") as "dueAt" from given group by 1) g
    where a.tenant_id = platform.current_tenant() and a.id = g."alertId" and a.due_at is null
      and exists (select from noted n where n.alert_id = a.id)`.execute(tx);
}

/** Alerts whose time has come; those another process is sending are passed by. */
export const claimDue = (tx: Tx, now: string, limit: number): Promise<AlertRow[]> =>
  rows<AlertRow>(
    tx,
    sql`select ${ROW} from reports.alert a
        where a.tenant_id = platform.current_tenant() and a.due_at <= ${now}::timestamptz
        order by a.due_at limit ${limit} for update skip locked`,
  );

export const readMatches = (tx: Tx, alertIds: readonly Id[]): Promise<{ alertId: Id; caseId: Id }[]> =>
  rows(
    tx,
    sql`select alert_id as "alertId", case_id as "caseId" from reports.alert_match
        where tenant_id = platform.current_tenant() and alert_id = any(${alertIds}::uuid[]) order by alert_id, case_id desc`,
  );

/** What alerts had to tell was told. */
export async function noteSent(tx: Tx, alertIds: readonly Id[], toldAt: string): Promise<void> {
  await sql`
    with told as (
      delete from reports.alert_match
      where tenant_id = platform.current_tenant() and alert_id = any(${alertIds}::uuid[])
    )
    update reports.alert set due_at = null, last_sent_at = ${toldAt}::timestamptz
    where tenant_id = platform.current_tenant() and id = any(${alertIds}::uuid[])`.execute(tx);
}

/** The alerts of an address, as a person's own data. */
export const alertsOf = (
  tx: Tx,
  email: string,
): Promise<{ email: string; frequency: string; createdAt: string; confirmedAt: string | null }[]> =>
  rows(
    tx,
    sql`select email, frequency, to_json(created_at) #>> '{}' as "createdAt", to_json(confirmed_at) #>> '{}' as "confirmedAt"
        from reports.alert where tenant_id = platform.current_tenant() and email = ${email} order by created_at`,
  );
