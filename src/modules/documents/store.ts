import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { Audience, FileKind, PhotoDescription, PhotoEvidence, Scan, Subject, Variant } from './model.ts';
import type { Attachable } from './rules.ts';

export interface NewFile {
  readonly id: Id;
  readonly sha256: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly thumbnailSha256: string;
  readonly thumbnailBytes: number;
  readonly original: { readonly sha256: string; readonly bytes: number; readonly format: string };
  readonly evidence: PhotoEvidence;
  readonly uploadedBy: Id | null;
  /** In hexadecimal. */
  readonly claimHash: string | null;
  readonly scan: Scan;
  /** The upload itself, sealed. */
  readonly sealed: SealedOriginal & { readonly until: string };
}

/** Where the sealed upload lies, its wrapped key, and whose key wraps that; null: the installation's. */
export interface SealedOriginal {
  readonly sha256: string;
  readonly key: Uint8Array;
  readonly keyOf: Id | null;
}

export const insertFile = (tx: Tx, file: NewFile, now: Temporal.Instant): Promise<number> =>
  changedRows(
    tx,
    sql`insert into documents.file (id, kind, sha256, bytes, width, height, thumbnail_sha256, thumbnail_bytes,
                                    original_sha256, original_bytes, original_format, evidence, uploaded_by, claim_hash,
                                    created_at, scan, scanned_at, original_sealed_sha256, original_key,
                                    original_key_of, original_until)
        values (${file.id}, 'photo', ${file.sha256}, ${file.bytes}, ${file.width}, ${file.height},
                ${file.thumbnailSha256}, ${file.thumbnailBytes}, ${file.original.sha256}, ${file.original.bytes},
                ${file.original.format}, ${JSON.stringify(file.evidence)}::jsonb, ${file.uploadedBy},
                decode(${file.claimHash}::text, 'hex'), ${now.toString()}::timestamptz, ${file.scan},
                case ${file.scan} when 'clean' then ${now.toString()}::timestamptz end, ${file.sealed.sha256},
                ${file.sealed.key}, ${file.sealed.keyOf}, ${file.sealed.until}::timestamptz)`,
  );

/** Notes evidence that is no picture: all that is kept of it is what came, sealed. */
export const insertDocumentFile = (
  tx: Tx,
  file: Pick<NewFile, 'id' | 'original' | 'uploadedBy' | 'claimHash' | 'scan' | 'sealed'> & { readonly pages: number },
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into documents.file (id, kind, sha256, bytes, pages, original_sha256, original_bytes, original_format,
                                    evidence, uploaded_by, claim_hash, created_at, scan, scanned_at,
                                    original_sealed_sha256, original_key, original_key_of, original_until)
        values (${file.id}, 'document', ${file.sealed.sha256}, ${file.original.bytes}, ${file.pages},
                ${file.original.sha256}, ${file.original.bytes}, ${file.original.format}, '{}'::jsonb,
                ${file.uploadedBy}, decode(${file.claimHash}::text, 'hex'), ${now.toString()}::timestamptz, ${file.scan},
                case ${file.scan} when 'clean' then ${now.toString()}::timestamptz end, ${file.sealed.sha256},
                ${file.sealed.key}, ${file.sealed.keyOf}, ${file.sealed.until}::timestamptz)`,
  );

/** Photos as the rule of attaching needs them, locked until the transaction ends, in the order of their ids. */
export const lockFiles = (
  tx: Tx,
  ids: readonly Id[],
): Promise<(Attachable & { readonly id: Id; readonly kind: FileKind })[]> =>
  rows(
    tx,
    sql`select id, uploaded_by as "uploadedBy", encode(claim_hash, 'hex') as "claimHash",
               case state when 'attached' then jsonb_build_object('type', attached_type, 'id', attached_id) end
                 as "attachedTo", kind
        from documents.file where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[])
        order by id for update`,
  );

/** Photos that nothing shows yet, with whose they are and how their scan stands. */
export const findUploads = (
  tx: Tx,
  ids: readonly Id[],
): Promise<(Pick<Attachable, 'uploadedBy' | 'claimHash'> & { readonly id: Id; readonly scan: Scan })[]> =>
  rows(
    tx,
    sql`select id, scan, uploaded_by as "uploadedBy", encode(claim_hash, 'hex') as "claimHash"
        from documents.file where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[])`,
  );

export const attachFiles = (
  tx: Tx,
  ids: readonly Id[],
  subject: Subject,
  audience: Audience,
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.file
        set state = 'attached', attached_type = ${subject.type}, attached_id = ${subject.id}, audience = ${audience},
            attached_at = ${now.toString()}::timestamptz
        where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[]) and state = 'pending'`,
  );

/** Lets go of what a subject has, apart from `except`: what nobody attaches again is forgotten. */
export const releaseFiles = (tx: Tx, subject: Subject, except: readonly Id[]): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.file set state = 'pending', audience = 'internal', attached_type = null, attached_id = null,
          attached_at = null
        where tenant_id = platform.current_tenant() and attached_type = ${subject.type} and attached_id = ${subject.id}
          and not id = any(${except}::uuid[])`,
  );

export const updateAudience = (tx: Tx, ids: readonly Id[], audience: Audience): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.file set audience = ${audience}
        where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[]) and state = 'attached'`,
  );

const description = sql`id, kind, pages, width, height, bytes, audience, state, scan, version, blurred,
  original_sealed_sha256 is not null as original, to_json(created_at) #>> '{}' as "createdAt",
  case state when 'attached' then jsonb_build_object('type', attached_type, 'id', attached_id) end as "attachedTo"`;

export const findDescriptions = (tx: Tx, ids: readonly Id[]): Promise<PhotoDescription[]> =>
  rows(
    tx,
    sql`select ${description} from documents.file
        where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[])
        order by array_position(${ids}::uuid[], id)`,
  );

export const findAttached = (tx: Tx, type: string, subjectIds: readonly Id[]): Promise<PhotoDescription[]> =>
  rows(
    tx,
    sql`select ${description} from documents.file
        where tenant_id = platform.current_tenant() and state = 'attached'
          and attached_type = ${type} and attached_id = any(${subjectIds}::uuid[])
        order by id`,
  );

export const findEvidence = (tx: Tx, ids: readonly Id[]): Promise<{ id: Id; evidence: PhotoEvidence }[]> =>
  rows(
    tx,
    sql`select id, evidence from documents.file
        where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[])`,
  );

export interface StoredVariant {
  readonly sha256: string;
  readonly bytes: number;
  readonly audience: Audience;
  readonly scan: Scan;
  readonly kind: FileKind;
}

/**
 * Where the bytes of a photo are, if this reader may have them: public ones anybody, others only staff, the uploader
 * and the holder of a signed link.
 */
export const findReadable = (
  tx: Tx,
  id: Id,
  variant: Variant,
  reader: { readonly partyId: Id | null; readonly all: boolean },
): Promise<StoredVariant | undefined> =>
  findRow(
    tx,
    sql`select case ${variant} when 'display' then sha256 else thumbnail_sha256 end as sha256,
               case ${variant} when 'display' then bytes else thumbnail_bytes end as bytes, audience, scan, kind
        from documents.file
        where tenant_id = platform.current_tenant() and id = ${id}
          and (audience = 'public' or ${reader.all}::boolean or uploaded_by = ${reader.partyId}::uuid)`,
  );

/** Forgets photos of a person, and those without an account that came with these cases; returns how many. */
export const deleteOf = (tx: Tx, partyId: Id | null, caseIds: readonly Id[]): Promise<number> =>
  changedRows(
    tx,
    sql`delete from documents.file where tenant_id = platform.current_tenant()
        and (uploaded_by = ${partyId}
          or (attached_id = any(${[...caseIds]}::uuid[]) and uploaded_by is null and claim_hash is not null))`,
  );

/** Forgets the files of some records; returns how many. */
export const deleteAttached = (tx: Tx, type: string, ids: readonly Id[]): Promise<number> =>
  changedRows(
    tx,
    sql`delete from documents.file where tenant_id = platform.current_tenant()
        and state = 'attached' and attached_type = ${type} and attached_id = any(${[...ids]}::uuid[])`,
  );

/** Forgets photos that were uploaded before `before` and never attached; returns how many. */
export const deleteForgotten = (tx: Tx, before: Temporal.Instant): Promise<number> =>
  changedRows(
    tx,
    sql`delete from documents.file where tenant_id = platform.current_tenant()
        and state = 'pending' and created_at < ${before.toString()}::timestamptz`,
  );

/** Those of `names` that a row still names. */
export const findKept = async (tx: Tx, names: readonly string[]): Promise<Set<string>> => {
  const kept = await rows<{ name: string }>(
    tx,
    sql`select name from unnest(${names}::text[]) as n (name)
        where exists (select from documents.file
                      where tenant_id = platform.current_tenant() and sha256 = name)
           or exists (select from documents.file
                      where tenant_id = platform.current_tenant() and thumbnail_sha256 = name)
           or exists (select from documents.file
                      where tenant_id = platform.current_tenant() and original_sealed_sha256 = name)
           or exists (select from documents.issued
                      where tenant_id = platform.current_tenant() and file_sealed_sha256 = name)`,
  );
  return new Set(kept.map(({ name }) => name));
};
