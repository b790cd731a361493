import { createHash } from 'node:crypto';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { Problem } from '#kernel/problem.ts';
import {
  type Area,
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

/** A blurred part keeps this many patches along its longer side: too few to tell a face or a number by. */
const PATCHES = 5;

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

/** A part of a picture as few soft patches: what was there cannot be computed back. */
async function patchOf(picture: Sharp, box: { left: number; top: number; width: number; height: number }) {
  const scale = PATCHES / Math.max(box.width, box.height);
  const few = await picture
    .clone()
    .extract(box)
    .resize(Math.max(1, Math.round(box.width * scale)), Math.max(1, Math.round(box.height * scale)), {
      fit: 'fill',
      kernel: 'cubic',
    })
    .png()
    .toBuffer();
  const large = await sharp(few).resize(box.width, box.height, { fit: 'fill', kernel: 'nearest' }).png().toBuffer();
  const soft = await sharp(large)
    .blur(Math.max(1, Math.min(40, Math.max(box.width, box.height) / PATCHES / 3)))
    .png()
    .toBuffer();
  return { input: soft, left: box.left, top: box.top };
}

/**
 * Both copies of a picture with parts of it blurred. The pixels below an area are averaged before anything is written,
 * so no byte of the copies depends on them alone.
 * @param bytes the original, or a copy of it
 * @throws documents.unreadable, .too-slow, .busy
 */
export async function blurPhoto(
  bytes: Uint8Array,
  areas: readonly Area[],
): Promise<Pick<PreparedPhoto, 'display' | 'thumbnail'>> {
  const format = formatOf(bytes);
  if (format === undefined) throw documentProblems.unreadable();
  return inTurn(async () => {
    try {
      const { data, info } = await open(bytes)
        .autoOrient()
        .resize({ width: DISPLAY_PIXELS, height: DISPLAY_PIXELS, fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#ffffff' })
        .timeout({ seconds: SECONDS })
        .raw()
        .toBuffer({ resolveWithObject: true });
      const raw = { width: info.width, height: info.height, channels: info.channels } as const;
      const picture = sharp(data, { raw });
      const patches = await Promise.all(
        areas.map((area) => {
          const left = Math.min(info.width - 1, Math.floor((area.left * info.width) / 1_000));
          const top = Math.min(info.height - 1, Math.floor((area.top * info.height) / 1_000));
          const width = Math.max(1, Math.min(info.width, Math.ceil((area.right * info.width) / 1_000)) - left);
          const height = Math.max(1, Math.min(info.height, Math.ceil((area.bottom * info.height) / 1_000)) - top);
          return patchOf(picture, { left, top, width, height });
        }),
      );
      const composed = await picture.composite(patches).png().toBuffer();
      const display = await encode(open(composed), DISPLAY_PIXELS, 80);
      const thumbnail = await encode(open(display.bytes), THUMBNAIL_PIXELS, 70);
      return { display, thumbnail };
    } catch (error) {
      throw refusalOf(error, format);
    }
  });
}
