import { problems } from '#kernel/problem.ts';

/** The refusals of citizen reports. */
export const reportProblems = problems('reports', {
  'not-found': {
    status: 404,
    ar: 'لا يوجد بلاغ معلن بهذا الرقم. إن كان بلاغك فافتحه برمز المتابعة.',
    en: 'There is no public report of this number. If it is yours, open it with its tracking code.',
  },
  'unknown-agency': {
    status: 422,
    ar: 'اختر الجهة التي يُحال إليها البلاغ.',
    en: 'Choose the agency the report goes to.',
  },
  'sign-in-to-follow': {
    status: 401,
    ar: 'سجّل الدخول لمتابعة هذا البلاغ.',
    en: 'Sign in to follow this report.',
  },
  'no-catalogue': {
    status: 503,
    ar: 'لم تُعدّ تصنيفات البلاغات لهذه الجهة بعد.',
    en: 'What can be reported here has not been set up yet.',
  },
  'unknown-category': {
    status: 422,
    field: 'category',
    ar: 'لا يوجد تصنيف بالرمز {code}. اختر تصنيفاً من القائمة.',
    en: 'There is no category with the code {code}. Choose one from the list.',
  },
  'evidence-missing': {
    status: 422,
    ar: 'لا يمكن إثبات المعالجة بعد: ينقص التوثيق الذي يطلبه هذا التصنيف.',
    en: 'The repair cannot be recorded yet: evidence that this category asks for is missing.',
  },
  'not-ratable': {
    status: 409,
    ar: 'يُقيَّم البلاغ بعد إغلاقه. لم يُغلق هذا البلاغ بعد، أو لم تُسجَّل له معالجة تُقيَّم.',
    en: 'A report is rated once it is closed. This one is not, or nothing was done that could be rated.',
  },
  'rating-over': {
    status: 409,
    ar: 'انقضت مدة تقييم هذا البلاغ.',
    en: 'The time to rate this report has passed.',
  },
  'tracking-code-wrong': {
    status: 404,
    ar: 'رقم البلاغ أو رمز المتابعة غير صحيح. تحقق منهما كما وردا في رسالة الاستلام.',
    en: 'The report number or the tracking code is wrong. Check both as they are in the receipt.',
  },
});
