import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { HandoverStatus } from './model.ts';

export interface Handover {
  readonly id: Id;
  readonly caseId: Id;
  readonly number: string;
  readonly seq: number;
  readonly owner: string | null;
  readonly status: HandoverStatus;
  readonly attempts: number;
  readonly nextAt: string | null;
  readonly token: string | null;
  readonly reference: string | null;
  readonly serviceCode: string | null;
  readonly theirStatus: string | null;
  readonly theirNotes: string | null;
  readonly heardAt: string | null;
  readonly problem: string | null;
  readonly createdAt: string;
}

const iso = (column: string) => `to_json(${column}) #>> '{}'`;
const HANDOVER = sql.raw(`id, case_id as "caseId", number, seq, owner, status, attempts, ${iso('next_at')} as "nextAt",
  token, reference, service_code as "serviceCode", their_status as "theirStatus", their_notes as "theirNotes",
  ${iso('heard_at')} as "heardAt", problem, ${iso('created_at')} as "createdAt"`);

/** Notes that something was handed over, once for each entry of the timeline. */
export async function insertHandover(
  tx: Tx,
  handover: {
    readonly id: Id;
    readonly caseId: Id;
    readonly number: string;
    readonly seq: number;
    readonly at: string;
  },
): Promise<void> {
  await sql`insert into reports.handover (id, case_id, number, seq, status, next_at, created_at, updated_at)
            values (${handover.id}, ${handover.caseId}, ${handover.number}, ${handover.seq}, 'new',
                    ${handover.at}::timestamptz, ${handover.at}::timestamptz, ${handover.at}::timestamptz)
            on conflict (tenant_id, case_id, seq) do nothing`.execute(tx);
}

/** What is still under way of a case that is no longer with its owner. */
export async function endHandovers(tx: Tx, caseId: Id, at: string): Promise<void> {
  await sql`update reports.handover set status = 'ended', next_at = null, problem = null, updated_at = ${at}::timestamptz
            where tenant_id = platform.current_tenant() and case_id = ${caseId}
              and status in ('new', 'waiting', 'token', 'sent', 'refused', 'given-up')`.execute(tx);
}

/** Hand-overs whose cases were not looked at yet. */
export const newHandovers = (tx: Tx, limit: number): Promise<Handover[]> =>
  rows<Handover>(
    tx,
    sql`select ${HANDOVER} from reports.handover
        where tenant_id = platform.current_tenant() and owner is null and next_at is not null order by next_at limit ${limit}`,
  );

export async function addressHandover(tx: Tx, id: Id, owner: string, serviceCode: string | null): Promise<void> {
  await sql`update reports.handover set owner = ${owner}, service_code = ${serviceCode}, status = 'waiting'
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

/** An owner without a server of its own is told by people; nothing is sent. */
export async function forgetHandover(tx: Tx, id: Id): Promise<void> {
  await sql`delete from reports.handover where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

/** What is due for an owner, taken by this process until the lease ends. */
export const claimHandovers = (
  tx: Tx,
  owner: string,
  statuses: readonly HandoverStatus[],
  now: string,
  until: string,
  limit: number,
): Promise<Handover[]> =>
  rows<Handover>(
    tx,
    sql`update reports.handover set next_at = ${until}::timestamptz
        -- An array is made once; a list would be looked for again for every row, and more be taken than asked for.
        where tenant_id = platform.current_tenant() and id = any(array(
          select id from reports.handover
          where tenant_id = platform.current_tenant() and owner = ${owner} and status = any(${statuses}::text[])
            and next_at <= ${now}::timestamptz
          order by next_at limit ${limit} for update skip locked))
        returning ${HANDOVER}`,
  );

export const lockHandover = (tx: Tx, id: Id): Promise<Handover | undefined> =>
  findRow<Handover>(
    tx,
    sql`select ${HANDOVER} from reports.handover where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

export const findHandover = (tx: Tx, id: Id): Promise<Handover | undefined> =>
  findRow<Handover>(
    tx,
    sql`select ${HANDOVER} from reports.handover where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Writes how a hand-over stands; what is not given stays. */
export async function writeHandover(
  tx: Tx,
  before: Handover,
  changes: Partial<Omit<Handover, 'id' | 'caseId' | 'number' | 'seq' | 'owner' | 'createdAt'>>,
  at: string,
): Promise<void> {
  const after = { ...before, ...changes };
  await sql`update reports.handover set status = ${after.status}, attempts = ${after.attempts},
              next_at = ${after.nextAt}::timestamptz, token = ${after.token}, reference = ${after.reference},
              their_status = ${after.theirStatus}, their_notes = ${after.theirNotes},
              heard_at = ${after.heardAt}::timestamptz, problem = ${after.problem}, updated_at = ${at}::timestamptz
            where tenant_id = platform.current_tenant() and id = ${before.id}`.execute(tx);
}

/** Whether another hand-over to the owner has this number already. */
export const referenceTaken = async (tx: Tx, owner: string, reference: string, but: Id): Promise<boolean> =>
  (await findRow(
    tx,
    sql`select 1 as taken from reports.handover
        where tenant_id = platform.current_tenant() and owner = ${owner} and reference = ${reference} and id <> ${but}`,
  )) !== undefined;

export const sentTo = (tx: Tx, owner: string, references: readonly string[]): Promise<Handover[]> =>
  rows<Handover>(
    tx,
    sql`select ${HANDOVER} from reports.handover
        where tenant_id = platform.current_tenant() and owner = ${owner} and status = 'sent'
          and reference = any(${references}::text[])`,
  );

/** False when the update was taken up before. */
export const takeUpdate = async (tx: Tx, id: Id, updateId: string, at: string): Promise<boolean> =>
  (await findRow(
    tx,
    sql`insert into reports.handover_update (handover_id, update_id, at)
        values (${id}, ${updateId}, ${at}::timestamptz) on conflict do nothing returning update_id`,
  )) !== undefined;

export interface ExchangeRow {
  readonly id: Id;
  readonly at: string;
  readonly kind: string;
  readonly address: string;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly outcome: string;
  readonly answer: string | null;
}

export async function insertExchange(tx: Tx, handoverId: Id, exchange: ExchangeRow): Promise<void> {
  await sql`insert into reports.handover_exchange
              (handover_id, id, at, kind, address, status, milliseconds, outcome, answer)
            values (${handoverId}, ${exchange.id}, ${exchange.at}::timestamptz, ${exchange.kind}, ${exchange.address},
                    ${exchange.status}, ${exchange.milliseconds}, ${exchange.outcome}, ${exchange.answer})`.execute(tx);
}

export const listExchanges = (tx: Tx, handoverId: Id, limit: number): Promise<ExchangeRow[]> =>
  rows<ExchangeRow>(
    tx,
    sql`select id, to_json(at) #>> '{}' as at, kind, address, status, milliseconds, outcome, answer
        from reports.handover_exchange
        where tenant_id = platform.current_tenant() and handover_id = ${handoverId} order by id desc limit ${limit}`,
  );

/** The newest first, beginning after `after`; one row more than `limit` says that there is a next page. */
export const listHandovers = (
  tx: Tx,
  troubled: boolean,
  after: { readonly at: string; readonly id: Id } | undefined,
  limit: number,
): Promise<Handover[]> =>
  rows<Handover>(
    tx,
    sql`select ${HANDOVER} from reports.handover
        where tenant_id = platform.current_tenant() ${troubled ? sql`and problem is not null` : sql``}
          ${after === undefined ? sql`` : sql`and (created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
        order by created_at desc, id desc limit ${limit + 1}`,
  );

export interface OwnerState {
  readonly owner: string;
  readonly failures: number;
  readonly restsUntil: string | null;
  readonly updatesUntil: string | null;
  readonly updatesAt: string | null;
}

export const ownerStates = (tx: Tx): Promise<OwnerState[]> =>
  rows<OwnerState>(
    tx,
    sql`select owner, failures, ${sql.raw(iso('rests_until'))} as "restsUntil",
          ${sql.raw(iso('updates_until'))} as "updatesUntil", ${sql.raw(iso('updates_at'))} as "updatesAt"
        from reports.handover_owner where tenant_id = platform.current_tenant() order by owner`,
  );

/** Owners with something to do now. */
export const dueOwners = async (tx: Tx, now: string): Promise<string[]> =>
  (
    await rows<{ owner: string }>(
      tx,
      sql`select distinct owner from reports.handover
          where tenant_id = platform.current_tenant() and owner is not null and next_at <= ${now}::timestamptz
          union
          select h.owner from reports.handover_post p
          join reports.handover h on h.tenant_id = p.tenant_id and h.id = p.handover_id
          where p.tenant_id = platform.current_tenant() and p.next_at <= ${now}::timestamptz
            and h.owner is not null and h.status = 'sent'`,
    )
  ).map(({ owner }) => owner);

export async function writeOwner(tx: Tx, state: OwnerState): Promise<void> {
  await sql`insert into reports.handover_owner (owner, failures, rests_until, updates_until, updates_at)
            values (${state.owner}, ${state.failures}, ${state.restsUntil}::timestamptz,
                    ${state.updatesUntil}::timestamptz, ${state.updatesAt}::timestamptz)
            on conflict (tenant_id, owner) do update set failures = excluded.failures,
              rests_until = excluded.rests_until, updates_until = excluded.updates_until,
              updates_at = excluded.updates_at`.execute(tx);
}

/** What was handed over of some cases, to whom and under which number of theirs. */
export const handoversOf = (
  tx: Tx,
  caseIds: readonly Id[],
): Promise<{ number: string; owner: string; reference: string | null; at: string }[]> =>
  rows(
    tx,
    sql`select number, owner, reference, to_json(created_at) #>> '{}' as at from reports.handover
        where tenant_id = platform.current_tenant() and case_id = any(${[...caseIds]}::uuid[]) and owner is not null
        order by created_at`,
  );
