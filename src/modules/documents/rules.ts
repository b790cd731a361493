import type { Actor } from '#kernel/actor.ts';
import { documentProblems, type Subject } from './model.ts';

export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'heic';

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

/** The brands of ISO 23008-12 that still pictures of phones carry. */
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** The format the bytes begin with, or undefined when it is none we take. Names and declared types count for nothing. */
export function formatOf(bytes: Uint8Array): PhotoFormat | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (ascii(bytes, 4, 8) === 'ftyp' && HEIC_BRANDS.has(ascii(bytes, 8, 12))) return 'heic';
  return undefined;
}

/** Whether a PNG declares an animation (`acTL` before the first `IDAT`), which its first frame alone would hide. */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 8 <= bytes.length; ) {
    const name = ascii(bytes, at + 4, at + 8);
    if (name === 'acTL') return true;
    if (name === 'IDAT') return false;
    at += 12 + view.getUint32(at);
  }
  return false;
}

/** Browsers say `image/…` or do not know; something declared as a page or a document is not meant as a photo. */
export const mayBePhoto = (declaredType: string | null | undefined): boolean =>
  !declaredType ||
  /^(image\/(jpeg|jpg|pjpeg|png|webp|heic|heif)|application\/octet-stream)\s*(;.*)?$/i.test(declaredType);

export interface Attachable {
  readonly uploadedBy: string | null;
  readonly claimHash: string | null;
  readonly attachedTo: Subject | null;
}

/** Whether somebody uploaded a photo, by their account or by the secret they were given. */
export const isUploader = (
  photo: Pick<Attachable, 'uploadedBy' | 'claimHash'>,
  actor: Actor,
  claimHashes: readonly string[],
): boolean =>
  actor.kind === 'system' ||
  (photo.uploadedBy !== null && photo.uploadedBy === actor.partyId) ||
  (photo.claimHash !== null && claimHashes.includes(photo.claimHash));

/**
 * Whether the photo is to be attached (true) or already is (false).
 * @param claimHashes hashes, in hexadecimal, of the secrets the caller showed
 * @throws documents.unknown-file when it is somebody else's, documents.attached-elsewhere
 */
export function mustAttach(photo: Attachable, to: Subject, actor: Actor, claimHashes: readonly string[]): boolean {
  if (!isUploader(photo, actor, claimHashes)) throw documentProblems['unknown-file']();
  if (photo.attachedTo === null) return true;
  if (photo.attachedTo.type === to.type && photo.attachedTo.id === to.id) return false;
  throw documentProblems['attached-elsewhere']();
}
