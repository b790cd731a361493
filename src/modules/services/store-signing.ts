import type { Id } from '#kernel/id.ts';
import { arrayOf, changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { SignatureState } from './model.ts';

export interface SignatureRow {
  readonly id: Id;
  readonly draftId: Id;
  readonly partyId: Id;
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly role: string;
  readonly signerId: Id;
  readonly masked: string;
  readonly content: Buffer;
  readonly segment: string | null;
  readonly state: SignatureState;
  readonly askedAt: string;
  readonly decidedAt: string | null;
  readonly decidedBy: Id | null;
  readonly reason: Buffer | null;
  readonly caseId: Id | null;
}

const COLUMNS = sql`id, draft_id as "draftId", party_id as "partyId", service_id as "serviceId",
  service_version as "serviceVersion", role, signer_id as "signerId", masked, content, segment, state,
  to_json(asked_at) #>> '{}' as "askedAt", to_json(decided_at) #>> '{}' as "decidedAt", decided_by as "decidedBy",
  reason, case_id as "caseId"`;

export async function insertSignatures(
  tx: Tx,
  asked: readonly Omit<SignatureRow, 'state' | 'decidedAt' | 'decidedBy' | 'reason' | 'caseId'>[],
): Promise<void> {
  for (const one of asked) {
    await sql`insert into services.signature
                (id, draft_id, party_id, service_id, service_version, role, signer_id, masked, content, segment, state,
                 asked_at, reminded_at)
              values (${one.id}, ${one.draftId}, ${one.partyId}, ${one.serviceId}, ${one.serviceVersion}, ${one.role},
                ${one.signerId}, ${one.masked}, ${one.content}, ${one.segment}, 'waiting', ${one.askedAt}::timestamptz,
                ${one.askedAt}::timestamptz)`.execute(tx);
  }
}

/** The signatures asked for a draft, the latest request first. */
export const signaturesOfDraft = (tx: Tx, draftId: Id): Promise<SignatureRow[]> =>
  rows<SignatureRow>(
    tx,
    sql`select ${COLUMNS} from services.signature
        where tenant_id = platform.current_tenant() and draft_id = ${draftId} order by asked_at desc, id limit 200`,
  );

/** The signatures an application was sent with. */
export const signaturesOfCase = (tx: Tx, caseId: Id): Promise<SignatureRow[]> =>
  rows<SignatureRow>(
    tx,
    sql`select ${COLUMNS} from services.signature
        where tenant_id = platform.current_tenant() and case_id = ${caseId} and state = 'signed'
        order by decided_at, id limit 100`,
  );

export const findSignature = (tx: Tx, id: Id): Promise<SignatureRow | undefined> =>
  findRow<SignatureRow>(
    tx,
    sql`select ${COLUMNS} from services.signature where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** What a party is or was asked to sign, the newest first. */
export const signaturesFor = (
  tx: Tx,
  signerId: Id,
  waiting: boolean,
  after: { at: string; id: Id } | undefined,
  limit: number,
): Promise<SignatureRow[]> =>
  rows<SignatureRow>(
    tx,
    sql`select ${COLUMNS} from services.signature
        where tenant_id = platform.current_tenant() and signer_id = ${signerId} and (state = 'waiting') = ${waiting}
          ${after === undefined ? sql`` : sql`and (asked_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
        order by asked_at desc, id desc limit ${limit}`,
  );

export const decideSignature = (
  tx: Tx,
  id: Id,
  decided: { state: 'signed' | 'declined'; by: Id | null; reason: Uint8Array | null; at: string },
): Promise<number> =>
  changedRows(
    tx,
    sql`update services.signature set state = ${decided.state}, decided_at = ${decided.at}::timestamptz,
          decided_by = ${decided.by}, reason = ${decided.reason}
        where tenant_id = platform.current_tenant() and id = ${id} and state = 'waiting'`,
  );

/** Nothing that was signed for a draft counts any longer; returns what did until now. */
export const voidSignatures = (tx: Tx, draftId: Id): Promise<SignatureRow[]> =>
  rows<SignatureRow>(
    tx,
    sql`update services.signature set state = 'void'
        where tenant_id = platform.current_tenant() and draft_id = ${draftId} and state <> 'void'
        returning ${COLUMNS}`,
  );

/** The application was sent with them. */
export const sendSignatures = (tx: Tx, draftId: Id, caseId: Id) =>
  sql`update services.signature set case_id = ${caseId}
      where tenant_id = platform.current_tenant() and draft_id = ${draftId}`.execute(tx);

/** Removes what was asked for drafts that are no more. */
export const dropSignatures = (tx: Tx, draftIds: readonly Id[]) =>
  sql`delete from services.signature
      where tenant_id = platform.current_tenant() and draft_id = any(${arrayOf(draftIds)}::uuid[])
        and case_id is null`.execute(tx);

/** What a forgotten person asked of others or was asked, as far as no application was sent with it. */
export const forgetSignatures = (tx: Tx, partyId: Id) =>
  sql`delete from services.signature
      where tenant_id = platform.current_tenant() and case_id is null
        and (signer_id = ${partyId} or party_id = ${partyId})`.execute(tx);

/** Removes who signed some applications. */
export async function dropSignaturesOfCases(tx: Tx, caseIds: readonly Id[]): Promise<void> {
  await sql`delete from services.signature
            where tenant_id = platform.current_tenant() and case_id = any(${[...caseIds]}::uuid[])`.execute(tx);
}

/** Requests nobody answered since a moment, marked as reminded of now; at most `reminders` times each. */
export const remindWaiting = (
  tx: Tx,
  before: string,
  most: number,
  now: string,
  limit: number,
): Promise<SignatureRow[]> =>
  rows<SignatureRow>(
    tx,
    sql`update services.signature set reminders = reminders + 1, reminded_at = ${now}::timestamptz
        where tenant_id = platform.current_tenant() and id in (
          select id from services.signature
          where tenant_id = platform.current_tenant() and state = 'waiting' and reminders < ${most}
            and reminded_at < ${before}::timestamptz
          order by reminded_at limit ${limit} for update skip locked)
        returning ${COLUMNS}`,
  );
