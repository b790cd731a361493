import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { Area, BlockedFile, Blurring, Scan } from './model.ts';
import type { SealedOriginal } from './store.ts';

/** A photo with what is needed to make its copies anew. */
export interface Origin {
  readonly id: Id;
  readonly version: number;
  readonly scan: Scan;
  readonly blurred: readonly Area[];
  /** Of the copy that is shown. */
  readonly sha256: string;
  readonly originalSha256: string;
  readonly originalFormat: string;
  /** Null when the upload itself is not kept. */
  readonly sealed: SealedOriginal | null;
}

const origin = sql`id, version, scan, blurred, sha256, original_sha256 as "originalSha256",
  original_format as "originalFormat", original_sealed_sha256 as "sealedSha256", original_key as "key",
  original_key_of as "keyOf"`;

type OriginRow = Omit<Origin, 'sealed'> & {
  readonly sealedSha256: string | null;
  readonly key: Uint8Array | null;
  readonly keyOf: Id | null;
};

const originOf = ({ sealedSha256, key, keyOf, ...row }: OriginRow): Origin => ({
  ...row,
  sealed: sealedSha256 === null || key === null ? null : { sha256: sealedSha256, key, keyOf },
});

export async function findOrigin(tx: Tx, id: Id): Promise<Origin | undefined> {
  const row = await findRow<OriginRow>(
    tx,
    sql`select ${origin} from documents.file where tenant_id = platform.current_tenant() and id = ${id}`,
  );
  return row && originOf(row);
}

/** Photos in quarantine, the oldest first. */
export const findWaiting = async (tx: Tx, most: number): Promise<Origin[]> =>
  (
    await rows<OriginRow>(
      tx,
      sql`select ${origin} from documents.file
          where tenant_id = platform.current_tenant() and scan = 'waiting' order by created_at, id limit ${most}`,
    )
  ).map(originOf);

/** Ends the quarantine of a photo; one that has already ended stays as it is. */
export const endQuarantine = (tx: Tx, id: Id, found: string | null, now: Temporal.Instant): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.file
        set scan = ${found === null ? 'clean' : 'infected'}, scan_found = ${found},
            scanned_at = ${now.toString()}::timestamptz,
            original_sealed_sha256 = case when ${found}::text is null then original_sealed_sha256 end,
            original_key = case when ${found}::text is null then original_key end
        where tenant_id = platform.current_tenant() and id = ${id} and scan = 'waiting'`,
  );

export interface NewCopies {
  readonly sha256: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly thumbnailSha256: string;
  readonly thumbnailBytes: number;
}

/** Shows new copies in place of those of `version`; 0 when somebody was faster. */
export const replaceCopies = (
  tx: Tx,
  id: Id,
  version: number,
  copies: NewCopies,
  areas: readonly Area[],
): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.file
        set sha256 = ${copies.sha256}, bytes = ${copies.bytes}, width = ${copies.width}, height = ${copies.height},
            thumbnail_sha256 = ${copies.thumbnailSha256}, thumbnail_bytes = ${copies.thumbnailBytes},
            blurred = ${JSON.stringify(areas)}::jsonb, version = version + 1
        where tenant_id = platform.current_tenant() and id = ${id} and version = ${version}`,
  );

export async function insertBlurring(tx: Tx, fileId: Id, one: Blurring): Promise<void> {
  await sql`insert into documents.blurring (file_id, version, areas, reason, done_by, done_at)
            values (${fileId}, ${one.version}, ${JSON.stringify(one.areas)}::jsonb, ${one.reason}, ${one.by},
                    ${one.at}::timestamptz)`.execute(tx);
}

export const findBlurrings = (tx: Tx, fileId: Id): Promise<Blurring[]> =>
  rows(
    tx,
    sql`select version, areas, reason, done_by as by, to_json(done_at) #>> '{}' as at
        from documents.blurring where tenant_id = platform.current_tenant() and file_id = ${fileId}
        order by version desc`,
  );

export interface OriginalReading {
  readonly purpose: string;
  readonly by: Id;
  readonly at: string;
}

export async function insertReading(tx: Tx, id: Id, fileId: Id, reading: OriginalReading): Promise<void> {
  await sql`insert into documents.original_reading (id, file_id, purpose, read_by, read_at)
            values (${id}, ${fileId}, ${reading.purpose}, ${reading.by}, ${reading.at}::timestamptz)`.execute(tx);
}

export const findReadings = (tx: Tx, fileId: Id): Promise<OriginalReading[]> =>
  rows(
    tx,
    sql`select purpose, read_by as by, to_json(read_at) #>> '{}' as at from documents.original_reading
        where tenant_id = platform.current_tenant() and file_id = ${fileId} order by read_at desc limit 50`,
  );

const old = (before: Temporal.Instant, heldCases: readonly Id[], most: number) => sql`
  select id from documents.file
  where tenant_id = platform.current_tenant() and original_sealed_sha256 is not null
    and kind = 'photo' and created_at < ${before.toString()}::timestamptz and scan <> 'waiting'
    and (attached_id is null or attached_id <> all(${[...heldCases]}::uuid[]))
  order by created_at limit ${most}`;

export const countOldOriginals = async (
  tx: Tx,
  before: Temporal.Instant,
  heldCases: readonly Id[],
  most: number,
): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*)::integer as count from (${old(before, heldCases, most)}) as old`,
    )
  ).count;

/** Lets go of uploads from before an instant; their bytes are collected later. Returns how many. */
export const forgetOriginals = (
  tx: Tx,
  before: Temporal.Instant,
  heldCases: readonly Id[],
  most: number,
): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.file set original_sealed_sha256 = null, original_key = null, original_key_of = null
        where tenant_id = platform.current_tenant() and id in (${old(before, heldCases, most)})`,
  );

export async function insertBlocked(
  tx: Tx,
  blocked: {
    readonly id: Id;
    readonly sha256: string;
    readonly bytes: number;
    readonly found: string;
    readonly by: Id | null;
    readonly at: string;
  },
): Promise<void> {
  await sql`insert into documents.blocked (id, sha256, bytes, found, uploaded_by, blocked_at)
            values (${blocked.id}, ${blocked.sha256}, ${blocked.bytes}, ${blocked.found}, ${blocked.by},
                    ${blocked.at}::timestamptz)`.execute(tx);
}

/** The newest uploads that were stopped and photos found infected later, newest first. */
export const findBlocked = (tx: Tx, most: number): Promise<BlockedFile[]> =>
  rows(
    tx,
    sql`select id, found, bytes, to_json(at) #>> '{}' as at, "attachedTo" from (
          (select id, found, bytes, blocked_at as at, null::jsonb as "attachedTo" from documents.blocked
           where tenant_id = platform.current_tenant() order by blocked_at desc, id desc limit ${most})
          union all
          (select id, scan_found, original_bytes, scanned_at,
                  case state when 'attached' then jsonb_build_object('type', attached_type, 'id', attached_id) end
           from documents.file
           where tenant_id = platform.current_tenant() and scan = 'infected' order by scanned_at desc limit ${most})
        ) one order by one.at desc limit ${most}`,
  );
