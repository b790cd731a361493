/** Words of reports that several departments work on. */
export const parts = {
  title: 'أجزاء العمل',
  all: 'انتهت كلها',
  add: 'أضف جزءًا لإدارة أخرى',
  further: 'أضف الجزء {n} لإدارة أخرى في الخطوة نفسها',
  what: 'المطلوب من الإدارة الأخرى',
  team: 'الفريق',
  nobody: 'بلا فريق',
  due: 'الموعد',
  of: 'جزء من البلاغ',
  'reporter.title': 'من يعمل على بلاغك',
  'reporter.lead': 'تشارك في معالجة بلاغك أكثر من إدارة، ولكل منها جزء من العمل.',
  'reporter.working': 'قيد العمل',
  'reporter.waiting': 'بانتظار جهة أخرى',
  open: {
    zero: 'لا جزء مفتوح',
    one: 'جزء واحد لم يكتمل',
    two: 'جزآن لم يكتملا',
    few: '{shown} أجزاء لم تكتمل',
    many: '{shown} جزءًا لم يكتمل',
    other: '{shown} جزء لم يكتمل',
  },
} as const;
