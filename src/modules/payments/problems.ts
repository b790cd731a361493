import { problems } from '#kernel/problem.ts';

/** The refusals of payments. */
export const paymentProblems = problems('payments', {
  'not-found': { status: 404, ar: 'لا توجد فاتورة بهذا الرقم.', en: 'There is no such bill.' },
  'receipt-not-found': { status: 404, ar: 'لا يوجد إيصال بهذا الرقم.', en: 'There is no such receipt.' },
  'refund-not-found': { status: 404, ar: 'لا يوجد طلب استرداد بهذا الرقم.', en: 'There is no such refund.' },
  'statement-not-found': { status: 404, ar: 'لا يوجد كشف بهذا الرقم.', en: 'There is no such statement.' },
  'difference-not-found': { status: 404, ar: 'لا يوجد فرق بهذا الرقم.', en: 'There is no such difference.' },
  'no-terms': {
    status: 409,
    ar: 'لم تُضبط بيانات الفوترة والسداد لهذه البلدية بعد، فلا يمكن إصدار فاتورة.',
    en: 'Billing is not set up for this municipality yet, so no bill can be issued.',
  },
  'other-currency': {
    status: 409,
    ar: 'عملة المقابل المالي ({fee}) غير عملة الفوترة ({currency}).',
    en: 'The fee is in {fee}, bills are in {currency}.',
  },
  'notice-not-found': { status: 404, ar: 'لا يوجد إشعار سداد بهذا الرقم.', en: 'There is no such notice of payment.' },
  'notice-unreadable': {
    status: 422,
    ar: 'لا يطابق الإشعار الصيغة المتفق عليها؛ لم يُسجّل شيء.',
    en: 'The notice does not have the agreed form; nothing was recorded.',
  },
  'notice-of-another-biller': {
    status: 422,
    ar: 'الإشعار يخص مفوترا آخر؛ لم يُسجّل شيء.',
    en: 'The notice is for another biller; nothing was recorded.',
  },
  'nothing-to-refund': {
    status: 409,
    ar: 'لا يوجد في هذه الفاتورة مبلغ مستحق الاسترداد الآن.',
    en: 'Nothing of this bill is to be refunded now.',
  },
  'refund-under-way': {
    status: 409,
    ar: 'طُلب استرداد هذا المبلغ من قبل برقم {number} وهو قيد المعالجة.',
    en: 'This amount was asked back before, under number {number}; it is being worked on.',
  },
  'not-in-this-state': {
    status: 409,
    ar: 'تغيرت حالة طلب الاسترداد، فلم يعد هذا الإجراء متاحا. حدّث الصفحة.',
    en: 'The refund has moved on, and this can no longer be done. Load the page anew.',
  },
  'four-eyes': {
    status: 403,
    ar: 'أعددت طلب الاسترداد بنفسك، فيعتمده غيرك.',
    en: 'You prepared this refund yourself; somebody else approves it.',
  },
  'iban-missing': {
    status: 409,
    ar: 'لم يقدم صاحب الفاتورة رقم الآيبان بعد.',
    en: 'The payer has not given an IBAN yet.',
  },
  'changed-meanwhile': {
    status: 409,
    ar: 'عدّل شخص آخر طلب الاسترداد بعد أن فتحته. راجعه ثم أعد المحاولة.',
    en: 'Somebody else changed this refund after you opened it. Look at it, then try again.',
  },
  'statement-unreadable': {
    status: 422,
    field: 'text',
    ar: 'تعذرت قراءة كشف السداد عند السطر {line}: {why}',
    en: 'The statement cannot be read at line {line}: {why}',
  },
  'statement-too-early': {
    status: 422,
    field: 'day',
    ar: 'لا يكون كشف السداد ليوم لم يأت بعد.',
    en: 'There is no statement of a day that has not come.',
  },
  'biller-away': {
    status: 503,
    ar: 'لا يستجيب نظام السداد الآن. أعد المحاولة بعد قليل، أو حمّل الكشف بنفسك.',
    en: 'The biller does not answer now. Try again shortly, or upload the statement yourself.',
  },
  'already-settled': {
    status: 409,
    ar: 'سُوّي هذا الفرق من قبل.',
    en: 'This difference was settled before.',
  },
  'cannot-count': {
    status: 422,
    field: 'outcome',
    ar: 'لا تُحتسب دفعة من فرق من هذا النوع؛ بيّن سببه.',
    en: 'A difference of this kind cannot be counted as a payment; explain it.',
  },
  'bill-unknown': {
    status: 422,
    field: 'billNumber',
    ar: 'لا توجد لدينا فاتورة بالرقم {number}؛ راجع الرقم.',
    en: 'We have no bill of the number {number}; check it.',
  },
  'not-waiting': {
    status: 409,
    ar: 'لا يوجد ما ينتظر الإرسال إلى نظام السداد لهذه الفاتورة.',
    en: 'Nothing of this bill waits to be sent to the biller.',
  },
});

/** Why a statement cannot be read. */
export const STATEMENT_FAULTS = {
  empty: { ar: 'الملف فارغ أو ناقص.', en: 'the file is empty or incomplete.' },
  heading: { ar: 'أسماء الأعمدة ليست كما اتفق عليه.', en: 'the columns are not the agreed ones.' },
  line: { ar: 'في السطر قيمة ناقصة أو لا تصح.', en: 'a value is missing or not valid.' },
  total: {
    ar: 'الإجمالي لا يطابق الأسطر، فقد يكون الملف مبتورا.',
    en: 'the total does not agree with the lines; the file may be cut short.',
  },
  currency: { ar: 'العملة ليست عملة الفوترة.', en: 'the currency is not that of the bills.' },
  'too-long': { ar: 'أسطر الملف أكثر من المسموح.', en: 'the file has more lines than allowed.' },
} as const;
