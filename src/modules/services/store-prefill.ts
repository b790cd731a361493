import type { Id } from '#kernel/id.ts';
import { changedRows, rows, sql, type Tx } from '#platform/db.ts';

const iso = (column: string) => sql.raw(`to_json(${column}) #>> '{}'`);

export interface PrefillRow {
  readonly draftId: Id;
  readonly key: string;
  readonly caseId: Id | null;
  readonly partyId: Id;
  readonly connector: string;
  readonly call: string;
  readonly agreedBy: Id;
  readonly state: 'answered' | 'unavailable' | 'unknown';
  readonly reason: string | null;
  readonly callId: Id | null;
  readonly at: string;
  readonly sealed: Uint8Array;
  readonly verification: 'waiting' | 'verified' | 'differs' | 'unknown' | 'given-up' | null;
  readonly verifyTries: number;
  readonly verifiedAt: string | null;
  readonly differences: Uint8Array | null;
}

const COLUMNS = sql`draft_id as "draftId", key, case_id as "caseId", party_id as "partyId", connector, call,
  agreed_by as "agreedBy", state, reason, call_id as "callId", ${iso('at')} as at, sealed, verification,
  verify_tries as "verifyTries", ${iso('verified_at')} as "verifiedAt", differences`;

export const prefillsOfDraft = (tx: Tx, draftId: Id): Promise<PrefillRow[]> =>
  rows(
    tx,
    sql`select ${COLUMNS} from services.prefill
        where tenant_id = platform.current_tenant() and draft_id = ${draftId} order by key`,
  );

export const prefillsOfCase = (tx: Tx, caseId: Id): Promise<PrefillRow[]> =>
  rows(
    tx,
    sql`select ${COLUMNS} from services.prefill
        where tenant_id = platform.current_tenant() and case_id = ${caseId} order by key`,
  );

export async function putPrefill(
  tx: Tx,
  row: Pick<
    PrefillRow,
    'draftId' | 'key' | 'partyId' | 'connector' | 'call' | 'agreedBy' | 'state' | 'reason' | 'callId' | 'at' | 'sealed'
  >,
): Promise<void> {
  await sql`
    insert into services.prefill (draft_id, key, party_id, connector, call, agreed_by, state, reason, call_id, at, sealed)
    values (${row.draftId}, ${row.key}, ${row.partyId}, ${row.connector}, ${row.call}, ${row.agreedBy}, ${row.state},
      ${row.reason}, ${row.callId}, ${row.at}::timestamptz, ${row.sealed})
    on conflict (tenant_id, draft_id, key) do update set state = excluded.state, reason = excluded.reason,
      call_id = excluded.call_id, at = excluded.at, sealed = excluded.sealed, agreed_by = excluded.agreed_by`.execute(
    tx,
  );
}

export async function dropPrefills(tx: Tx, draftId: Id, keys: readonly string[]): Promise<void> {
  await sql`delete from services.prefill
            where tenant_id = platform.current_tenant() and draft_id = ${draftId} and case_id is null
              and key = any (${keys}::text[])`.execute(tx);
}

/** The draft was sent: what could not be fetched is asked again from now on. */
export async function sendPrefills(tx: Tx, draftId: Id, caseId: Id, at: string): Promise<void> {
  await sql`
    update services.prefill set case_id = ${caseId},
      verification = case when state = 'unavailable' then 'waiting' end,
      verify_at = case when state = 'unavailable' then ${at}::timestamptz end
    where tenant_id = platform.current_tenant() and draft_id = ${draftId}`.execute(tx);
}

/** Removes what was fetched for drafts that are gone. */
export async function dropPrefillsOf(tx: Tx, draftIds: readonly Id[]): Promise<void> {
  await sql`delete from services.prefill
            where tenant_id = platform.current_tenant() and case_id is null
              and draft_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(draftIds)}::jsonb))`.execute(
    tx,
  );
}

/** Removes everything fetched for a party. */
export async function forgetPrefillsOf(tx: Tx, partyId: Id): Promise<void> {
  await sql`delete from services.prefill
            where tenant_id = platform.current_tenant() and party_id = ${partyId}`.execute(tx);
}

/** Removes what was fetched for applications. */
export async function dropPrefillsOfCases(tx: Tx, caseIds: readonly Id[]): Promise<void> {
  await sql`delete from services.prefill
            where tenant_id = platform.current_tenant() and case_id = any(${[...caseIds]}::uuid[])`.execute(tx);
}

export const dueVerifications = (tx: Tx, now: string, limit: number): Promise<{ draftId: Id; key: string }[]> =>
  rows(
    tx,
    sql`select draft_id as "draftId", key from services.prefill
        where tenant_id = platform.current_tenant() and verification = 'waiting' and verify_at <= ${now}::timestamptz
        order by verify_at limit ${limit}`,
  );

/** Zero where another run was quicker. */
export const noteVerification = (
  tx: Tx,
  { draftId, key, verifyTries }: Pick<PrefillRow, 'draftId' | 'key' | 'verifyTries'>,
  end: {
    verification: PrefillRow['verification'];
    nextAt: string | null;
    verifiedAt: string | null;
    callId: Id | null;
    differences: Uint8Array | null;
  },
): Promise<number> =>
  changedRows(
    tx,
    sql`update services.prefill set verification = ${end.verification}, verify_at = ${end.nextAt}::timestamptz,
          verify_tries = verify_tries + 1, verified_at = ${end.verifiedAt}::timestamptz,
          call_id = coalesce(${end.callId}::uuid, call_id), differences = ${end.differences}
        where tenant_id = platform.current_tenant() and draft_id = ${draftId} and key = ${key}
          and verification = 'waiting' and verify_tries = ${verifyTries}`,
  );
