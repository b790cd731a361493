import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '#kernel/id.ts';
import type { Tokens, Vault } from './ports.ts';

const NONCE = 12;
const TAG = 16;

/** AES-256-GCM; the result is nonce, ciphertext and tag. `context` is authenticated, not stored. */
function encrypt(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the bytes were sealed with another key or context, or were changed. */
function decrypt(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE)).setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-TAG));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
}

/**
 * Secrets under one master key of 32 bytes: a key for each tenant is derived from it (HKDF-SHA-256), a random key for
 * each party is wrapped by the tenant's.
 */
export function createVault(masterKey: Uint8Array): Vault {
  if (masterKey.length !== 32) throw new Error('the master key must have 32 bytes');
  const derived = new Map<string, Uint8Array>();
  const key = (tenantId: number, purpose: string): Uint8Array => {
    const name = `${tenantId}/${purpose}`;
    let found = derived.get(name);
    if (found === undefined) {
      found = new Uint8Array(hkdfSync('sha256', masterKey, 'amanah/v1', name, 32));
      derived.set(name, found);
    }
    return found;
  };
  const wrapContext = (tenantId: number, partyId: Id) => `subject-key/${tenantId}/${partyId}`;

  return {
    newSubjectKey: (tenantId, partyId) =>
      encrypt(key(tenantId, 'wrap'), randomBytes(32), wrapContext(tenantId, partyId)),
    subject(tenantId, partyId, wrapped) {
      const own = decrypt(key(tenantId, 'wrap'), wrapped, wrapContext(tenantId, partyId));
      return {
        seal: (field, text) => encrypt(own, Buffer.from(text), `${partyId}/${field}`),
        open: (field, sealed) => decrypt(own, sealed, `${partyId}/${field}`).toString(),
      };
    },
    digest: (tenantId, kind, value) =>
      createHmac('sha256', key(tenantId, 'lookup')).update(`${kind}\n${value}`).digest(),
    sealText: (tenantId, purpose, text) =>
      encrypt(key(tenantId, 'browser'), Buffer.from(text), purpose).toString('base64url'),
    openText(tenantId, purpose, sealed) {
      try {
        return decrypt(key(tenantId, 'browser'), Buffer.from(sealed, 'base64url'), purpose).toString();
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * The installation's master key: `AMANAH_MASTER_KEY` (base64 of 32 bytes), or the file `master.key` in the data folder,
 * made at the first start. It belongs in another place than the database's backups: both together open everything.
 */
export function loadMasterKey(dataDir: string, given: string | undefined): Uint8Array {
  if (given !== undefined && given !== '') {
    const key = Buffer.from(given, 'base64');
    if (key.length !== 32) throw new Error('AMANAH_MASTER_KEY must be the base64 text of exactly 32 bytes');
    return key;
  }
  const file = join(dataDir, 'master.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    try {
      // `wx`: of two processes starting together one writes, the other reads what it wrote.
      writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
      chmodSync(file, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new Error(`${file} does not hold a key of 32 bytes`);
  return key;
}

export const tokens: Tokens = {
  create() {
    const token = randomBytes(32).toString('base64url');
    return { token, digest: tokens.digestOf(token) };
  },
  digestOf: (token) => createHash('sha256').update(token).digest(),
};
