import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { AppointmentOffices, AppointmentState, Closed, Span } from './model.ts';

/** The offices as they are now. */
export const newestOffices = (tx: Tx): Promise<{ version: number; document: AppointmentOffices } | undefined> =>
  findRow(
    tx,
    sql`select version, document from services.appointment_offices
        where tenant_id = platform.current_tenant() order by version desc limit 1`,
  );

/** Whether a folder's document was entered before. */
export const knownOffices = async (tx: Tx, digest: Uint8Array): Promise<boolean> =>
  (await findRow(
    tx,
    sql`select version from services.appointment_offices
        where tenant_id = platform.current_tenant() and digest = ${digest} limit 1`,
  )) !== undefined;

export const insertOffices = (
  tx: Tx,
  version: number,
  document: AppointmentOffices,
  digest: Uint8Array | null,
  at: string,
) =>
  sql`insert into services.appointment_offices (version, document, digest, at)
      values (${version}, ${JSON.stringify(document)}::jsonb, ${digest}, ${at}::timestamptz)`.execute(tx);

/** From here to the end of the transaction nobody else books at an office or closes its slots. */
export const lockOffice = (tx: Tx, office: string) =>
  sql`select pg_advisory_xact_lock(hashtext(${`services.appointment/${office}`}), platform.current_tenant())`.execute(
    tx,
  );

export interface AppointmentRow extends Span {
  readonly id: Id;
  readonly caseId: Id;
  readonly office: string;
  readonly state: AppointmentState;
  readonly sequence: number;
  readonly bookedAt: string;
}

const iso = (column: string) => `to_json(${column}) #>> '{}'`;
const COLUMNS = sql.raw(`id, case_id as "caseId", office, ${iso('starts_at')} as "startsAt",
  ${iso('ends_at')} as "endsAt", state, sequence, ${iso('booked_at')} as "bookedAt"`);

/** What is booked at an office within a span, by all but one application. */
export const bookedWithin = (tx: Tx, office: string, span: Span, butCase: Id | null = null): Promise<Span[]> =>
  rows<Span>(
    tx,
    sql`select ${COLUMNS} from services.appointment
        where tenant_id = platform.current_tenant() and office = ${office} and state = 'booked'
          and starts_at < ${span.endsAt}::timestamptz
          and starts_at > ${span.startsAt}::timestamptz - interval '8 hours' and ends_at > ${span.startsAt}::timestamptz
          and case_id is distinct from ${butCase}::uuid`,
  );

/** What is closed at an office within a span. */
export const closedWithin = (tx: Tx, office: string, span: Span): Promise<(Closed & { id: Id })[]> =>
  rows(
    tx,
    sql`select id, ${sql.raw(iso('starts_at'))} as "startsAt", ${sql.raw(iso('ends_at'))} as "endsAt", reason
        from services.closure
        where tenant_id = platform.current_tenant() and office = ${office} and lifted_at is null
          and ends_at > ${span.startsAt}::timestamptz and starts_at < ${span.endsAt}::timestamptz
        order by starts_at, id`,
  );

export const insertAppointment = (tx: Tx, row: AppointmentRow) =>
  sql`insert into services.appointment
        (id, case_id, office, starts_at, ends_at, state, sequence, booked_at, changed_at)
      values (${row.id}, ${row.caseId}, ${row.office}, ${row.startsAt}::timestamptz, ${row.endsAt}::timestamptz,
        ${row.state}, ${row.sequence}, ${row.bookedAt}::timestamptz, ${row.bookedAt}::timestamptz)`.execute(tx);

export const endAppointment = (tx: Tx, id: Id, state: AppointmentState, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update services.appointment set state = ${state}, changed_at = ${at}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id} and state = 'booked'`,
  );

/** The appointments of an application, the newest first. */
export const appointmentsOf = (tx: Tx, caseId: Id): Promise<AppointmentRow[]> =>
  rows<AppointmentRow>(
    tx,
    sql`select ${COLUMNS} from services.appointment
        where tenant_id = platform.current_tenant() and case_id = ${caseId} order by sequence desc limit 50`,
  );

/** The appointments of an office that begin within a span and were neither moved nor given up, by time. */
export const appointmentsOn = (tx: Tx, office: string, span: Span, limit: number): Promise<AppointmentRow[]> =>
  rows<AppointmentRow>(
    tx,
    sql`select ${COLUMNS} from services.appointment
        where tenant_id = platform.current_tenant() and office = ${office}
          and starts_at >= ${span.startsAt}::timestamptz and starts_at < ${span.endsAt}::timestamptz
          and state in ('booked', 'missed', 'held', 'closed')
        order by starts_at, id limit ${limit}`,
  );

export const insertClosure = (
  tx: Tx,
  closure: Closed & { readonly id: Id; readonly office: string; readonly by: Id | null; readonly at: string },
) =>
  sql`insert into services.closure (id, office, starts_at, ends_at, reason, closed_by, closed_at)
      values (${closure.id}, ${closure.office}, ${closure.startsAt}::timestamptz, ${closure.endsAt}::timestamptz,
        ${closure.reason}, ${closure.by}, ${closure.at}::timestamptz)`.execute(tx);

export const findClosure = (tx: Tx, id: Id): Promise<{ office: string } | undefined> =>
  findRow(
    tx,
    sql`select office from services.closure
        where tenant_id = platform.current_tenant() and id = ${id} and lifted_at is null`,
  );

export const liftClosure = (tx: Tx, id: Id, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update services.closure set lifted_at = ${at}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id} and lifted_at is null`,
  );

export const countBooked = async (tx: Tx, office: string, span: Span): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*)::int as count from services.appointment
          where tenant_id = platform.current_tenant() and office = ${office} and state = 'booked'
            and starts_at < ${span.endsAt}::timestamptz
            and starts_at > ${span.startsAt}::timestamptz - interval '8 hours' and ends_at > ${span.startsAt}::timestamptz`,
    )
  ).count;

/** Applications whose appointment lies in what was closed since, with why; those soonest first. */
export const displaced = (tx: Tx, now: string, limit: number): Promise<{ caseId: Id; reason: string }[]> =>
  rows(
    tx,
    sql`select a.case_id as "caseId", c.reason
        from services.closure c join services.appointment a
          on a.tenant_id = c.tenant_id and a.office = c.office and a.state = 'booked'
            and a.starts_at < c.ends_at and a.starts_at > c.starts_at - interval '8 hours' and a.ends_at > c.starts_at
        where c.tenant_id = platform.current_tenant() and c.lifted_at is null
          and c.ends_at > ${now}::timestamptz and a.starts_at > ${now}::timestamptz
        order by a.starts_at, a.id limit ${limit}`,
  );
