import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/** AES-256-GCM: nonce, ciphertext and tag. `context` is authenticated, not stored. */
export function seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What `seal` took; throws when key or context is another or a byte was changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE)).setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-TAG));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
}

/** Binds the sealed bytes to the tenant and to what they were: no original opens as another. */
export const originalContext = (tenantId: number, sha256: string): string => `original/${tenantId}/${sha256}`;

/** Binds a wrapped key to its photo. */
export const keyContext = (tenantId: number, sha256: string): string => `original-key/${tenantId}/${sha256}`;

/** The bytes of an upload under a new random key of 32 bytes. */
export function sealOriginal(
  tenantId: number,
  sha256: string,
  bytes: Uint8Array,
): { readonly sealed: Uint8Array; readonly key: Uint8Array } {
  const key = randomBytes(32);
  return { key, sealed: seal(key, bytes, originalContext(tenantId, sha256)) };
}
