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
});
