import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { GateEntry } from './model.ts';

const ENTRY = sql`id, gate, kind, words, address, file_id as "fileId", design_id as "designId", revision, to_json(at) #>> '{}' as at, by`;

/** What was said of a service at its gates, in order. */
export const listGateEntries = (tx: Tx, code: string): Promise<GateEntry[]> =>
  rows<GateEntry>(
    tx,
    sql`select ${ENTRY} from services.gate_entry
        where tenant_id = platform.current_tenant() and code = ${code} order by at, id`,
  );

/** What was said of every service, in order. */
export const listAllGateEntries = (tx: Tx): Promise<(GateEntry & { readonly code: string })[]> =>
  rows(
    tx,
    sql`select code, ${ENTRY} from services.gate_entry where tenant_id = platform.current_tenant()
        order by code, at, id`,
  );

export async function insertGateEntry(tx: Tx, code: string, entry: GateEntry): Promise<void> {
  await sql`insert into services.gate_entry (code, id, gate, kind, words, address, file_id, design_id, revision, at, by)
            values (${code}, ${entry.id}, ${entry.gate}, ${entry.kind}, ${entry.words}, ${entry.address}, ${entry.fileId},
              ${entry.designId}, ${entry.revision}, ${entry.at}::timestamptz, ${entry.by})`.execute(tx);
}

/** The design a version was published from: which, at which revision, and when it was begun. */
export const findReleased = (
  tx: Tx,
  serviceId: string,
  version: number,
): Promise<{ designId: Id; revision: number; since: string } | undefined> =>
  findRow(
    tx,
    sql`select r.design_id as "designId", r.revision, to_json(first.saved_at) #>> '{}' as since
        from services.release r join services.design_revision first
          on first.tenant_id = r.tenant_id and first.design_id = r.design_id and first.revision = 1
        where r.tenant_id = platform.current_tenant() and r.service_id = ${serviceId} and r.version = ${version}`,
  );
