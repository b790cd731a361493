import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Point } from '#kernel/place.ts';
import { problems } from '#kernel/problem.ts';

export const VARIANTS = ['display', 'thumbnail'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What can be asked for of a file: the two copies, or the upload itself. */
export const OPENED = [...VARIANTS, 'original'] as const;
export type Opened = (typeof OPENED)[number];

export const AUDIENCES = ['public', 'internal'] as const;
export type Audience = (typeof AUDIENCES)[number];

export const MAX_UPLOAD_BYTES = 12 * 1024 * 1024;
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
  readonly scan: Scan;
  /** Grows with each new copy; part of the addresses of public photos. */
  readonly version: number;
  readonly blurred: readonly Area[];
  /** Whether the upload itself is still kept. */
  readonly original: boolean;
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
  infected: {
    status: 422,
    field: 'bytes',
    ar: 'حُجب الملف لاحتوائه على برمجية ضارة، ولم يُحفظ منه شيء. افحص جهازك، ثم أرفق صورة أخرى.',
    en: 'The file was blocked because it contains malicious software, and nothing of it was kept. Check your device, then attach another photo.',
  },
  'being-checked': {
    status: 409,
    ar: 'الصورة قيد الفحص الأمني، وتظهر تلقائياً متى اجتازته.',
    en: 'The photo is being checked for malicious software. It appears by itself once it has passed.',
  },
  blocked: {
    status: 410,
    ar: 'حُجبت الصورة لاحتوائها على برمجية ضارة.',
    en: 'The photo was blocked because it contains malicious software.',
  },
  'no-original': {
    status: 409,
    ar: 'لم تعد الصورة الأصلية محفوظة: انتهت مدة حفظها أو مُحيت بيانات صاحبها.',
    en: 'The original is no longer kept: its time has passed or its owner’s data were erased.',
  },
  'nothing-changed': {
    status: 422,
    field: 'areas',
    ar: 'لم يتغير شيء: المستطيلات كما هي في النسخة المعروضة. ارسم مستطيلاً أو احذف واحداً ثم اعتمد.',
    en: 'Nothing would change: the rectangles are those of the copy shown now. Draw or remove one, then apply.',
  },
  'changed-meanwhile': {
    status: 409,
    ar: 'عدّل زميل طمس هذه الصورة في هذه الأثناء. راجع النسخة الجديدة ثم أعد التعديل.',
    en: 'A colleague changed what is blurred in this photo meanwhile. Look at the new copy, then try again.',
  },
  'attached-elsewhere': {
    status: 409,
    ar: 'الصورة مرفقة بمعاملة أخرى. ارفعها من جديد لهذه المعاملة.',
    en: 'The photo is attached to something else. Upload it again for this one.',
  },
});
