import type { KeptData } from './operations-retention-shared.ts';
import { countOldRequests, deleteOldRequests } from './store-privacy.ts';
import { countOldSessions, forgetSessions } from './store-sessions.ts';

const STEWARD = { ar: 'أمين البيانات والمراجع', en: 'The data steward and the auditor' };

/** What identity itself keeps about people. */
export const keptByIdentity: readonly KeptData[] = [
  {
    key: 'identity.account',
    what: { ar: 'الاسم ورقم الهوية والجوال والبريد', en: 'Name, identity number, mobile number and e-mail' },
    since: { ar: 'إنشاء الحساب', en: 'The making of the account' },
    seenBy: {
      ar: 'صاحبها، ومن يعمل على بلاغه بقدر حاجته',
      en: 'The person, and who works on their report as far as needed',
    },
    safeguard: { ar: 'مشفرة بمفتاح لكل شخص', en: 'Encrypted with a key of each person' },
    end: { ar: 'تُحذف بطلب صاحبها بإتلاف مفتاحه', en: 'Erased when the person asks, by destroying their key' },
    usual: () => null,
  },
  {
    key: 'identity.sessions',
    what: { ar: 'سجل جلسات الدخول والأجهزة', en: 'Record of sign-in sessions and devices' },
    since: { ar: 'انتهاء الجلسة', en: 'The end of the session' },
    seenBy: { ar: 'صاحبها وحده', en: 'The person alone' },
    safeguard: { ar: 'لا يُحفظ رمز الجلسة، بل بصمته', en: 'The session’s token is not kept, only its digest' },
    end: { ar: 'يُحذف السجل', en: 'The record is removed' },
    usual: () => 90,
    removal: {
      due: (tx, _tenant, { before }, most) => countOldSessions(tx, before.toString(), most),
      remove: (tx, _tenant, { before }, most) => forgetSessions(tx, before.toString(), most),
    },
  },
  {
    key: 'identity.copies',
    what: { ar: 'نسخ البيانات المعدة لأصحابها', en: 'Copies of data made for the people themselves' },
    since: { ar: 'إعداد النسخة', en: 'The making of the copy' },
    seenBy: { ar: 'صاحبها وحده', en: 'The person alone' },
    safeguard: { ar: 'مشفرة بمفتاح صاحبها', en: 'Encrypted with the person’s key' },
    end: { ar: 'تُحذف كل دقيقة ما انتهت مدته', en: 'Removed within a minute of its end' },
    usual: () => 7,
  },
  {
    key: 'identity.requests',
    what: { ar: 'طلبات أصحاب البيانات وما تم فيها', en: 'Requests of data subjects and what became of them' },
    since: { ar: 'انتهاء الطلب', en: 'The end of the request' },
    seenBy: STEWARD,
    safeguard: { ar: 'نص الطلب مشفر بمفتاح صاحبه', en: 'What was written is encrypted with the person’s key' },
    end: { ar: 'يُحذف الطلب', en: 'The request is removed' },
    usual: () => 1_825,
    removal: {
      due: (tx, _tenant, { before }, most) => countOldRequests(tx, before.toString(), most),
      remove: (tx, _tenant, { before }, most) => deleteOldRequests(tx, before.toString(), most),
    },
  },
  {
    key: 'identity.ledger',
    what: {
      ar: 'سجل العمليات: معرّف مجرد ووقت وإجراء',
      en: 'Record of operations: a bare identifier, a time and an act',
    },
    since: { ar: 'وقوع العملية', en: 'The operation' },
    seenBy: { ar: 'المراجع', en: 'The auditor' },
    safeguard: { ar: 'مختوم يكشف أي تغيير، وبلا أسماء ولا نصوص', en: 'Sealed against change; no names and no texts' },
    end: { ar: 'يبقى دائما دليلا على سلامة السجلات', en: 'Stays for good, as proof that records are sound' },
    usual: () => null,
  },
];
