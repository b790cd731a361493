import type { Bilingual } from '#kernel/text.ts';
import { notificationProblems } from './model.ts';

interface Kind {
  readonly test: RegExp;
  readonly text: Bilingual;
}

const KINDS: readonly Kind[] = [
  {
    test: /nothing is set up to send by/,
    text: {
      ar: 'لم تُهيأ خدمة إرسال لهذه القناة بعد. يعاد الإرسال آليًا بعد تهيئتها.',
      en: 'No service to send by is set up for this channel yet. It is tried again once there is one.',
    },
  },
  {
    test: /outcome of the last try is not known/,
    text: {
      ar: 'انقطع آخر إرسال قبل أن يُعرف مصيره، ولم يُكرر لئلا تصل الرسالة مرتين.',
      en: 'The last try was cut off before its outcome was known; it was not repeated, so that nobody gets it twice.',
    },
  },
  {
    test: /device was removed|device accepts no more/,
    text: {
      ar: 'أُزيل الجهاز أو أوقف صاحبه التنبيهات عليه.',
      en: 'The device was removed, or its owner turned notices off on it.',
    },
  },
  {
    test: /not one address|\b(?:550|551|553)\b|5\.1\.[0-9]|user unknown|no such user|mailbox unavailable|recipients? (?:was|were) rejected/i,
    text: {
      ar: 'رفض خادم البريد عنوان المستلم: العنوان غير موجود أو لا يستقبل.',
      en: 'The mail server refused the address: it does not exist or takes no mail.',
    },
  },
  {
    test: /\b552\b|5\.2\.2|quota|mailbox full/i,
    text: { ar: 'صندوق بريد المستلم ممتلئ.', en: 'The mailbox of the recipient is full.' },
  },
  {
    test: /\b(?:554|5\.7\.[0-9])\b|spam|blocked|policy/i,
    text: {
      ar: 'رفض خادم المستلم الرسالة وفق سياسته.',
      en: 'The recipient’s server refused the message by its policy.',
    },
  },
  {
    test: /^(?!.*answered).*\b(?:4[25]\d|4\.\d\.\d)\b|greylist|try again/i,
    text: {
      ar: 'أجّل خادم المستلم الرسالة مؤقتًا؛ تعاد المحاولة آليًا.',
      en: 'The recipient’s server put the message off for now; it is tried again by itself.',
    },
  },
  {
    test: /answered (?:401|403)|EAUTH|535|authenticat/i,
    text: {
      ar: 'رفضت خدمة الإرسال بيانات دخولنا إليها. راجع إعداد القناة.',
      en: 'The service to send by did not accept our credentials. Look at the settings of the channel.',
    },
  },
  {
    test: /answered 429/,
    text: {
      ar: 'طلبت خدمة الإرسال التمهل؛ تعاد المحاولة آليًا.',
      en: 'The service asks to go slower; it is tried again by itself.',
    },
  },
  {
    test: /answered 4\d\d/,
    text: {
      ar: 'رفضت خدمة الإرسال الرسالة أو رقم المستلم.',
      en: 'The service refused the message or the recipient’s number.',
    },
  },
  {
    test: /answered 5\d\d/,
    text: {
      ar: 'خلل لدى خدمة الإرسال؛ تعاد المحاولة آليًا.',
      en: 'A fault at the service to send by; it is tried again by itself.',
    },
  },
  {
    test: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE|getaddrinfo|socket/i,
    text: {
      ar: 'تعذر الاتصال بخدمة الإرسال؛ تعاد المحاولة آليًا.',
      en: 'The service to send by could not be reached; it is tried again by itself.',
    },
  },
  {
    test: /time[d ]?-?out|ETIMEDOUT|UND_ERR_\w*TIMEOUT|abort/i,
    text: {
      ar: 'لم ترد خدمة الإرسال في الوقت المحدد؛ تعاد المحاولة آليًا.',
      en: 'The service to send by did not answer in time; it is tried again by itself.',
    },
  },
  {
    test: /certificate|TLS|SSL/i,
    text: {
      ar: 'تعذر الاتصال الآمن بخدمة الإرسال: شهادتها غير صالحة.',
      en: 'No safe connection to the service to send by: its certificate is not valid.',
    },
  },
];

const OTHER: Bilingual = {
  ar: 'سبب لم يُصنّف؛ انظر النص التقني.',
  en: 'A reason of another kind; see the technical text.',
};

/** Refusals of ours, of words that could not be written: their code stands first in the stored reason. */
const OWN = ['no-text', 'missing-value', 'too-long', 'bad-address', 'unknown-template'] as const;

/** Why a delivery failed, in words of the product; null where nothing is stored. The stored text stays beside it. */
export function reasonWords(stored: string | null): Bilingual | null {
  if (stored === null || stored === '') return null;
  const own = OWN.find((code) => stored.includes(`notifications.${code}`));
  if (own !== undefined) {
    const { text } = notificationProblems[own]({ values: { places: '…', key: '…', limit: '6' } });
    return { ar: text.ar, en: text.en };
  }
  return KINDS.find(({ test }) => test.test(stored))?.text ?? OTHER;
}

/** The first id that could be made at an instant: ids begin with their millisecond (UUID version 7). */
const firstIdAt = (at: Temporal.Instant): string => {
  const time = Math.max(0, at.epochMilliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
};

/** The ids of what was made on the days from `from` to `to` in a zone, both included; null leaves an end open. */
export function idSpan(
  from: string | null,
  to: string | null,
  timeZone: string,
): { readonly fromId: string | null; readonly toId: string | null } {
  const begins = (day: string, add: number) =>
    firstIdAt(Temporal.PlainDate.from(day).add({ days: add }).toZonedDateTime(timeZone).toInstant());
  return { fromId: from === null ? null : begins(from, 0), toId: to === null ? null : begins(to, 1) };
}
