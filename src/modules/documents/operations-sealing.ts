import type { Id } from '#kernel/id.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { FileStore } from '#platform/files.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Printer } from '#platform/printer.ts';
import type { Tenant } from '#platform/tenants.ts';
import { seal, unseal } from './originals.ts';
import type { Sealer } from './ports.ts';
import type { StoredDocument } from './store-issued.ts';
import { findSigningKey, insertSigningKey } from './store-keys.ts';
import { newSigningKey, openSigningKey, type PublicKey } from './tokens.ts';

/** What the use cases of issued documents are given. */
export interface IssueUse {
  readonly files: FileStore;
  readonly printer: Printer;
  readonly linkKey: Uint8Array;
  /** Wraps what is sealed for holders who cannot be forgotten. */
  readonly originalsKey: Uint8Array;
  readonly identity: Pick<IdentityApi, 'sealFor' | 'openFor'>;
  readonly sealer: Sealer;
  /** Style sheet with the fonts of the paper. */
  fonts(): string;
  /** Address of a tenant's pages, without a slash at the end. */
  baseUrlOf(tenant: Tenant): string;
  /** Documents say of themselves that they are samples. */
  readonly sample: boolean;
  transaction<T>(tenantId: number, work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly unprinted: (error: unknown) => void;
}

type Given = Pick<OperationContext, 'tenant' | 'now'>;

const FIELD = 'issued-document';
const sealContext = (tenantId: number, id: Id): string => `issued/${tenantId}/${id}`;
const keyPurpose = (kid: string): string => `documents.signing-key/${kid}`;

/** The key that signs now; the first one is made when it is first needed. */
export async function signingKey(use: Pick<IssueUse, 'sealer'>, tx: Tx, { tenant, now }: Given) {
  let found = await findSigningKey<PublicKey>(tx);
  if (found === undefined) {
    await addSigningKey(use, tx, { tenant, now });
    found = await findSigningKey<PublicKey>(tx);
  }
  const { kid } = found!.publicKey;
  const secret = use.sealer.openText(tenant.id, keyPurpose(kid), found!.sealedSecret);
  if (secret === undefined) throw new Error(`the signing key ${kid} was sealed under another master key`);
  return { kid, key: openSigningKey(secret) };
}

/** Makes a new key; the caller has retired the one before. */
export async function addSigningKey(use: Pick<IssueUse, 'sealer'>, tx: Tx, { tenant, now }: Given): Promise<string> {
  const { publicKey, secret } = newSigningKey();
  const sealedSecret = use.sealer.sealText(tenant.id, keyPurpose(publicKey.kid), secret);
  await insertSigningKey(tx, publicKey.kid, { publicKey, sealedSecret }, now.toString());
  return publicKey.kid;
}

/** Seals for the holder where the holder can be forgotten, else for the installation. */
export async function sealFor(
  use: Pick<IssueUse, 'identity' | 'originalsKey'>,
  tx: Tx,
  tenant: Tenant,
  document: { readonly id: Id; readonly holder: Id },
  text: string,
  field = FIELD,
): Promise<{ readonly sealed: Uint8Array; readonly sealedFor: Id | null }> {
  const own = await use.identity.sealFor(tx, document.holder, field, text);
  if (own !== undefined) return { sealed: own, sealedFor: document.holder };
  const context = `${field}/${sealContext(tenant.id, document.id)}`;
  return { sealed: seal(use.originalsKey, Buffer.from(text), context), sealedFor: null };
}

/** What `sealFor` took; undefined once the holder was forgotten. */
export async function openSealed(
  use: Pick<IssueUse, 'identity' | 'originalsKey'>,
  tx: Tx,
  tenant: Pick<Tenant, 'id'>,
  { id, sealedFor }: Pick<StoredDocument, 'id' | 'sealedFor'>,
  sealed: Uint8Array,
  field = FIELD,
): Promise<string | undefined> {
  if (sealedFor !== null) return use.identity.openFor(tx, sealedFor, field, sealed);
  return Buffer.from(unseal(use.originalsKey, sealed, `${field}/${sealContext(tenant.id, id)}`)).toString('utf8');
}
