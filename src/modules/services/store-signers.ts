import type { Id } from '#kernel/id.ts';
import { findRow, sql, type Tx } from '#platform/db.ts';

export interface Signer {
  readonly name: string;
  readonly trustedAt: string;
  readonly trustedBy: Id | null;
}

/** Who signs with a key that was confirmed here. */
export const findSigner = (tx: Tx, fingerprint: string): Promise<Signer | undefined> =>
  findRow<Signer>(
    tx,
    sql`select name, to_json(trusted_at) #>> '{}' as "trustedAt", trusted_by as "trustedBy" from services.signer
        where tenant_id = platform.current_tenant() and fingerprint = ${fingerprint}`,
  );

/** Remembers a key that somebody confirmed; the first confirmation stays. */
export async function trustSigner(
  tx: Tx,
  one: { fingerprint: string; name: string; at: string; by: Id | null },
): Promise<void> {
  await sql`insert into services.signer (fingerprint, name, trusted_at, trusted_by)
            values (${one.fingerprint}, ${one.name}, ${one.at}::timestamptz, ${one.by})
            on conflict do nothing`.execute(tx);
}
