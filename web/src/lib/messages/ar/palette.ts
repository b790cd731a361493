/** Words of the command palette. */
export const palette = {
  title: 'لوحة الأوامر',
  open: 'لوحة الأوامر',
  label: 'رقم بلاغ أو صفحة أو إجراء',
  found: 'ما يمكن الانتقال إليه',
  number: 'افتح البلاغ',
  search: 'ابحث في البلاغات',
  page: 'صفحة',
  action: 'إجراء في هذه الصفحة',
  none: 'لا شيء بهذا الاسم.',
  'keys.move': 'للتنقل',
  'keys.go': 'للانتقال',
  'keys.close': 'للإغلاق',
  'keys.help': 'للاختصارات',
  pages: 'صفحات بهذا الاسم:',
} as const;
