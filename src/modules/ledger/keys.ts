import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Statement } from './model.ts';
import type { Seals } from './ports.ts';

const SIGNING = 'ledger-signing.pem';
const MARKING = 'ledger-marking.key';
const PUBLIC = /^ledger-([\w-]{43})\.pub\.pem$/;

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const decode = (text: string): string => Buffer.from(text, 'base64url').toString();

/** The file's text; made with `content` where there is none. Of several processes that make it at once, one wins. */
function readOrMake(path: string, content: () => string, mode: number): string {
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, content(), { mode, flag: 'wx', flush: true });
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft);
    }
  }
  return readFileSync(path, 'utf8');
}

/** JWK thumbprint of an Ed25519 public key (RFC 7638, RFC 8037 appendix A.3). */
function thumbprintOf(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' });
  return createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
}

/**
 * The ledger's keys in `<dataDir>/keys`, made at the first start: an Ed25519 key that signs checkpoints and a secret
 * that marks entries. To change the signing key, move `ledger-signing.pem` away and start again; the public keys of
 * earlier ones stay beside it, so that what they signed still holds.
 */
export function loadSeals(dataDir: string): Seals {
  const folder = join(dataDir, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pem = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signingKey = createPrivateKey(readOrMake(join(folder, SIGNING), pem, 0o600));
  const secret = () => randomBytes(32).toString('base64');
  const markingKey = Buffer.from(readOrMake(join(folder, MARKING), secret, 0o600), 'base64');
  if (markingKey.length !== 32) throw new Error(`${join(folder, MARKING)} must hold the base64 text of 32 bytes`);
  for (const name of [SIGNING, MARKING]) chmodSync(join(folder, name), 0o600);
  const ownKey = createPublicKey(signingKey);
  const ownId = thumbprintOf(ownKey);
  const ownPem = ownKey.export({ type: 'spki', format: 'pem' }).toString();
  readOrMake(join(folder, `ledger-${ownId}.pub.pem`), () => ownPem, 0o644);

  const keys = new Map<string, KeyObject>();
  const readKeys = () => {
    for (const name of readdirSync(folder)) {
      const id = PUBLIC.exec(name)?.[1];
      if (id === undefined || keys.has(id)) continue;
      const key = createPublicKey(readFileSync(join(folder, name), 'utf8'));
      // A file may lie about its name; the key may not.
      if (thumbprintOf(key) === id) keys.set(id, key);
    }
  };
  readKeys();
  const header = encode(JSON.stringify({ alg: 'EdDSA', kid: ownId }));

  const keyIdOf = (signature: string): string | undefined => {
    try {
      const { alg, kid } = JSON.parse(decode(signature.split('.')[0]!));
      return alg === 'EdDSA' && typeof kid === 'string' ? kid : undefined;
    } catch {
      return undefined;
    }
  };
  const keyNamed = (id: string | undefined): KeyObject | undefined => {
    if (id === undefined) return undefined;
    // Another process of this installation may have changed the key since.
    if (!keys.has(id)) readKeys();
    return keys.get(id);
  };
  const published = (id: string, key: KeyObject) => ({
    id,
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
  });

  const marking = createSecretKey(markingKey);
  const mark = (text: string) => createHmac('sha256', marking).update(text).digest();
  return {
    hash: (bytes) => hash('sha256', bytes, 'buffer'),
    mark,
    isOurMark(text, given) {
      const own = mark(text);
      return own.length === given.length && timingSafeEqual(own, given);
    },
    sign({ at, root, size, tenant }) {
      const signed = `${header}.${encode(JSON.stringify({ at, root, size, tenant }))}`;
      return `${signed}.${sign(null, Buffer.from(signed), signingKey).toString('base64url')}`;
    },
    statementOf(signature) {
      const parts = signature.split('.');
      const key = keyNamed(keyIdOf(signature));
      if (parts.length !== 3 || key === undefined) return undefined;
      const bytes = Buffer.from(parts[2]!, 'base64url');
      if (!verify(null, Buffer.from(`${parts[0]}.${parts[1]}`), key, bytes)) return undefined;
      return Statement.parse(JSON.parse(decode(parts[1]!)));
    },
    keyOf(signature) {
      const id = keyIdOf(signature);
      const key = keyNamed(id);
      return key && published(id!, key);
    },
    publicKeys: () => [...keys].map(([id, key]) => published(id, key)),
  };
}
