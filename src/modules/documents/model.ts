import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Point } from '#kernel/place.ts';

export const VARIANTS = ['display', 'thumbnail'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What can be asked for of a file: the two copies, or the upload itself. */
export const OPENED = [...VARIANTS, 'original'] as const;
export type Opened = (typeof OPENED)[number];

export const AUDIENCES = ['public', 'internal'] as const;
export type Audience = (typeof AUDIENCES)[number];

export const MAX_UPLOAD_BYTES = 12 * 1024 * 1024;
/** Room for the multipart frame around the largest file. */
export const UPLOAD_BODY_LIMIT = MAX_UPLOAD_BYTES + 64 * 1024;
/** A file as forms and programs send it. */
export const Upload = z.strictObject({
  bytes: z.instanceof(Uint8Array).meta({ type: 'string', format: 'binary' }),
  /** Accepted because browsers send it; never stored or looked at. */
  fileName: z.string().max(1_000).nullish(),
  declaredType: z.string().max(200).nullish(),
});
/** A 50 megapixel camera passes. More is decoded at a cost in memory that a small server cannot promise. */
export const MAX_PIXELS = 52_000_000;
export const DISPLAY_PIXELS = 1_600;
export const THUMBNAIL_PIXELS = 320;

/** How long the upload itself is kept where the tenant does not say (`settings.photos.keepOriginalsDays`). */
export const KEEP_ORIGINALS_DAYS = 730;
export const MOST_AREAS = 40;

/** Verdict of the scanner: `none` where none is set up, `waiting` while it could not be asked. */
export const SCANS = ['none', 'waiting', 'clean', 'infected'] as const;
export type Scan = (typeof SCANS)[number];

const Thousandth = z.int().min(0).max(1_000);
/** A part of a picture, in thousandths of its width and height from the upper left. */
export const Area = z
  .strictObject({ left: Thousandth, top: Thousandth, right: Thousandth, bottom: Thousandth })
  .refine(({ left, right, top, bottom }) => right - left >= 5 && bottom - top >= 5, {
    params: {
      code: 'not-an-area',
      text: {
        ar: 'لكل مستطيل عرض وارتفاع: اليمين أكبر من اليسار، والأسفل أكبر من الأعلى.',
        en: 'Each rectangle needs width and height: right beyond left, bottom beyond top.',
      },
    },
  });
export type Area = z.infer<typeof Area>;

/** One change of what is blurred, the newest copy being the highest version. */
export interface Blurring {
  readonly version: number;
  readonly areas: readonly Area[];
  readonly reason: string;
  readonly by: Id | null;
  readonly at: string;
}

/** An upload the scanner stopped, or a photo it found something in later. */
export interface BlockedFile {
  readonly id: Id;
  readonly found: string;
  readonly bytes: number;
  readonly at: string;
  /** The case it is attached to, if any. */
  readonly attachedTo: Subject | null;
}

/** What the camera says of the moment: evidence for the case's officers, never part of what is served. */
export interface PhotoEvidence {
  readonly position: Point | null;
  /** How far off the position may be, as the camera judged. */
  readonly accuracyMetres: number | null;
  /** The camera's own clock, `YYYY-MM-DDTHH:MM:SS`, with its offset from UTC where it wrote one. */
  readonly takenAt: string | null;
}

/** What a case is attached to, such as `{ type: 'case', id }`. */
export interface Subject {
  readonly type: string;
  readonly id: Id;
}

export const FILE_KINDS = ['photo', 'document'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** A photo as others show it. */
export interface PhotoDescription {
  readonly id: Id;
  /** `document`: evidence that is no picture, such as a PDF; it has no pixels and no copies. */
  readonly kind: FileKind;
  /** Of a document. */
  readonly pages: number | null;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly audience: Audience;
  readonly state: 'pending' | 'attached';
  readonly attachedTo: Subject | null;
  readonly createdAt: string;
  readonly scan: Scan;
  /** Grows with each new copy; part of the addresses of public photos. */
  readonly version: number;
  readonly blurred: readonly Area[];
  /** Whether the upload itself is still kept. */
  readonly original: boolean;
}

export { documentProblems } from './problems.ts';
