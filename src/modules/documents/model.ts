import type { Id } from '#kernel/id.ts';
import type { Point } from '#kernel/place.ts';
import { problems } from '#kernel/problem.ts';

export const VARIANTS = ['display', 'thumbnail'] as const;
export type Variant = (typeof VARIANTS)[number];

export const AUDIENCES = ['public', 'internal'] as const;
export type Audience = (typeof AUDIENCES)[number];

export const MAX_UPLOAD_BYTES = 12 * 1024 * 1024;
/** A 50 megapixel camera passes. More is decoded at a cost in memory that a small server cannot promise. */
export const MAX_PIXELS = 52_000_000;
export const DISPLAY_PIXELS = 1_600;
export const THUMBNAIL_PIXELS = 320;

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

/** A photo as others show it. */
export interface PhotoDescription {
  readonly id: Id;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly audience: Audience;
  readonly state: 'pending' | 'attached';
  readonly attachedTo: Subject | null;
  readonly createdAt: string;
}

export const documentProblems = problems('documents', {
  'unknown-file': {
    status: 404,
    ar: 'لا يوجد ملف بهذا المعرّف، أو لا تملك صلاحية الاطلاع عليه.',
    en: 'There is no file with this id, or it is not yours to see.',
  },
  empty: {
    status: 422,
    field: 'bytes',
    ar: 'الملف فارغ. اختر الصورة مرة أخرى.',
    en: 'The file is empty. Choose the photo again.',
  },
  'not-a-photo': {
    status: 422,
    field: 'bytes',
    ar: 'هذا الملف ليس صورة مقبولة. أرفق صورة بصيغة JPEG أو PNG أو WebP.',
    en: 'This file is not an accepted photo. Attach a JPEG, PNG or WebP picture.',
  },
  heic: {
    status: 422,
    field: 'bytes',
    ar: 'صيغة HEIC غير مدعومة. من إعدادات الكاميرا اختر «الأكثر توافقا»، أو أرسل الصورة بصيغة JPEG.',
    en: 'HEIC pictures are not supported. Choose “Most Compatible” in the camera settings, or send a JPEG.',
  },
  animated: {
    status: 422,
    field: 'bytes',
    ar: 'الصور المتحركة غير مقبولة. أرفق صورة ثابتة.',
    en: 'Moving pictures are not accepted. Attach a still photo.',
  },
  'too-many-pixels': {
    status: 422,
    field: 'bytes',
    ar: 'أبعاد الصورة أكبر من المسموح ({limit} ميغابكسل). صغّر الصورة ثم أرفقها.',
    en: 'The picture has more pixels than allowed ({limit} megapixels). Make it smaller and attach it again.',
  },
  unreadable: {
    status: 422,
    field: 'bytes',
    ar: 'الصورة تالفة أو ناقصة. التقطها أو أرفقها من جديد.',
    en: 'The picture is damaged or incomplete. Take it or attach it again.',
  },
  'too-slow': {
    status: 422,
    field: 'bytes',
    ar: 'تعذّرت معالجة الصورة في الوقت المتاح. أرفق صورة أصغر.',
    en: 'The picture could not be processed in the time allowed. Attach a smaller one.',
  },
  busy: {
    status: 503,
    ar: 'خدمة رفع الصور مزدحمة الآن. لم تُحفظ الصورة؛ أعد المحاولة بعد لحظات.',
    en: 'Photo upload is busy right now. The photo was not saved; try again in a moment.',
  },
  'attached-elsewhere': {
    status: 409,
    ar: 'الصورة مرفقة بمعاملة أخرى. ارفعها من جديد لهذه المعاملة.',
    en: 'The photo is attached to something else. Upload it again for this one.',
  },
});
