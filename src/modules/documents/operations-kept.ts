import type { KeptData } from '#modules/identity/api.ts';
import { keptDays } from './operations-originals.ts';
import { countOldOriginals, forgetOriginals } from './store-originals.ts';

const OFFICERS = { ar: 'من يعمل على البلاغ من الموظفين', en: 'Employees who work on the report' };

export const keptByDocuments: readonly KeptData[] = [
  {
    key: 'documents.originals',
    what: { ar: 'أصول الصور كما التُقطت', en: 'Originals of photos, as they were taken' },
    since: { ar: 'رفع الصورة', en: 'The upload' },
    seenBy: {
      ar: 'من يعدّل الصور، ولكل اطلاع غرض مسجل',
      en: 'Who edits photos; each reading is on record with its purpose',
    },
    safeguard: { ar: 'مشفرة بمفتاح صاحبها، ولا تُعرض للعموم', en: 'Encrypted with the uploader’s key and never public' },
    end: { ar: 'يُتلف مفتاحها ثم ملفها', en: 'The key is destroyed, then the file' },
    usual: keptDays,
    removal: {
      due: (tx, _tenant, { before, held }, most) => countOldOriginals(tx, before, held.subjects, most),
      remove: (tx, _tenant, { before, held }, most) => forgetOriginals(tx, before, held.subjects, most),
    },
  },
  {
    key: 'documents.photos',
    what: {
      ar: 'صور البلاغات المعروضة، بلا بيانات الكاميرا',
      en: 'Photos of reports as shown, without what the camera wrote',
    },
    since: { ar: 'رفع الصورة', en: 'The upload' },
    seenBy: OFFICERS,
    safeguard: {
      ar: 'تُطمس الوجوه واللوحات قبل النشر',
      en: 'Faces and plates are blurred before anything is published',
    },
    end: {
      ar: 'تبقى مع البلاغ، وتُحذف بحذف بيانات صاحبها',
      en: 'Stay with the report; removed when the person is erased',
    },
    usual: () => null,
  },
  {
    key: 'documents.issued',
    what: {
      ar: 'الرخص والتصاريح والشهادات الصادرة، وما كُتب فيها',
      en: 'Licences, permits and certificates issued, and what stands on them',
    },
    since: { ar: 'إصدار الوثيقة', en: 'The issue' },
    seenBy: {
      ar: 'صاحبها، ومن يعمل على طلبه، ومن يتحقق منها باسم محجوب',
      en: 'The holder, who works on the application, and with a masked name whoever verifies it',
    },
    safeguard: { ar: 'مشفرة بمفتاح صاحبها', en: 'Encrypted with the holder’s key' },
    end: {
      ar: 'يبقى رقمها وتاريخها وحالها سجلًا، ويمحى ما عداها بمحو بيانات صاحبها',
      en: 'Number, dates and state stay on record; all else goes when the holder is erased',
    },
    usual: () => null,
  },
  {
    key: 'documents.uploads',
    what: { ar: 'صور رُفعت ولم يكتمل بلاغها', en: 'Photos uploaded for a report that was never sent' },
    since: { ar: 'رفع الصورة', en: 'The upload' },
    seenBy: { ar: 'لا أحد', en: 'Nobody' },
    safeguard: { ar: 'لا تُعرض', en: 'Not shown' },
    end: { ar: 'تُحذف كل ساعة ما انتهت مدته', en: 'Removed within an hour of the end' },
    usual: () => 1,
  },
];
