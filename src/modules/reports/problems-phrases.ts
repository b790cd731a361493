/** The refusals of ready answers. */
export const PHRASE_REFUSALS = {
  'unknown-phrase': {
    status: 404,
    ar: 'لا يوجد رد جاهز بهذا الرمز.',
    en: 'There is no ready answer with this key.',
  },
  'phrase-changed': {
    status: 409,
    ar: 'عُدّل هذا الرد الجاهز بعد أن فتحته. افتحه من جديد لترى ما تغيّر.',
    en: 'This ready answer was changed after you opened it. Open it again to see what changed.',
  },
  'phrase-not-yours': {
    status: 403,
    field: 'team',
    ar: 'الرد المشترك مع الجميع يكتبه المشرف أو مسؤول النظام. اختر فريقًا من فرقك.',
    en: 'What everybody shares is written by a supervisor or an administrator. Choose a team of yours.',
  },
  'phrase-place': {
    status: 422,
    field: 'text',
    ar: 'الموضع {place} غير معروف. استعمل المواضع المذكورة في الصفحة.',
    en: 'The place {place} is not known. Use those the page lists.',
  },
  'phrase-language': {
    status: 422,
    field: 'text',
    ar: 'اكتب العنوان والنص بلغة واحدة على الأقل من لغات الأمانة.',
    en: 'Write title and text in at least one of the languages of the municipality.',
  },
} as const;
