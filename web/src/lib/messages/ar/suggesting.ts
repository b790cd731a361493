/** Words of what is suggested: the category of a report from its text, and how good such suggestions are. */
export const suggesting = {
  'what.learned': 'بلاغات سابقة تشبه ما كتبته وُجّهت إلى هذا التصنيف',
  'check.title': 'قد يكون الأنسب لما وصفته: {category}',
  'check.text': 'اخترت «{category}». إن كان اختيارك هو الصحيح فأرسل البلاغ كما هو؛ هذا اقتراح آلي من بلاغات سابقة.',
  'check.take': 'غيّر التصنيف إليه',
} as const;
