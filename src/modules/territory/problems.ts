import { type Problem, problems } from '#kernel/problem.ts';
import { say, type Text } from '#kernel/text.ts';
import { PARCEL_FAULTS, type ParcelFault } from './model-parcels.ts';

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
  'too-many-parcels': {
    status: 422,
    field: 'collection',
    ar: 'أكثر ما يستورد في المرة الواحدة {most} قطعة. قسّم الملف، أو استورده بسطر الأوامر.',
    en: 'At most {most} parcels can be taken over at once. Split the file, or import it on the command line.',
  },
  'unknown-plan': { status: 404, field: 'plan', ...PARCEL_FAULTS['unknown-plan'] },
  'unknown-parcel': { status: 404, field: 'number', ...PARCEL_FAULTS['unknown-parcel'] },
  'no-parcel-here': { status: 404, field: 'longitude', ...PARCEL_FAULTS['no-parcel-here'] },
  'parcel-outside': { status: 422, field: 'plan', ...PARCEL_FAULTS['parcel-outside'] },
});

export const parcelProblem = (fault: ParcelFault): Problem => territoryProblems[fault]();

/** The refusal of a point outside every border, naming the tenant in both languages. */
export const outsideOf = (tenantName: Text): Problem =>
  territoryProblems.outside({
    values: { tenantInArabic: say(tenantName, 'ar'), tenantInEnglish: say(tenantName, 'en') },
  });
