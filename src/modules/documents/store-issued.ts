import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { DocumentState, DocumentStep, IssuedDocument } from './model-issued.ts';

/** A document with what is sealed of it. */
export interface StoredDocument extends IssuedDocument {
  readonly place: number;
  readonly holder: Id;
  readonly replaces: Id | null;
  readonly municipality: Id | null;
  readonly codeHash: Buffer;
  readonly sealed: Buffer;
  readonly sealedFor: Id | null;
  readonly file: {
    readonly sealed: string;
    readonly key: Buffer;
    readonly sha256: string;
    readonly bytes: number;
  } | null;
}

const columns = sql`id, number, version, place, case_id as "caseId", key, kind, title,
  jsonb_build_object('id', service_id, 'code', service_code) as service, state, holder_id as holder,
  to_json(issued_at) #>> '{}' as "issuedAt", valid_from::text as "validFrom", valid_until::text as "validUntil",
  superseded_on::text as "supersededOn", replaces, municipality_id as municipality, code_hash as "codeHash", sealed, sealed_for as "sealedFor",
  file_sha256 is not null as printed, file_sealed_sha256 as "fileSealed", file_key as "fileKey",
  file_sha256 as "fileSha256", file_bytes as "fileBytes"`;

type Row = Omit<StoredDocument, 'file'> & {
  readonly fileSealed: string | null;
  readonly fileKey: Buffer | null;
  readonly fileSha256: string | null;
  readonly fileBytes: number | null;
};

const storedOf = ({ fileSealed, fileKey, fileSha256, fileBytes, ...row }: Row): StoredDocument => ({
  ...row,
  file:
    fileSealed === null || fileKey === null || fileSha256 === null || fileBytes === null
      ? null
      : { sealed: fileSealed, key: fileKey, sha256: fileSha256, bytes: fileBytes },
});

/** The next number of the tenant; whoever else asks waits until this transaction ends. */
export const nextPlace = async (tx: Tx): Promise<number> =>
  (
    await getRow<{ last: number }>(
      tx,
      sql`insert into documents.numbering (last) values (1)
          on conflict (tenant_id) do update set last = documents.numbering.last + 1
            where documents.numbering.tenant_id = platform.current_tenant()
          returning last`,
    )
  ).last;

export async function insertIssued(
  tx: Tx,
  one: Omit<StoredDocument, 'file' | 'printed' | 'state' | 'supersededOn'>,
): Promise<void> {
  await sql`insert into documents.issued (id, number, version, place, case_id, key, kind, service_id, service_code, title,
              state, holder_id, issued_at, valid_from, valid_until, replaces, municipality_id, code_hash, sealed,
              sealed_for, print_at)
            values (${one.id}, ${one.number}, ${one.version}, ${one.place}, ${one.caseId}, ${one.key}, ${one.kind},
              ${one.service.id}, ${one.service.code}, ${JSON.stringify(one.title)}::jsonb, 'valid', ${one.holder},
              ${one.issuedAt}::timestamptz, ${one.validFrom}::date, ${one.validUntil}::date, ${one.replaces}, ${one.municipality},
              ${one.codeHash}, ${one.sealed}, ${one.sealedFor}, ${one.issuedAt}::timestamptz)`.execute(tx);
}

const found = async (query: Promise<Row | undefined>): Promise<StoredDocument | undefined> => {
  const row = await query;
  return row && storedOf(row);
};

export const findIssued = (tx: Tx, id: Id): Promise<StoredDocument | undefined> =>
  found(
    findRow<Row>(
      tx,
      sql`select ${columns} from documents.issued where tenant_id = platform.current_tenant() and id = ${id}`,
    ),
  );

/** All versions under a number, the newest first. */
export const findNumbered = async (tx: Tx, number: string): Promise<StoredDocument[]> =>
  (
    await rows<Row>(
      tx,
      sql`select ${columns} from documents.issued
          where tenant_id = platform.current_tenant() and number = ${number} order by version desc limit 50`,
    )
  ).map(storedOf);

/** The newest version of a document of a case, kept from others until the transaction ends. */
export const lockOfCase = (tx: Tx, caseId: Id, key: string): Promise<StoredDocument | undefined> =>
  found(
    findRow<Row>(
      tx,
      sql`select ${columns} from documents.issued
          where tenant_id = platform.current_tenant() and case_id = ${caseId} and key = ${key}
          order by issued_at desc, version desc limit 1 for update`,
    ),
  );

export const findOfCases = async (tx: Tx, caseIds: readonly Id[]): Promise<StoredDocument[]> =>
  (
    await rows<Row>(
      tx,
      sql`select ${columns} from documents.issued
          where tenant_id = platform.current_tenant() and case_id = any(${[...caseIds]}::uuid[])
          order by issued_at desc, version desc, id desc`,
    )
  ).map(storedOf);

/** Documents of a holder, the newest first, after the one given. */
export const findOfHolder = async (
  tx: Tx,
  holder: Id,
  after: { readonly at: string; readonly id: Id } | undefined,
  limit: number,
): Promise<StoredDocument[]> =>
  (
    await rows<Row>(
      tx,
      sql`select ${columns} from documents.issued
          where tenant_id = platform.current_tenant() and holder_id = ${holder}
            ${after === undefined ? sql`` : sql`and (issued_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
          order by issued_at desc, id desc limit ${limit}`,
    )
  ).map(storedOf);

/** What some services issued to a holder, the newest first. */
export const findHeld = async (
  tx: Tx,
  holder: Id,
  services: readonly string[],
  limit: number,
): Promise<StoredDocument[]> =>
  (
    await rows<Row>(
      tx,
      sql`select ${columns} from documents.issued
          where tenant_id = platform.current_tenant() and holder_id = ${holder}
            and service_id = any(${[...services]}::text[])
          order by issued_at desc, id desc limit ${limit}`,
    )
  ).map(storedOf);

/** Documents that took the place of this one. */
export const findReplacing = async (tx: Tx, id: Id): Promise<StoredDocument[]> =>
  (
    await rows<Row>(
      tx,
      sql`select ${columns} from documents.issued
          where tenant_id = platform.current_tenant() and replaces = ${id} order by issued_at desc, id desc limit 20`,
    )
  ).map(storedOf);

export const updateState = (tx: Tx, id: Id, state: DocumentState, supersededOn: string | null): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.issued set state = ${state}, superseded_on = ${supersededOn}::date
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export interface StepRow {
  readonly step: DocumentStep;
  readonly ground: string | null;
  readonly reason: string | null;
  readonly by: Id | null;
  readonly at: string;
}

export async function insertStep(tx: Tx, id: Id, documentId: Id, step: StepRow): Promise<void> {
  await sql`insert into documents.issued_step (id, document_id, step, ground, reason, done_by, done_at)
            values (${id}, ${documentId}, ${step.step}, ${step.ground}, ${step.reason}, ${step.by},
              ${step.at}::timestamptz)`.execute(tx);
}

/** What happened to some documents, the oldest first. */
export const findSteps = (tx: Tx, ids: readonly Id[]): Promise<(StepRow & { readonly documentId: Id })[]> =>
  rows(
    tx,
    sql`select document_id as "documentId", step, ground, reason, done_by as by, to_json(done_at) #>> '{}' as at
        from documents.issued_step
        where tenant_id = platform.current_tenant() and document_id = any(${[...ids]}::uuid[])
        order by done_at, id`,
  );

/** Places of a list that are not valid, with their state. */
export const findNotValid = (
  tx: Tx,
  from: number,
  below: number,
): Promise<{ place: number; state: DocumentState; supersededOn: string | null }[]> =>
  rows(
    tx,
    sql`select place, state, superseded_on::text as "supersededOn" from documents.issued
        where tenant_id = platform.current_tenant() and state <> 'valid' and place >= ${from} and place < ${below}`,
  );

export const lastPlace = async (tx: Tx): Promise<number> =>
  (
    await findRow<{ last: number }>(
      tx,
      sql`select last from documents.numbering where tenant_id = platform.current_tenant()`,
    )
  )?.last ?? 0;

/** Documents whose file is to be made by now, those that wait longest first. */
export const findToPrint = async (tx: Tx, now: string, most: number): Promise<StoredDocument[]> =>
  (
    await rows<Row>(
      tx,
      sql`select ${columns} from documents.issued
          where tenant_id = platform.current_tenant() and print_at <= ${now}::timestamptz
          order by print_at, id limit ${most}`,
    )
  ).map(storedOf);

/** Notes the file of a document that has none yet; of two made at once the first stays. */
export const updateFile = (
  tx: Tx,
  id: Id,
  file: { readonly sealed: string; readonly key: Uint8Array; readonly sha256: string; readonly bytes: number },
): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.issued set file_sealed_sha256 = ${file.sealed}, file_key = ${file.key},
          file_sha256 = ${file.sha256}, file_bytes = ${file.bytes}, print_at = null
        where tenant_id = platform.current_tenant() and id = ${id} and file_sha256 is null`,
  );

/** When to try again; null: never, since what stands on it was forgotten. */
export const postponePrint = (tx: Tx, id: Id, minutes: (failures: number) => number | null, now: Temporal.Instant) =>
  findRow<{ failures: number }>(
    tx,
    sql`select print_failures as failures from documents.issued
        where tenant_id = platform.current_tenant() and id = ${id} and file_sha256 is null for update`,
  ).then(async (row) => {
    if (row === undefined) return;
    const wait = minutes(row.failures);
    const at = wait === null ? null : now.add({ minutes: wait }).toString();
    await sql`update documents.issued set print_failures = print_failures + 1, print_at = ${at}::timestamptz
              where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
  });

/** How many files are still to be made, and since when the first waits. */
export const findPrintQueue = (tx: Tx): Promise<{ waiting: number; failing: number; oldest: string | null }> =>
  getRow(
    tx,
    sql`select count(*)::integer as waiting, count(*) filter (where print_failures > 0)::integer as failing,
               to_json(min(issued_at)) #>> '{}' as oldest
        from documents.issued where tenant_id = platform.current_tenant() and print_at is not null`,
  );
