import type { ProblemDefinition } from '#kernel/problem.ts';

/** Refusals about licences, permits and certificates, and about evidence that is no picture. */
export const ISSUED_REFUSALS = {
  'unknown-document': {
    status: 404,
    ar: 'لا توجد وثيقة بهذا الرقم ورمز التحقق. راجع ما كتبته كما هو في الوثيقة؛ فإن تطابق فالوثيقة ليست صادرة من هذه الجهة.',
    en: 'There is no document with this number and verification code. Compare what you typed with the document; if it is the same, the document was not issued here.',
  },
  'not-mine': {
    status: 404,
    ar: 'لا توجد وثيقة بهذا المعرّف ضمن وثائقك.',
    en: 'None of your documents has this id.',
  },
  'not-issued': {
    status: 409,
    ar: 'لم تصدر في هذا الطلب وثيقة بعد.',
    en: 'No document has been issued for this application yet.',
  },
  'not-in-force': {
    status: 409,
    ar: 'لا يمكن ذلك في حال الوثيقة الآن: أُوقفت أو ألغيت أو حلت محلها وثيقة أخرى.',
    en: 'The document’s present state does not allow that: it was suspended, revoked or replaced.',
  },
  'unknown-share': {
    status: 404,
    ar: 'انتهى هذا الرابط أو أنهاه صاحب الوثيقة.',
    en: 'This link has ended, or the holder ended it.',
  },
  'too-many-shares': {
    status: 409,
    ar: 'لهذه الوثيقة {most} رابطًا ساريًا، وهو الحد الأعلى. أنه رابطًا لا تحتاج إليه ثم أعد المحاولة.',
    en: 'This document has {most} links in force, the most there can be. End one you do not need, then try again.',
  },
  forgotten: {
    status: 410,
    ar: 'محيت بيانات صاحب هذه الوثيقة، فلم يعد ما كُتب فيها محفوظًا.',
    en: 'The data of this document’s holder were erased; what stood on it is no longer kept.',
  },
  'not-evidence': {
    status: 422,
    field: 'bytes',
    ar: 'هذا الملف ليس مما يقبل. أرفق صورة بصيغة JPEG أو PNG أو WebP، أو ملف PDF.',
    en: 'This file is not of a kind that is accepted. Attach a JPEG, PNG or WebP picture, or a PDF.',
  },
  'pdf-encrypted': {
    status: 422,
    field: 'bytes',
    ar: 'ملف PDF محمي بكلمة مرور فلا يمكن فحصه ولا قراءته. احفظ منه نسخة بلا حماية ثم أرفقها.',
    en: 'The PDF is protected, so it can be neither checked nor read. Save a copy without a password and attach that.',
  },
  'pdf-active': {
    status: 422,
    field: 'bytes',
    ar: 'في ملف PDF برنامج أو ملف مضمن أو نموذج تفاعلي، ولا يقبل ذلك. اطبعه إلى PDF جديد ثم أرفق الناتج.',
    en: 'The PDF holds a program, an embedded file or an interactive form, which is not accepted. Print it to a new PDF and attach that.',
  },
  'pdf-unreadable': {
    status: 422,
    field: 'bytes',
    ar: 'ملف PDF تالف أو ناقص أو مكتوب بطريقة لا يمكن فحصها. اطبعه إلى PDF جديد ثم أرفق الناتج.',
    en: 'The PDF is damaged, incomplete, or written in a way that cannot be checked. Print it to a new PDF and attach that.',
  },
  'pdf-too-many-pages': {
    status: 422,
    field: 'bytes',
    ar: 'ملف PDF أطول من المسموح ({most} صفحة). أرفق الصفحات المطلوبة وحدها.',
    en: 'The PDF has more pages than allowed ({most}). Attach only the pages that are asked for.',
  },
} as const satisfies Record<string, ProblemDefinition>;
