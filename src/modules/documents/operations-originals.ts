import { createHash } from 'node:crypto';
import { type Actor, isStaff } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { FileStore } from '#platform/files.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Scanner } from '#platform/scanner.ts';
import type { Tenant } from '#platform/tenants.ts';
import { type Area, documentProblems, KEEP_ORIGINALS_DAYS, type Scan } from './model.ts';
import { keyContext, originalContext, seal, sealOriginal, unseal } from './originals.ts';
import { blurPhoto, type PreparedPhoto } from './photo.ts';
import type { SealedOriginal } from './store.ts';
import {
  findOrigin,
  insertBlocked,
  insertBlurring,
  type NewCopies,
  type Origin,
  replaceCopies,
} from './store-originals.ts';

/** What the use cases of photos are given. */
export interface DocumentUse {
  readonly files: FileStore;
  /** Signs addresses. */
  readonly linkKey: Uint8Array;
  /** Wraps the keys of originals whose uploader is nobody who can be forgotten. */
  readonly originalsKey: Uint8Array;
  readonly identity: Pick<IdentityApi, 'sealFor' | 'openFor'>;
  /** Undefined: none is set up, and re-encoding is the protection. */
  readonly scanner: Scanner | undefined;
  /** For slow work before an operation's own transaction, and for what must stay when that is rolled back. */
  transaction<T>(tenantId: number, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Told when the scanner gave no verdict. */
  readonly unscanned: (error: unknown) => void;
}

const FIELD = 'photo-original';

/** Days an original is kept, by the tenant's setting, where its document on personal data names no other term. */
export function keptDays({ settings }: Tenant): number {
  const { keepOriginalsDays } = (settings.photos ?? {}) as { keepOriginalsDays?: unknown };
  return typeof keepOriginalsDays === 'number' ? keepOriginalsDays : KEEP_ORIGINALS_DAYS;
}

/** A sealed original in the file store, its key not yet wrapped. */
export interface KeptOriginal {
  readonly sha256: string;
  readonly key: Uint8Array;
}

/** Seals an upload into the file store. */
export async function keepOriginal({ files }: DocumentUse, tenant: Tenant, bytes: Uint8Array): Promise<KeptOriginal> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { sealed, key } = sealOriginal(tenant.id, sha256, bytes);
  return { sha256: await files.put(tenant.key, sealed), key };
}

/**
 * Wraps the key of an original: with the uploader's own key, so that erasing the person erases the upload in every
 * backup too; with the installation's for employees at work and for uploaders without an account.
 */
export async function wrapOriginal(
  use: DocumentUse,
  tx: Tx,
  kept: KeptOriginal,
  originalSha256: string,
  { actor, tenant, now }: Pick<OperationContext, 'actor' | 'tenant' | 'now'>,
): Promise<SealedOriginal & { readonly until: string }> {
  const until = now.add({ hours: 24 * keptDays(tenant) }).toString();
  const person = isStaff(actor) ? null : actor.partyId;
  if (person !== null) {
    const field = `${FIELD}/${originalSha256}`;
    const key = await use.identity.sealFor(tx, person, field, Buffer.from(kept.key).toString('base64'));
    if (key !== undefined) return { sha256: kept.sha256, key, keyOf: person, until };
  }
  const key = seal(use.originalsKey, kept.key, keyContext(tenant.id, originalSha256));
  return { sha256: kept.sha256, key, keyOf: null, until };
}

/** The key an original is sealed with; undefined when it is not kept or its owner's key was destroyed. */
export async function originalKey(
  use: DocumentUse,
  tx: Tx,
  tenantId: number,
  { sealed, originalSha256 }: Pick<Origin, 'sealed' | 'originalSha256'>,
): Promise<Uint8Array | undefined> {
  if (sealed === null) return undefined;
  if (sealed.keyOf === null) return unseal(use.originalsKey, sealed.key, keyContext(tenantId, originalSha256));
  const text = await use.identity.openFor(tx, sealed.keyOf, `${FIELD}/${originalSha256}`, sealed.key);
  return text === undefined ? undefined : Buffer.from(text, 'base64');
}

/** The upload as it came; undefined when it is not kept, was erased with its owner, or is missing from the store. */
export async function readOriginal(
  { files }: Pick<DocumentUse, 'files'>,
  tenant: Pick<Tenant, 'id' | 'key'>,
  sealedSha256: string,
  originalSha256: string,
  key: Uint8Array,
): Promise<Uint8Array | undefined> {
  const sealed = await files.find(tenant.key, sealedSha256);
  return sealed && unseal(key, sealed, originalContext(tenant.id, originalSha256));
}

/**
 * What the scanner says of an upload: `none` without one, `waiting` when it gave no verdict.
 * @throws documents.infected, after a record of it was kept for the staff
 */
export async function scanUpload(
  use: DocumentUse,
  bytes: Uint8Array,
  { actor, tenant, now, newId }: OperationContext,
): Promise<Scan> {
  if (use.scanner === undefined) return 'none';
  let found: string;
  try {
    const verdict = await use.scanner.scan(bytes);
    if (verdict.clean) return 'clean';
    found = verdict.found;
  } catch (error) {
    use.unscanned(error);
    return 'waiting';
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const blocked = { id: newId(), sha256, bytes: bytes.length, found, by: actor.partyId, at: now.toString() };
  await use.transaction(tenant.id, (tx) => insertBlocked(tx, blocked));
  throw documentProblems.infected();
}

/** Both copies of a photo in the file store. */
export async function putCopies(
  { files }: Pick<DocumentUse, 'files'>,
  tenant: Pick<Tenant, 'key'>,
  { display, thumbnail }: Pick<PreparedPhoto, 'display' | 'thumbnail'>,
): Promise<NewCopies> {
  const [sha256, thumbnailSha256] = await Promise.all([
    files.put(tenant.key, display.bytes),
    files.put(tenant.key, thumbnail.bytes),
  ]);
  const { width, height } = display;
  return {
    sha256,
    bytes: display.bytes.length,
    width,
    height,
    thumbnailSha256,
    thumbnailBytes: thumbnail.bytes.length,
  };
}

/** New copies of a photo, made and stored, not yet shown. */
export interface PreparedBlur {
  readonly id: Id;
  readonly version: number;
  readonly areas: readonly Area[];
  readonly copies: NewCopies;
}

async function blurred(use: DocumentUse, tenant: Tenant, id: Id, areas: readonly Area[]) {
  const { origin, key } = await use.transaction(tenant.id, async (tx) => {
    const origin = await findOrigin(tx, id);
    if (origin === undefined) throw documentProblems['unknown-file']();
    return { origin, key: await originalKey(use, tx, tenant.id, origin) };
  });
  if (origin.scan === 'waiting') throw documentProblems['being-checked']();
  if (origin.scan === 'infected') throw documentProblems.blocked();
  const original = key && (await readOriginal(use, tenant, origin.sealed!.sha256, origin.originalSha256, key));
  // Without the original more can be blurred, but nothing that was is shown again.
  const covers = (area: Area) => areas.some((one) => sameArea(one, area));
  if (original === undefined && !origin.blurred.every(covers)) throw documentProblems['no-original']();
  const source = original ?? (await use.files.find(tenant.key, origin.sha256));
  if (source === undefined) throw documentProblems['no-original']();
  return { origin, pictures: await blurPhoto(source, areas) };
}

const sameArea = (a: Area, b: Area): boolean =>
  a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;

/**
 * Makes the copies of a photo with these areas blurred and no others.
 * @throws documents.unknown-file, .no-original, .nothing-changed, .being-checked, .blocked and those of re-encoding
 */
export async function prepareBlur(
  use: DocumentUse,
  tenant: Tenant,
  id: Id,
  areas: readonly Area[],
): Promise<PreparedBlur> {
  const { origin, pictures } = await blurred(use, tenant, id, areas);
  if (
    areas.length === origin.blurred.length &&
    areas.every((area) => origin.blurred.some((one) => sameArea(one, area)))
  ) {
    throw documentProblems['nothing-changed']();
  }
  return { id, version: origin.version, areas, copies: await putCopies(use, tenant, pictures) };
}

/** The picture as it would be, for a look before it is applied. Nothing is kept. */
export async function previewBlur(
  use: DocumentUse,
  tenant: Tenant,
  id: Id,
  areas: readonly Area[],
): Promise<{ readonly bytes: Uint8Array; readonly width: number; readonly height: number }> {
  return (await blurred(use, tenant, id, areas)).pictures.display;
}

/** Shows prepared copies from now on, and says in the history who wanted it. @throws documents.changed-meanwhile */
export async function applyBlur(
  tx: Tx,
  { id, version, areas, copies }: PreparedBlur,
  by: { readonly actor: Actor; readonly now: Temporal.Instant; readonly reason: string; readonly seen: number },
): Promise<void> {
  if (by.seen !== version) throw documentProblems['changed-meanwhile']();
  if ((await replaceCopies(tx, id, version, copies, areas)) === 0) throw documentProblems['changed-meanwhile']();
  const at = by.now.toString();
  await insertBlurring(tx, id, { version: version + 1, areas, reason: by.reason, by: by.actor.partyId, at });
}
