export const gallery = {
  title: 'معرض المكوّنات',
  lead: 'كل مكوّن في أحواله، كما تراه صفحات المنصة.',
  'theme.auto': 'مظهر الجهاز',
  'theme.dark': 'داكن',
  'theme.both': 'المظهران معًا',
} as const;
