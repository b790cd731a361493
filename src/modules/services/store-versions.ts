import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { PublishedService, ServiceDefinition, ServiceOffer } from './model.ts';

/** A version offered to some only. */
export interface RunningPilot {
  readonly service: PublishedService;
  readonly segments: readonly string[];
  readonly municipalities: readonly Id[];
  readonly startedAt: string;
}

/** The pilots that go on now. */
export const listPilots = async (tx: Tx): Promise<RunningPilot[]> =>
  (
    await rows<{
      version: number;
      document: { definition: ServiceDefinition; offer: ServiceOffer };
      segments: string[];
      municipalities: Id[];
      startedAt: string;
    }>(
      tx,
      sql`select s.version, s.document, p.segments, p.municipalities, to_json(p.started_at) #>> '{}' as "startedAt"
          from services.pilot p join services.service s
            on s.tenant_id = p.tenant_id and s.id = p.service_id and s.version = p.version
          where p.tenant_id = platform.current_tenant() and p.outcome is null order by p.service_id`,
    )
  ).map(({ version, document, ...pilot }) => ({ service: { version, ...document }, ...pilot }));

export async function insertPilot(
  tx: Tx,
  pilot: {
    serviceId: string;
    version: number;
    segments: readonly string[];
    municipalities: readonly Id[];
    by: Id;
    at: string;
  },
): Promise<void> {
  await sql`insert into services.pilot (service_id, version, segments, municipalities, started_at, started_by)
            values (${pilot.serviceId}, ${pilot.version}, ${pilot.segments}::text[], ${pilot.municipalities}::uuid[],
              ${pilot.at}::timestamptz, ${pilot.by})`.execute(tx);
}

/** Ends a pilot that goes on; false where none does. */
export const endPilot = async (
  tx: Tx,
  pilot: { serviceId: string; version: number; outcome: 'launched' | 'withdrawn'; by: Id; at: string },
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`update services.pilot set outcome = ${pilot.outcome}, ended_at = ${pilot.at}::timestamptz, ended_by = ${pilot.by}
        where tenant_id = platform.current_tenant() and service_id = ${pilot.serviceId} and version = ${pilot.version}
          and outcome is null`,
  )) === 1;

export async function insertRelease(
  tx: Tx,
  release: {
    serviceId: string;
    version: number;
    designId: Id;
    revision: number;
    by: Id;
    at: string;
    note: string;
  },
): Promise<void> {
  await sql`insert into services.release (service_id, version, design_id, revision, released_at, released_by, note)
            values (${release.serviceId}, ${release.version}, ${release.designId}, ${release.revision},
              ${release.at}::timestamptz, ${release.by}, ${release.note})`.execute(tx);
}

export interface VersionRow {
  readonly version: number;
  readonly publishedAt: string;
  readonly by: Id | null;
  readonly note: string | null;
  readonly pilot: { segments: string[]; municipalities: Id[]; startedAt: string; endedAt: string | null } | null;
  readonly outcome: 'launched' | 'withdrawn' | null;
}

/** The versions of a service with how each came to be, the newest first. */
export const listVersions = (tx: Tx, id: string, limit: number): Promise<VersionRow[]> =>
  rows<VersionRow>(
    tx,
    sql`select s.version, to_json(s.published_at) #>> '{}' as "publishedAt", r.released_by as by, r.note, p.outcome,
          case when p.version is null then null else json_build_object('segments', p.segments, 'municipalities',
            p.municipalities, 'startedAt', p.started_at, 'endedAt', p.ended_at) end as pilot
        from services.service s
        left join services.release r
          on r.tenant_id = s.tenant_id and r.service_id = s.id and r.version = s.version
        left join services.pilot p on p.tenant_id = s.tenant_id and p.service_id = s.id and p.version = s.version
        where s.tenant_id = platform.current_tenant() and s.id = ${id} order by s.version desc limit ${limit}`,
  );

/** The version that was published with this content, if any. */
export const versionOfDigest = (tx: Tx, id: string, digest: Uint8Array): Promise<{ version: number } | undefined> =>
  findRow(
    tx,
    sql`select version from services.service
        where tenant_id = platform.current_tenant() and id = ${id} and digest = ${digest}
        order by version desc limit 1`,
  );

export interface OfferedVersion {
  readonly code: string;
  readonly id: string;
  readonly version: number;
}

/** What is offered to everybody, by code. */
export const listOffered = (tx: Tx): Promise<OfferedVersion[]> =>
  rows<OfferedVersion>(
    tx,
    sql`select distinct on (id) id, code, version from services.service s
        where tenant_id = platform.current_tenant() and not exists (
          select from services.pilot p where p.tenant_id = s.tenant_id and p.service_id = s.id
            and p.version = s.version and p.outcome is distinct from 'launched')
        order by id, version desc`,
  );
