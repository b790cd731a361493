import type { KeptData } from '#modules/identity/api.ts';
import { countOldBodies, forgetBodies } from './store-calls.ts';
import { countOldMessages, forgetMessages } from './store-messages.ts';

/** What never arrived waits so much longer for somebody to send it again. */
const DEAD_DAYS_MORE = 60;

export const keptByExchange: readonly KeptData[] = [
  {
    key: 'exchange.messages',
    what: { ar: 'ما أُرسل إلى أنظمة أخرى عن البلاغات', en: 'What other systems were told of reports' },
    since: { ar: 'كتابة الرسالة', en: 'The writing of the message' },
    seenBy: { ar: 'من يدير التكامل', en: 'Who manages integrations' },
    safeguard: { ar: 'بلا اسم المبلّغ ولا وسيلة تواصله', en: 'Without the reporter’s name and contact' },
    end: {
      ar: 'يُحذف، وما لم يصل يبقى ستين يوما بعد ذلك ليُعاد إرساله',
      en: 'Removed; what never arrived stays sixty days more, to be sent again',
    },
    usual: () => 30,
    removal: {
      due: (tx, _tenant, { before }, most) =>
        countOldMessages(tx, before.toString(), before.subtract({ hours: 24 * DEAD_DAYS_MORE }).toString(), most),
      remove: (tx, _tenant, { before }, most) =>
        forgetMessages(tx, before.toString(), before.subtract({ hours: 24 * DEAD_DAYS_MORE }).toString(), most),
    },
  },
  {
    key: 'exchange.bodies',
    what: { ar: 'نص ما أرسل إلى الجهات وما أجابت به', en: 'What went to agencies and what they answered' },
    since: { ar: 'سؤال الجهة', en: 'The call to the agency' },
    seenBy: { ar: 'مسؤول حماية البيانات الشخصية', en: 'The data protection officer' },
    safeguard: {
      ar: 'مشفّر بمفتاح صاحبه؛ ويبقى في السجل من سأل ولماذا وبصمة النص',
      en: 'Sealed with the key of its person; who asked, why, and the digest stay in the log',
    },
    end: { ar: 'يُحذف النص', en: 'The text is removed' },
    usual: () => 90,
    removal: {
      due: (tx, _tenant, { before }, most) => countOldBodies(tx, before.toString(), most),
      remove: (tx, _tenant, { before }, most) => forgetBodies(tx, before.toString(), most),
    },
  },
];
