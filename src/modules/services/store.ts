import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { PublishedService, ServiceDefinition, ServiceOffer } from './model.ts';

interface Stored {
  readonly version: number;
  readonly document: { readonly definition: ServiceDefinition; readonly offer: ServiceOffer };
  readonly digest: Buffer;
}

const published = ({ version, document }: Stored): PublishedService => ({ version, ...document });

/** The newest version of each service the tenant offers to everybody, by code. */
export const listServices = async (tx: Tx): Promise<PublishedService[]> =>
  (
    await rows<Stored>(
      tx,
      sql`select version, document, digest from (
            select distinct on (id) id, code, version, document, digest from services.service s
            where tenant_id = platform.current_tenant() and not exists (
              select from services.pilot p where p.tenant_id = s.tenant_id and p.service_id = s.id
                and p.version = s.version and p.outcome is distinct from 'launched')
            order by id, version desc) as newest
          order by code`,
    )
  ).map(published);

/** The newest version of every service that was ever published, to everybody or to some. */
export const listPublished = async (tx: Tx): Promise<PublishedService[]> =>
  (
    await rows<Stored>(
      tx,
      sql`select distinct on (id) version, document, digest from services.service
          where tenant_id = platform.current_tenant() order by id, version desc`,
    )
  ).map(published);

/** One version as it was published. */
export const findVersion = async (tx: Tx, id: string, version: number): Promise<PublishedService | undefined> => {
  const found = await findRow<Stored>(
    tx,
    sql`select version, document, digest from services.service
        where tenant_id = platform.current_tenant() and id = ${id} and version = ${version}`,
  );
  return found && published(found);
};

export const newestVersion = (tx: Tx, id: string): Promise<{ version: number; digest: Buffer } | undefined> =>
  findRow<{ version: number; digest: Buffer }>(
    tx,
    sql`select version, digest from services.service
        where tenant_id = platform.current_tenant() and id = ${id} order by version desc limit 1`,
  );

export async function insertService(tx: Tx, service: PublishedService, digest: Uint8Array, at: string): Promise<void> {
  const { version, definition, offer } = service;
  await sql`insert into services.service (id, version, code, document, digest, published_at)
            values (${definition.id}, ${version}, ${definition.card.code},
              ${JSON.stringify({ definition, offer })}::jsonb, ${digest}, ${at}::timestamptz)`.execute(tx);
}

/** An application being written, or the trace of one that was sent. */
export interface DraftRow {
  readonly id: Id;
  readonly partyId: Id;
  readonly serviceId: string;
  readonly serviceVersion: number;
  /** The version of a pilot it is written under; null: what is offered to everybody. */
  readonly pilotVersion: number | null;
  /** The licence it renews. */
  readonly renews: Id | null;
  readonly sealed: Buffer | null;
  readonly done: readonly string[];
  readonly version: number;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly caseId: Id | null;
  readonly number: string | null;
}

const COLUMNS = sql`id, party_id as "partyId", service_id as "serviceId", service_version as "serviceVersion",
  pilot_version as "pilotVersion", renews, sealed, done,
  version, to_json(started_at) #>> '{}' as "startedAt", to_json(updated_at) #>> '{}' as "updatedAt",
  case_id as "caseId", number`;

export const findDraft = (tx: Tx, id: Id): Promise<DraftRow | undefined> =>
  findRow<DraftRow>(
    tx,
    sql`select ${COLUMNS} from services.draft where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Reads a draft and keeps others from changing it until the transaction ends. */
export const lockDraft = (tx: Tx, id: Id): Promise<DraftRow | undefined> =>
  findRow<DraftRow>(
    tx,
    sql`select ${COLUMNS} from services.draft
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

/** Drafts of a party that were not sent, the newest first. */
export const listDrafts = (tx: Tx, partyId: Id, limit: number): Promise<DraftRow[]> =>
  rows<DraftRow>(
    tx,
    sql`select ${COLUMNS} from services.draft
        where tenant_id = platform.current_tenant() and party_id = ${partyId} and case_id is null
        order by updated_at desc, id desc limit ${limit}`,
  );

export async function insertDraft(
  tx: Tx,
  draft: Pick<DraftRow, 'id' | 'partyId' | 'serviceId' | 'serviceVersion' | 'pilotVersion' | 'renews'> & {
    readonly startedBy: Id;
    readonly sealed: Uint8Array;
    readonly at: string;
  },
): Promise<void> {
  await sql`insert into services.draft
              (id, party_id, started_by, service_id, service_version, pilot_version, renews, sealed, started_at, updated_at)
            values (${draft.id}, ${draft.partyId}, ${draft.startedBy}, ${draft.serviceId}, ${draft.serviceVersion},
              ${draft.pilotVersion}, ${draft.renews}, ${draft.sealed}, ${draft.at}::timestamptz, ${draft.at}::timestamptz)`.execute(
    tx,
  );
}

export async function updateDraft(
  tx: Tx,
  id: Id,
  {
    sealed,
    done,
    serviceVersion,
    at,
  }: { sealed: Uint8Array; done: readonly string[]; serviceVersion: number; at: string },
): Promise<void> {
  await sql`update services.draft set sealed = ${sealed}, done = ${done}::text[], service_version = ${serviceVersion},
              version = version + 1, updated_at = ${at}::timestamptz
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

/** The draft was sent: what it held is now the case's. */
export async function closeDraft(tx: Tx, id: Id, sent: { caseId: Id; number: string; at: string }): Promise<void> {
  await sql`update services.draft set sealed = null, case_id = ${sent.caseId}, number = ${sent.number},
              submitted_at = ${sent.at}::timestamptz, updated_at = ${sent.at}::timestamptz, version = version + 1
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export async function deleteDraft(tx: Tx, id: Id): Promise<void> {
  await sql`delete from services.draft where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

/** Removes what a person was writing. */
export async function deleteDraftsOf(tx: Tx, partyId: Id): Promise<void> {
  await sql`delete from services.draft
            where tenant_id = platform.current_tenant() and party_id = ${partyId} and case_id is null`.execute(tx);
}

/** Removes drafts nobody has touched since `before`; returns which. */
export const deleteLeftDrafts = async (tx: Tx, before: string): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`delete from services.draft
          where tenant_id = platform.current_tenant() and case_id is null and updated_at < ${before}::timestamptz
          returning id`,
    )
  ).map(({ id }) => id);

/** The drafts that some applications were written as. */
export const draftsOfCases = async (tx: Tx, caseIds: readonly Id[]): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select id from services.draft
          where tenant_id = platform.current_tenant() and case_id = any(${[...caseIds]}::uuid[])`,
    )
  ).map(({ id }) => id);
