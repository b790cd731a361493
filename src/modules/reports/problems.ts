import { problems } from '#kernel/problem.ts';

/** The refusals of citizen reports. */
export const reportProblems = problems('reports', {
  'unknown-category': {
    status: 422,
    ar: 'لا يوجد تصنيف بالرمز {code}. اختر تصنيفاً من القائمة.',
    en: 'There is no category with the code {code}. Choose one from the list.',
  },
  'evidence-missing': {
    status: 422,
    ar: 'لا يمكن إثبات المعالجة بعد: ينقص التوثيق الذي يطلبه هذا التصنيف.',
    en: 'The repair cannot be recorded yet: evidence that this category asks for is missing.',
  },
  'tracking-code-wrong': {
    status: 404,
    ar: 'رقم البلاغ أو رمز المتابعة غير صحيح. تحقق منهما كما وردا في رسالة الاستلام.',
    en: 'The report number or the tracking code is wrong. Check both as they are in the receipt.',
  },
});
