import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { ConnectorOffer } from './model-connector-log.ts';
import type { Breaker } from './rules-breaker.ts';

const iso = (column: string) => sql.raw(`to_json(${column}) #>> '{}'`);

export interface ConnectorRow {
  readonly id: string;
  readonly address: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sealedSecrets: string | null;
  readonly secretsAt: string | null;
  readonly pausedReason: string | null;
  readonly pausedAt: string | null;
  readonly pausedBy: Id | null;
  readonly breaker: Breaker | null;
  readonly version: number;
}

const COLUMNS = sql`id, address, settings, sealed_secrets as "sealedSecrets", ${iso('secrets_at')} as "secretsAt",
  paused_reason as "pausedReason", ${iso('paused_at')} as "pausedAt", paused_by as "pausedBy", breaker, version`;

export const listConnectors = (tx: Tx): Promise<ConnectorRow[]> =>
  rows(tx, sql`select ${COLUMNS} from exchange.connector where tenant_id = platform.current_tenant() order by id`);

export const findConnector = (tx: Tx, id: string): Promise<ConnectorRow | undefined> =>
  findRow(
    tx,
    sql`select ${COLUMNS} from exchange.connector where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const lockConnector = (tx: Tx, id: string): Promise<ConnectorRow | undefined> =>
  findRow(
    tx,
    sql`select ${COLUMNS} from exchange.connector
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

/** Makes the tenant's connectors what its documents say; what an employee set stays. */
export async function putConnectors(tx: Tx, offers: readonly ConnectorOffer[]): Promise<void> {
  await sql`
    insert into exchange.connector (id, address, settings)
    select o.id, o.address, o.settings
    from jsonb_to_recordset(${JSON.stringify(offers)}::jsonb) as o(id text, address text, settings jsonb)
    on conflict (tenant_id, id) do update set address = excluded.address, settings = excluded.settings,
      version = connector.version + 1
    where (connector.address, connector.settings) is distinct from (excluded.address, excluded.settings)`.execute(tx);
  await sql`
    update exchange.connector set address = null, version = version + 1
    where tenant_id = platform.current_tenant() and address is not null
      and id <> all (select jsonb_array_elements_text(${JSON.stringify(offers.map(({ id }) => id))}::jsonb))`.execute(
    tx,
  );
}

export async function setBreaker(tx: Tx, id: string, breaker: Breaker | null): Promise<void> {
  await sql`update exchange.connector set breaker = ${breaker === null ? null : JSON.stringify(breaker)}::jsonb
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export async function setPause(
  tx: Tx,
  id: string,
  pause: { reason: string; at: string; by: Id | null } | null,
): Promise<void> {
  await sql`update exchange.connector set paused_reason = ${pause?.reason ?? null},
              paused_at = ${pause?.at ?? null}::timestamptz, paused_by = ${pause?.by ?? null}, version = version + 1
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export async function setSecrets(tx: Tx, id: string, sealed: string, at: string): Promise<void> {
  await sql`update exchange.connector set sealed_secrets = ${sealed}, secrets_at = ${at}::timestamptz,
              version = version + 1
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}
