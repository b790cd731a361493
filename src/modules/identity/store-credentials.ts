import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { TotpState } from './rules.ts';

export interface CredentialRow {
  readonly id: Id;
  readonly kind: 'passkey' | 'totp';
  readonly label: string;
  readonly externalId: string | null;
  readonly publicKey: Uint8Array | null;
  readonly counter: number | null;
  readonly transports: readonly string[] | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** Second factors that count, oldest first. */
export const credentialsOf = (tx: Tx, partyId: Id): Promise<CredentialRow[]> =>
  rows(
    tx,
    sql<CredentialRow>`
      select id, kind, label, external_id as "externalId", public_key as "publicKey", counter, transports,
        to_json(created_at) #>> '{}' as "createdAt", to_json(last_used_at) #>> '{}' as "lastUsedAt"
      from identity.credential
      where tenant_id = platform.current_tenant() and party_id = ${partyId} and confirmed_at is not null
      order by created_at, id`,
  );

export interface TotpRow extends TotpState {
  readonly id: Id;
  readonly sealedSecret: Uint8Array;
}

/** The authenticator of a party, locked for this transaction so that two guesses are counted one after the other. */
export const lockTotp = (tx: Tx, partyId: Id, which: 'confirmed' | 'pending'): Promise<TotpRow | undefined> =>
  findRow(
    tx,
    sql<TotpRow>`
      select id, sealed_secret as "sealedSecret", last_step as "lastStep", failures,
        to_json(locked_until) #>> '{}' as "lockedUntil"
      from identity.credential
      where tenant_id = platform.current_tenant() and party_id = ${partyId} and kind = 'totp'
        and (confirmed_at is null) = ${which === 'pending'}
      for update`,
  );

export const recordCode = (tx: Tx, id: Id, state: TotpState, usedAt: string | null): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.credential set last_step = ${state.lastStep}, failures = ${state.failures},
          locked_until = ${state.lockedUntil}, last_used_at = coalesce(${usedAt}::timestamptz, last_used_at)
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/**
 * Begins an enrolment or replaces one not finished; nothing confirmed is touched. Failures and lock carry over, or
 * beginning anew would be a way round the limit.
 */
export const putPendingTotp = (
  tx: Tx,
  credential: { id: Id; partyId: Id; label: string; sealedSecret: Uint8Array; createdAt: string },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.credential (id, party_id, kind, label, sealed_secret, created_at)
        values (${credential.id}, ${credential.partyId}, 'totp', ${credential.label}, ${credential.sealedSecret},
                ${credential.createdAt})
        on conflict (tenant_id, party_id, (confirmed_at is null)) where kind = 'totp' do update
          set label = excluded.label, sealed_secret = excluded.sealed_secret, created_at = excluded.created_at,
            last_step = 0`,
  );

/** Makes the pending authenticator the party's only one. */
export async function confirmTotp(tx: Tx, partyId: Id, now: string): Promise<void> {
  // Two statements: within one, the unique index would still see the old row beside the new.
  await sql`delete from identity.credential where tenant_id = platform.current_tenant() and party_id = ${partyId}
      and kind = 'totp' and confirmed_at is not null`.execute(tx);
  await sql`update identity.credential set confirmed_at = ${now} where tenant_id = platform.current_tenant()
      and party_id = ${partyId} and kind = 'totp' and confirmed_at is null`.execute(tx);
}

export const addPasskey = (
  tx: Tx,
  key: {
    id: Id;
    partyId: Id;
    label: string;
    externalId: string;
    publicKey: Uint8Array;
    counter: number;
    transports: readonly string[];
    createdAt: string;
  },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.credential
          (id, party_id, kind, label, external_id, public_key, counter, transports, created_at, confirmed_at)
        values (${key.id}, ${key.partyId}, 'passkey', ${key.label}, ${key.externalId}, ${Buffer.from(key.publicKey)},
                ${key.counter}, ${[...key.transports]}::text[], ${key.createdAt}, ${key.createdAt})`,
  );

export const usePasskey = (tx: Tx, id: Id, counter: number, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.credential set counter = ${counter}, last_used_at = ${now}
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const removeCredential = (tx: Tx, id: Id, partyId: Id): Promise<number> =>
  changedRows(
    tx,
    sql`delete from identity.credential where tenant_id = platform.current_tenant() and id = ${id}
          and party_id = ${partyId} and confirmed_at is not null`,
  );

export const putChallenge = (
  tx: Tx,
  challenge: { sessionId: Id; purpose: 'register' | 'prove'; value: string; expiresAt: string },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.challenge (session_id, purpose, value, expires_at)
        values (${challenge.sessionId}, ${challenge.purpose}, ${challenge.value}, ${challenge.expiresAt})
        on conflict (tenant_id, session_id, purpose) do update
          set value = excluded.value, expires_at = excluded.expires_at`,
  );

/** Takes the challenge away and returns it if still fresh: an accepted answer is accepted once. */
export async function takeChallenge(
  tx: Tx,
  sessionId: Id,
  purpose: 'register' | 'prove',
  now: string,
): Promise<string | undefined> {
  const taken = await findRow(
    tx,
    sql<{ value: string; fresh: boolean }>`
      delete from identity.challenge
      where tenant_id = platform.current_tenant() and session_id = ${sessionId} and purpose = ${purpose}
      returning value, expires_at > ${now} as fresh`,
  );
  return taken?.fresh ? taken.value : undefined;
}
