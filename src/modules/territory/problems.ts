import { type Problem, problems } from '#kernel/problem.ts';
import { say, type Text } from '#kernel/text.ts';

export const territoryProblems = problems('territory', {
  outside: {
    status: 422,
    field: 'location',
    ar: 'الموقع المحدد خارج نطاق {tenantInArabic}. حرّك المؤشر إلى موقع داخل النطاق، أو تواصل مع البلدية المختصة بذلك الموقع.',
    en: 'This place is outside the area served by {tenantInEnglish}. Move the pin to a place inside it, or contact the municipality in charge there.',
  },
  'unknown-area': {
    status: 404,
    ar: 'لا توجد منطقة بهذا الرقم.',
    en: 'There is no area with this id.',
  },
  'not-a-collection': {
    status: 422,
    ar: 'الملف ليس مجموعة معالم بصيغة GeoJSON (FeatureCollection).',
    en: 'The file is not a GeoJSON FeatureCollection.',
  },
  'nothing-to-import': {
    status: 422,
    ar: 'لم يُقبل أي معلم من الملف، فلم يتغير شيء. راجع أسباب الرفض المذكورة لكل معلم.',
    en: 'No feature of the file could be taken, so nothing was changed. See the reason given for each feature.',
  },
});

/** The refusal of a point outside every border, naming the tenant in both languages. */
export const outsideOf = (tenantName: Text): Problem =>
  territoryProblems.outside({
    values: { tenantInArabic: say(tenantName, 'ar'), tenantInEnglish: say(tenantName, 'en') },
  });
