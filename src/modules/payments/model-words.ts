/** Words of the messages to whoever pays. */
export const NOTICE_WORDS = {
  paymentReceived: {
    title: { ar: 'وصل سدادك للفاتورة {bill}', en: 'Your payment of bill {bill} arrived' },
    body: {
      ar: 'وصلنا سداد مبلغ {amount} للفاتورة {bill} الخاصة بالمعاملة {number}. الإيصال في: {link}',
      en: 'We received {amount} for bill {bill} of {number}. The receipt is at {link}',
    },
  },
  partReceived: {
    title: { ar: 'وصل جزء من الفاتورة {bill}', en: 'Part of bill {bill} arrived' },
    body: {
      ar: 'وصلنا مبلغ {amount} من الفاتورة {bill}، والمتبقي {owed}. أكمل السداد قبل انتهاء المهلة: {link}',
      en: 'We received {amount} for bill {bill}; {owed} is left. Pay the rest before it expires: {link}',
    },
  },
  billExpired: {
    title: { ar: 'انتهت مهلة سداد الفاتورة {bill}', en: 'Bill {bill} has expired' },
    body: {
      ar: 'انتهت مهلة سداد الفاتورة {bill} الخاصة بالمعاملة {number} قبل سداد كامل قيمتها. التفاصيل في: {link}',
      en: 'Bill {bill} of {number} expired before it was paid in full. See {link}',
    },
  },
  refundProposed: {
    title: { ar: 'لك مبلغ مسترد في الفاتورة {bill}', en: 'Money is owed back to you on bill {bill}' },
    body: {
      ar: 'لك مبلغ {amount} مستحق الاسترداد من الفاتورة {bill}. أدخل رقم الآيبان ليحول إليك: {link}',
      en: '{amount} of bill {bill} is owed back to you. Give an IBAN to have it sent: {link}',
    },
  },
  refundPaid: {
    title: { ar: 'حُوّل إليك المبلغ المسترد {refund}', en: 'Your refund {refund} was sent' },
    body: {
      ar: 'حُوّل مبلغ {amount} إلى حسابك المنتهي بـ {account} عن الفاتورة {bill}. التفاصيل في: {link}',
      en: '{amount} was sent to your account ending in {account} for bill {bill}. See {link}',
    },
  },
  refundFailed: {
    title: { ar: 'تعذر تحويل المبلغ المسترد {refund}', en: 'Your refund {refund} could not be sent' },
    body: {
      ar: 'لم يقبل البنك تحويل مبلغ {amount} إلى الحساب الذي قدمته. راجع رقم الآيبان في: {link}',
      en: 'The bank did not take the transfer of {amount} to the account you gave. Check the IBAN at {link}',
    },
  },
  refundRejected: {
    title: { ar: 'لم يقبل طلب الاسترداد {refund}', en: 'Refund {refund} was refused' },
    body: {
      ar: 'صدر قرار بعدم قبول طلب استرداد مبلغ {amount} من الفاتورة {bill}. السبب: {reason} {link}',
      en: 'The refund of {amount} of bill {bill} was refused. Reason: {reason} {link}',
    },
  },
} as const;
export type NoticeName = keyof typeof NOTICE_WORDS;
