import { problems } from '#kernel/problem.ts';

/** The refusals of e-services. */
export const serviceProblems = problems('services', {
  'not-found': {
    status: 404,
    ar: 'لا توجد خدمة بهذا الرمز، أو أوقف تقديمها.',
    en: 'There is no such service, or it is no longer offered.',
  },
  'definition-faulty': {
    status: 422,
    ar: 'لا يمكن نشر تعريف الخدمة؛ صحح المواضع المبينة.',
    en: 'The definition of the service cannot be published; mend the places named.',
  },
  'no-catalogue': {
    status: 404,
    ar: 'لم تنشر هذه الجهة دليل خدمات بعد.',
    en: 'This municipality has not published a catalogue of services.',
  },
  'card-faulty': {
    status: 422,
    ar: 'في البطاقة ما لا يعرفه الدليل؛ صحح المواضع المبينة.',
    en: 'The card names what the catalogue does not have; mend the places named.',
  },
  'no-draft': {
    status: 404,
    ar: 'لا مسودة لهذه البطاقة؛ ربما نُشرت أو حُذفت.',
    en: 'This card has no draft; it may have been published or discarded.',
  },
  'draft-changed': {
    status: 409,
    ar: 'حفظ موظف آخر مسودة هذه البطاقة بعد أن فتحتها. افتحها من جديد ثم أعد تعديلك.',
    en: 'Somebody else saved the draft of this card after you opened it. Open it again and repeat your change.',
  },
  'card-changed': {
    status: 409,
    ar: 'نُشرت نسخة أحدث من هذه البطاقة بعد بدء المسودة. احذف المسودة وابدأ من النسخة المنشورة.',
    en: 'A newer version of this card was published after the draft was begun. Discard the draft and begin from it.',
  },
  'opinion-of-nobody': {
    status: 403,
    ar: 'التقييم للأشخاص؛ سجّل الدخول بحسابك.',
    en: 'Only people rate services; sign in with your own account.',
  },
  'opinion-changed': {
    status: 409,
    ar: 'غيّر صاحب التعليق ما كتبه أو سحبه. اقرأه من جديد.',
    en: 'Whoever wrote this changed it or took it back. Read it again.',
  },
});
