import type { Review, ServiceDefinition } from './model.ts';

import { EXTENSION_FIELDS } from './rules-extension.ts';
import { DECISION_GROUNDS, STANDARD_CONDITIONS } from './rules-standards.ts';

type Loose = Record<string, unknown>;

/** The field that holds the answer to a check. */
export const checkField = (key: string): string => `check_${key}`;

const ANSWERS = [
  { value: 'met', title: { ar: 'مستوفى', en: 'Met' } },
  { value: 'notMet', title: { ar: 'غير مستوفى', en: 'Not met' } },
  { value: 'notApplicable', title: { ar: 'لا ينطبق', en: 'Does not apply' } },
];

/** What a service with a technical review has beside its own: a field for each check, the remarks, and the action. */
export function reviewParts(
  { by, from, checks }: Review,
  asked: readonly { readonly value: string; readonly title: Readonly<Record<string, string>> }[],
): { section: { key: string; title: Loose; fields: Loose[] }; action: Loose } {
  const held = checks.map(({ key, when }) => {
    const settled = `data.${checkField(key)} = "met" or data.${checkField(key)} = "notApplicable"`;
    return when === undefined ? `(${settled})` : `(not(${when}) or ${settled})`;
  });
  const fields: Loose[] = [
    ...checks.map(({ key, title, help, when }) => ({
      key: checkField(key),
      type: 'choice',
      title,
      ...(help === undefined ? {} : { help }),
      ...(when === undefined ? {} : { visible: when }),
      required: true,
      options: ANSWERS,
      audience: ['office'],
    })),
    {
      key: 'reviewRemarks',
      type: 'table',
      title: { ar: 'ملاحظات على البيانات والمخططات', en: 'Remarks on answers and drawings' },
      help: {
        ar: 'اذكر موضع كل ملاحظة والمطلوب فيها؛ تظهر لمقدم الطلب بجانب ما يعاد إليه للاستكمال.',
        en: 'Say what each remark is about and what is needed; the applicant sees them beside what is returned for correction.',
      },
      max: 30,
      dataClass: 'internal',
      columns: [
        {
          key: 'about',
          type: 'choice',
          title: { ar: 'البيان أو المخطط', en: 'Answer or drawing' },
          required: true,
          options: asked,
        },
        {
          key: 'remark',
          type: 'longText',
          title: { ar: 'الملاحظة', en: 'Remark' },
          required: true,
          min: 5,
          max: 1_000,
          dataClass: 'internal',
        },
      ],
    },
    {
      key: 'reviewPassed',
      type: 'yesNo',
      title: { ar: 'استيفاء قائمة المراجعة الفنية', en: 'Technical review passed' },
      calculate: held.join(' and '),
      audience: ['office'],
    },
  ];
  return {
    section: { key: 'technicalReview', title: { ar: 'المراجعة الفنية', en: 'Technical review' }, fields },
    action: {
      title: { ar: 'تسجيل المراجعة الفنية', en: 'Record the technical review' },
      from,
      by,
      audience: ['office'],
      input: fields.flatMap(({ key, calculate }) => (calculate === undefined ? [key] : [])),
    },
  };
}

/** Fields that a service gets beside those of its own case type. */
export const addedFields = ({
  review,
  consultations,
  appointment,
  extension,
}: Pick<ServiceDefinition, 'review' | 'consultations' | 'appointment' | 'extension'>): string[] => [
  ...(review === undefined
    ? []
    : [...review.checks.map(({ key }) => checkField(key)), 'reviewRemarks', 'reviewPassed']),
  ...(consultations === undefined ? [] : ['opinions', 'noObjection']),
  ...(appointment === undefined ? [] : ['appointment']),
  ...(extension === undefined ? [] : EXTENSION_FIELDS),
  STANDARD_CONDITIONS,
  DECISION_GROUNDS,
];
