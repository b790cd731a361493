import { problems } from '#kernel/problem.ts';
import { ISSUED_REFUSALS } from './problems-issued.ts';

/** The refusals of documents. */
export const documentProblems = problems('documents', {
  ...ISSUED_REFUSALS,
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
