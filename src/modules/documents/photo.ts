import { createHash } from 'node:crypto';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { Problem } from '#kernel/problem.ts';
import {
  DISPLAY_PIXELS,
  documentProblems,
  MAX_PIXELS,
  MAX_UPLOAD_BYTES,
  type PhotoEvidence,
  THUMBNAIL_PIXELS,
} from './model.ts';
import { formatOf, isAnimatedPng, mayBePhoto, type PhotoFormat } from './rules.ts';
import { readEvidence } from './rules-exif.ts';

// The library reads dozens of formats, SVG and PDF among them; each is code that hostile bytes would reach.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'],
});
sharp.cache(false);

const SECONDS = 20;
const AT_ONCE = 2;
const LONGEST_QUEUE = 30;

export interface Picture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface PreparedPhoto {
  readonly display: Picture;
  readonly thumbnail: Picture;
  readonly original: { readonly sha256: string; readonly bytes: number; readonly format: PhotoFormat };
  readonly evidence: PhotoEvidence;
}

let running = 0;
const waiting: (() => void)[] = [];

/** Pictures take much memory while decoded, so few are at a time; a long queue is refused rather than joined. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= LONGEST_QUEUE) throw documentProblems.busy();
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

function refusalOf(error: unknown, format: PhotoFormat): Problem {
  if (error instanceof Problem) return error;
  const { message } = error as Error;
  let problem = documentProblems.unreadable();
  if (/pixel limit/i.test(message)) problem = tooManyPixels();
  else if (/timeout/i.test(message)) problem = documentProblems['too-slow']();
  else if (format === 'heic') problem = documentProblems.heic();
  problem.cause = error;
  return problem;
}

const tooManyPixels = () =>
  documentProblems['too-many-pixels']({ values: { limit: Math.round(MAX_PIXELS / 1_000_000) } });

const open = (bytes: Uint8Array): Sharp =>
  sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', animated: false });

async function encode(image: Sharp, side: number, quality: number): Promise<Picture> {
  const { data, info } = await image
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    // The library writes no metadata unless told to: position, camera, owner and embedded previews end here.
    .webp({ quality, effort: 3 })
    .timeout({ seconds: SECONDS })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}

/** Refuses by the header alone what need not be decoded. */
function checkHeader(header: Metadata, bytes: Uint8Array, format: PhotoFormat): void {
  if (header.width * header.height > MAX_PIXELS) throw tooManyPixels();
  // A HEIC file holds its thumbnail and further shots as pages of one still picture.
  if (format !== 'heic' && (header.pages ?? 1) > 1) throw documentProblems.animated();
  if (format === 'png' && isAnimatedPng(bytes)) throw documentProblems.animated();
}

/**
 * Turns an uploaded picture into what may be kept and shown: a WebP of at most 1600 pixels and one of at most 320,
 * upright, without any metadata; what the Exif block said of place and time comes separately. Only pixels survive, so
 * anything hidden in or behind the file is gone.
 * @throws documents.empty, .not-a-photo, .heic, .animated, .too-many-pixels, .unreadable, .too-slow, .busy
 */
export async function preparePhoto(bytes: Uint8Array, declaredType?: string | null): Promise<PreparedPhoto> {
  if (bytes.length === 0) throw documentProblems.empty();
  const format = formatOf(bytes);
  if (format === undefined || !mayBePhoto(declaredType) || bytes.length > MAX_UPLOAD_BYTES) {
    throw documentProblems['not-a-photo']();
  }
  return inTurn(async () => {
    try {
      const header = await open(bytes).metadata();
      checkHeader(header, bytes, format);
      const display = await encode(open(bytes).autoOrient(), DISPLAY_PIXELS, 80);
      const thumbnail = await encode(open(display.bytes), THUMBNAIL_PIXELS, 70);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const original = { sha256, bytes: bytes.length, format };
      return { display, thumbnail, original, evidence: readEvidence(header.exif) };
    } catch (error) {
      throw refusalOf(error, format);
    }
  });
}
