import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

interface StoredKey<K> {
  readonly publicKey: K;
  readonly sealedSecret: string;
}

/** The key that signs now. */
export const findSigningKey = <K>(tx: Tx): Promise<StoredKey<K> | undefined> =>
  findRow<StoredKey<K>>(
    tx,
    sql`select public_key as "publicKey", sealed_secret as "sealedSecret" from documents.signing_key
        where tenant_id = platform.current_tenant() and retired_at is null`,
  );

/** Adds a key; of two that were made at once the first stays, and false is returned for the other. */
export const insertSigningKey = async <K>(
  tx: Tx,
  kid: string,
  { publicKey, sealedSecret }: StoredKey<K>,
  at: string,
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`insert into documents.signing_key (kid, public_key, sealed_secret, created_at)
        values (${kid}, ${JSON.stringify(publicKey)}::jsonb, ${sealedSecret}, ${at}::timestamptz)
        on conflict do nothing`,
  )) > 0;

/** Takes the secret of the key that signs now away; its public part stays. */
export const retireSigningKey = (tx: Tx, at: string): Promise<{ kid: string } | undefined> =>
  findRow(
    tx,
    sql`update documents.signing_key set retired_at = ${at}::timestamptz, sealed_secret = null
        where tenant_id = platform.current_tenant() and retired_at is null returning kid`,
  );

export interface PublishedKey<K> {
  readonly publicKey: K;
  readonly createdAt: string;
  readonly retiredAt: string | null;
}

/** All public keys, the newest first. */
export const findPublicKeys = <K>(tx: Tx): Promise<PublishedKey<K>[]> =>
  rows(
    tx,
    sql`select public_key as "publicKey", to_json(created_at) #>> '{}' as "createdAt",
               to_json(retired_at) #>> '{}' as "retiredAt"
        from documents.signing_key where tenant_id = platform.current_tenant() order by created_at desc, kid limit 200`,
  );
