import type { KeptData } from '#modules/identity/api.ts';
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
];
