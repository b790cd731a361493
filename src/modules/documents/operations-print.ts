import type { Id } from '#kernel/id.ts';
import type { Tenant } from '#platform/tenants.ts';
import { digestOfFile, insideOf, sheetOf } from './operations-issued.ts';
import { type IssueUse, openSealed, sealFor } from './operations-sealing.ts';
import { originalContext, sealOriginal, unseal } from './originals.ts';
import { retryMinutes } from './rules-issued.ts';
import { paperOf } from './rules-paper.ts';
import { findIssued, postponePrint, updateFile } from './store-issued.ts';

const FIELD = 'issued-document-file';

/** The page of a document, to be printed or shown; undefined once its holder was forgotten. */
export async function pageOf(use: IssueUse, tenant: Tenant, id: Id): Promise<string | undefined> {
  return use.transaction(tenant.id, async (tx) => {
    const stored = await findIssued(tx, id);
    const inside = stored && (await insideOf(use, tx, tenant, stored));
    return stored && inside && paperOf(sheetOf(use, tenant, stored, inside), use.fonts());
  });
}

/**
 * Makes the file of a document where there is none yet: drawn and stored outside any transaction, then noted. Doing it
 * twice at once is harmless: the first that is noted stays.
 * @throws PrinterUnavailable
 */
export async function printDocument(use: IssueUse, tenant: Tenant, id: Id): Promise<void> {
  const page = await pageOf(use, tenant, id);
  if (page === undefined) {
    await use.transaction(tenant.id, (tx) =>
      postponePrint(tx, id, () => null, Temporal.Instant.fromEpochMilliseconds(0)),
    );
    return;
  }
  const bytes = await use.printer.pdf(page);
  const sha256 = digestOfFile(bytes);
  const { sealed, key } = sealOriginal(tenant.id, sha256, bytes);
  const name = await use.files.put(tenant.key, sealed);
  await use.transaction(tenant.id, async (tx) => {
    const stored = await findIssued(tx, id);
    if (stored === undefined || stored.file !== null) return;
    const wrapped = await sealFor(use, tx, tenant, stored, Buffer.from(key).toString('base64'), FIELD);
    // Between the two the holder was forgotten: what was drawn is forgotten, too.
    if (wrapped.sealedFor !== stored.sealedFor) return;
    await updateFile(tx, id, { sealed: name, key: wrapped.sealed, sha256, bytes: bytes.length });
  });
}

/** Says when to try again after a file could not be made. */
export const postpone = (use: Pick<IssueUse, 'transaction'>, tenant: Tenant, id: Id, now: Temporal.Instant) =>
  use.transaction(tenant.id, (tx) => postponePrint(tx, id, retryMinutes, now));

/** The file of a document; undefined while there is none, and once its holder was forgotten. */
export async function readFile(use: IssueUse, tenant: Tenant, id: Id): Promise<Uint8Array | undefined> {
  const found = await use.transaction(tenant.id, async (tx) => {
    const stored = await findIssued(tx, id);
    if (!stored?.file) return undefined;
    const key = await openSealed(use, tx, tenant, stored, stored.file.key, FIELD);
    return key === undefined ? undefined : { file: stored.file, key: Buffer.from(key, 'base64') };
  });
  const sealed = found && (await use.files.find(tenant.key, found.file.sealed));
  return found && sealed && unseal(found.key, sealed, originalContext(tenant.id, found.file.sha256));
}
