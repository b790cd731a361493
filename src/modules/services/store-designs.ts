import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { DesignDocument } from './model.ts';

export interface DesignRow {
  readonly id: Id;
  readonly code: string;
  readonly serviceId: string;
  readonly baseVersion: number | null;
  readonly revision: number;
  readonly startedAt: string;
  readonly savedAt: string;
  readonly savedBy: Id | null;
  readonly document: DesignDocument;
}

const HEAD = sql`d.id, d.code, d.service_id as "serviceId", d.base_version as "baseVersion", d.revision,
  to_json(d.started_at) #>> '{}' as "startedAt"`;

/** The design of a card as it stands; with `lock` nobody else changes it until the transaction ends. */
export const findDesign = (tx: Tx, code: string, { lock = false } = {}): Promise<DesignRow | undefined> =>
  findRow<DesignRow>(
    tx,
    sql`select ${HEAD}, r.document, to_json(r.saved_at) #>> '{}' as "savedAt", r.saved_by as "savedBy"
        from services.design d join services.design_revision r
          on r.tenant_id = d.tenant_id and r.design_id = d.id and r.revision = d.revision
        where d.tenant_id = platform.current_tenant() and d.code = ${code}
        ${lock ? sql`for update of d` : sql``}`,
  );

export type DesignHead = Omit<DesignRow, 'document' | 'savedAt' | 'savedBy'>;

export const listDesigns = (tx: Tx): Promise<DesignHead[]> =>
  rows<DesignHead>(
    tx,
    sql`select ${HEAD} from services.design d where d.tenant_id = platform.current_tenant() order by d.code`,
  );

export interface NewRevision {
  readonly designId: Id;
  readonly revision: number;
  readonly document: DesignDocument;
  readonly edits: unknown;
  readonly by: Id | null;
  readonly at: string;
}

export async function insertRevision(tx: Tx, one: NewRevision): Promise<void> {
  await sql`insert into services.design_revision (design_id, revision, document, edits, saved_at, saved_by)
            values (${one.designId}, ${one.revision}, ${JSON.stringify(one.document)}::jsonb,
              ${JSON.stringify(one.edits)}::jsonb, ${one.at}::timestamptz, ${one.by})`.execute(tx);
}

/** Begins a design; false where the card or the service has one already. */
export const insertDesign = async (
  tx: Tx,
  design: Pick<DesignRow, 'id' | 'code' | 'serviceId' | 'baseVersion'> & {
    readonly by: Id | null;
    readonly at: string;
  },
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`insert into services.design (code, id, service_id, base_version, started_at, started_by)
        values (${design.code}, ${design.id}, ${design.serviceId}, ${design.baseVersion}, ${design.at}::timestamptz,
          ${design.by})
        on conflict do nothing`,
  )) === 1;

/** Takes a design to its next revision; false where somebody else did so first. */
export const advanceDesign = async (tx: Tx, id: Id, revision: number, serviceId: string): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`update services.design set revision = revision + 1, service_id = ${serviceId}
        where tenant_id = platform.current_tenant() and id = ${id} and revision = ${revision}`,
  )) === 1;

export const deleteDesign = (tx: Tx, code: string): Promise<number> =>
  changedRows(tx, sql`delete from services.design where tenant_id = platform.current_tenant() and code = ${code}`);

export interface RevisionRow {
  readonly revision: number;
  readonly edits: unknown;
  readonly at: string;
  readonly by: Id | null;
}

/** What was done to a design, the newest first. */
export const listRevisions = (tx: Tx, designId: Id, limit: number): Promise<RevisionRow[]> =>
  rows<RevisionRow>(
    tx,
    sql`select revision, edits, to_json(saved_at) #>> '{}' as at, saved_by as by from services.design_revision
        where tenant_id = platform.current_tenant() and design_id = ${designId} order by revision desc limit ${limit}`,
  );

export const findRevision = (
  tx: Tx,
  designId: Id,
  revision: number,
): Promise<{ document: DesignDocument } | undefined> =>
  findRow(
    tx,
    sql`select document from services.design_revision
        where tenant_id = platform.current_tenant() and design_id = ${designId} and revision = ${revision}`,
  );
