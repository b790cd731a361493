import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';

/** A public key as RFC 7517 writes it. */
export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A new pair of keys: the public one as published, the private one as PKCS #8 in base64. */
export function newSigningKey(): { readonly publicKey: PublicKey; readonly secret: string } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = pair.publicKey.export({ format: 'jwk' }) as { x: string; y: string };
  // The beginning of its thumbprint (RFC 7638): short, since it stands in every QR code.
  const print = createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest('base64url');
  const secret = pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  return { publicKey: { kty: 'EC', crv: 'P-256', x, y, kid: print.slice(0, 12), use: 'sig', alg: 'ES256' }, secret };
}

export const openSigningKey = (secret: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(secret, 'base64'), type: 'pkcs8', format: 'der' });

/** A compact JWS (RFC 7515) with ES256. `typ` says what is signed, so that no statement passes for another. */
export function signToken(
  key: { readonly kid: string; readonly key: KeyObject },
  typ: string,
  claims: Readonly<Record<string, unknown>>,
): string {
  const signed = `${encoded({ alg: 'ES256', kid: key.kid, typ })}.${encoded(claims)}`;
  // RFC 7518 section 3.4: the two numbers side by side, not DER.
  const signature = sign('sha256', Buffer.from(signed), { key: key.key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** A token is short; what is longer is none. */
const LONGEST = 4_000;

/** What a token says, if one of these keys signed it as a statement of this kind; else undefined. */
export function readToken(token: string, typ: string, keys: readonly PublicKey[]): unknown {
  const parts = token.split('.');
  if (token.length > LONGEST || parts.length !== 3) return undefined;
  const [head = '', body = '', signature = ''] = parts;
  try {
    const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as Record<string, unknown>;
    const known = keys.find(({ kid }) => kid === header.kid);
    if (header.alg !== 'ES256' || header.typ !== typ || known === undefined) return undefined;
    const { kty, crv, x, y } = known;
    const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    const bytes = Buffer.from(signature, 'base64url');
    const signed = Buffer.from(`${head}.${body}`);
    if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, bytes)) return undefined;
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Without what is read wrongly on paper: O and 0, I and 1. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A code of eight characters, 40 random bits: printed on the document and asked for beside its number. */
export const newCode = (): string => [...randomBytes(8)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

/** What of a code is stored: bound to the number, under a key of the installation. */
export const hashOfCode = (key: Uint8Array, tenantId: number, number: string, code: string): Buffer =>
  createHmac('sha256', key).update(`documents.code\n${tenantId}\n${number}\n${code}`).digest();

export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Of a holder's identifier, for whoever has the document and the identifier and compares them. */
export const digestOfHolder = (number: string, code: string, identifier: string): string =>
  createHash('sha256').update(`${number}:${code}:${identifier}`).digest('base64url').slice(0, 16);

export const newShareToken = (): { readonly token: string; readonly hash: Buffer } => {
  const token = randomBytes(24).toString('base64url');
  return { token, hash: hashOfShare(token) };
};

export const hashOfShare = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * A status list (draft-ietf-oauth-status-list): two bits a document, lowest bits of the first byte first, compressed
 * with zlib, in base64url.
 */
export async function packStatuses(size: number, statuses: ReadonlyMap<number, number>): Promise<string> {
  const bytes = new Uint8Array(Math.ceil(size / 4));
  for (const [index, status] of statuses) bytes[index >> 2]! |= status << ((index & 3) * 2);
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return Buffer.from(await new Response(packed).arrayBuffer()).toString('base64url');
}
