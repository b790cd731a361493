import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Id } from '#kernel/id.ts';
import type { PhotoLinks } from './api.ts';

const LINK_SECONDS = 3_600;

const proofOf = (key: Uint8Array, tenantId: number, id: Id, until: number): Buffer =>
  createHmac('sha256', key).update(`documents.file\n${tenantId}\n${id}\n${until}`).digest();

/** Addresses of both sizes of a photo that need no sign-in until an hour from `now`. */
export function signLinks(key: Uint8Array, tenantId: number, id: Id, now: Temporal.Instant): PhotoLinks {
  const until = Math.floor(now.epochMilliseconds / 1_000) + LINK_SECONDS;
  const query = `until=${until}&proof=${proofOf(key, tenantId, id, until).toString('base64url')}`;
  return { display: `/files/${id}/display?${query}`, thumbnail: `/files/${id}/thumbnail?${query}` };
}

/** Whether `until` and `proof` were made by `signLinks` for this photo and have not passed. */
export function isSigned(
  key: Uint8Array,
  tenantId: number,
  id: Id,
  link: { readonly until: number; readonly proof: string },
  now: Temporal.Instant,
): boolean {
  const given = Buffer.from(link.proof, 'base64url');
  const expected = proofOf(key, tenantId, id, link.until);
  return (
    given.length === expected.length && timingSafeEqual(given, expected) && link.until * 1_000 > now.epochMilliseconds
  );
}

/** A secret for an uploader without an account: 256 random bits. */
export const newClaimSecret = (): string => randomBytes(32).toString('base64url');

/** What of a claim secret is stored, in hexadecimal. */
export const hashOfClaim = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Long enough to follow the link, too short to hand it on. */
const ORIGINAL_SECONDS = 120;

/** The address of an original for one reader, who has just said what it is for. */
export function signOriginal(
  key: Uint8Array,
  tenantId: number,
  id: Id,
  reader: Id,
  now: Temporal.Instant,
): { readonly address: string } {
  const until = Math.floor(now.epochMilliseconds / 1_000) + ORIGINAL_SECONDS;
  const proof = originalProof(key, tenantId, id, reader, until).toString('base64url');
  return { address: `/files/${id}/original?until=${until}&proof=${proof}` };
}

const originalProof = (key: Uint8Array, tenantId: number, id: Id, reader: Id, until: number): Buffer =>
  createHmac('sha256', key).update(`documents.original\n${tenantId}\n${id}\n${reader}\n${until}`).digest();

/** Whether the address was made for this reader and has not passed. */
export function isOriginalSigned(
  key: Uint8Array,
  tenantId: number,
  id: Id,
  reader: Id,
  link: { readonly until: number; readonly proof: string },
  now: Temporal.Instant,
): boolean {
  const given = Buffer.from(link.proof, 'base64url');
  const expected = originalProof(key, tenantId, id, reader, link.until);
  return (
    given.length === expected.length && timingSafeEqual(given, expected) && link.until * 1_000 > now.epochMilliseconds
  );
}

const paperProof = (key: Uint8Array, tenantId: number, id: Id, until: number): Buffer =>
  createHmac('sha256', key).update(`documents.issued\n${tenantId}\n${id}\n${until}`).digest();

/** Addresses of an issued document, as its file and as a page, that need no sign-in until an hour from `now`. */
export function signPapers(key: Uint8Array, tenantId: number, id: Id, now: Temporal.Instant) {
  const until = Math.floor(now.epochMilliseconds / 1_000) + LINK_SECONDS;
  const query = `until=${until}&proof=${paperProof(key, tenantId, id, until).toString('base64url')}`;
  const addressOf = (ending: 'pdf' | 'html') => `/documents/${id}.${ending}?${query}`;
  return { file: addressOf('pdf'), page: addressOf('html') };
}

/** Whether the address was made by `signPapers` for this document and has not passed. */
export function isPaperSigned(
  key: Uint8Array,
  tenantId: number,
  id: Id,
  link: { readonly until: number; readonly proof: string },
  now: Temporal.Instant,
): boolean {
  const given = Buffer.from(link.proof, 'base64url');
  const expected = paperProof(key, tenantId, id, link.until);
  return (
    given.length === expected.length && timingSafeEqual(given, expected) && link.until * 1_000 > now.epochMilliseconds
  );
}
