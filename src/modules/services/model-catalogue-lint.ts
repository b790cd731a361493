import type { Bilingual } from '#kernel/text.ts';

/** How bad a finding is: wrong to the reader, missing, or only to be confirmed. */
export const CARD_SEVERITIES = ['wrong', 'missing', 'confirm'] as const;
export type CardSeverity = (typeof CARD_SEVERITIES)[number];

interface Words {
  readonly severity: CardSeverity;
  /** What was found; names in braces are filled in. */
  readonly finding: Bilingual;
  readonly remedy: Bilingual;
}

/** What the linter of cards can find, and what the owner of the service does about each. */
export const CARD_FINDINGS = {
  'steps-copied': {
    severity: 'wrong',
    finding: {
      ar: 'الخطوة {step} مكتوبة بنصها في خدمة أخرى: «{service}».',
      en: 'Step {step} stands word for word in another service: “{service}”.',
    },
    remedy: {
      ar: 'راجع إجراء هذه الخدمة مع منفذيها، واكتب الخطوة كما تجري هنا.',
      en: 'Go through this service with those who do it, and write the step as it happens here.',
    },
  },
  'step-names-other': {
    severity: 'wrong',
    finding: {
      ar: 'الخطوة {step} تذكر خدمة أخرى باسمها: «{service}».',
      en: 'Step {step} names another service: “{service}”.',
    },
    remedy: {
      ar: 'صحح الخطوة، أو أضف الخدمة الأخرى إلى الخدمات المرتبطة إن كانت مقصودة.',
      en: 'Mend the step, or add the other service to the related ones if it is meant.',
    },
  },
  'name-missing': {
    severity: 'missing',
    finding: { ar: 'لا اسم للخدمة بلغة «{language}».', en: 'The service has no name in “{language}”.' },
    remedy: { ar: 'اكتب الاسم الرسمي بهذه اللغة.', en: 'Write the official name in this language.' },
  },
  'name-same': {
    severity: 'wrong',
    finding: { ar: 'الاسم العربي هو الاسم الإنجليزي نفسه.', en: 'The Arabic name is the English one.' },
    remedy: { ar: 'اكتب الاسم العربي الرسمي.', en: 'Write the official Arabic name.' },
  },
  'text-missing': {
    severity: 'missing',
    finding: { ar: 'نص ناقص بلغة «{language}»: {place}.', en: 'A text is missing in “{language}”: {place}.' },
    remedy: { ar: 'أكمل النص بهذه اللغة.', en: 'Write the text in this language.' },
  },
  'no-cost': {
    severity: 'missing',
    finding: { ar: 'لا ذكر للرسم.', en: 'The cost is not said.' },
    remedy: {
      ar: 'اختر أساس الرسم، ولو كانت الخدمة مجانية.',
      en: 'Choose what the fee is computed from, even where it is free.',
    },
  },
  'no-duration': {
    severity: 'missing',
    finding: { ar: 'لا مدة معلنة للخدمة.', en: 'No duration has been promised.' },
    remedy: {
      ar: 'اتفق مع الإدارة المنفذة على مدة تلتزم بها، ثم أعلنها.',
      en: 'Agree on a time with the department that does the work, and promise it.',
    },
  },
  'no-unit': {
    severity: 'wrong',
    finding: { ar: 'المدة بلا وحدة: يوم أم يوم عمل؟', en: 'The duration has no unit: days or working days?' },
    remedy: { ar: 'اختر وحدة المدة.', en: 'Choose the unit of the duration.' },
  },
  'held-document': {
    severity: 'missing',
    finding: {
      ar: 'يُطلب «{document}» من المستفيد، وهو لدى {source}.',
      en: '“{document}” is asked of the applicant, though {source} holds it.',
    },
    remedy: {
      ar: 'اطلب الربط مع الجهة ثم اجلبه آليًا، ولا تطلبه من المستفيد.',
      en: 'Ask for the integration, then fetch it and ask nobody for it.',
    },
  },
  'card-unconfirmed': {
    severity: 'confirm',
    finding: { ar: 'البطاقة كلها لم تُؤكد بعد.', en: 'Nobody has confirmed the card as a whole.' },
    remedy: {
      ar: 'راجعها مع مالك الخدمة ثم علّمها مؤكدة، أو اسحبها.',
      en: 'Go through it with the owner of the service and mark it confirmed, or withdraw it.',
    },
  },
  'cost-unconfirmed': {
    severity: 'confirm',
    finding: { ar: 'أساس الرسم مفترض.', en: 'The basis of the fee is assumed.' },
    remedy: { ar: 'طابقه مع جدول الرسوم المعتمد.', en: 'Compare it with the approved fees schedule.' },
  },
  'steps-unconfirmed': {
    severity: 'confirm',
    finding: {
      ar: 'الخطوات والمستندات من القالب المعتاد لهذا النوع.',
      en: 'Steps and documents are the usual ones of the kind.',
    },
    remedy: { ar: 'طابقها مع الإجراء المعمول به.', en: 'Compare them with how it is done.' },
  },
  'fact-elsewhere': {
    severity: 'confirm',
    finding: {
      ar: 'معلومة مأخوذة من أمانة أخرى أو غير مؤكدة: {place}.',
      en: 'A fact comes from another municipality or is unconfirmed: {place}.',
    },
    remedy: { ar: 'أكدها لهذه الأمانة أو احذفها.', en: 'Confirm it for this municipality or take it out.' },
  },
} as const satisfies Record<string, Words>;

export type CardFindingKind = keyof typeof CARD_FINDINGS;

/** One thing wrong with one card. */
export interface CardFinding {
  readonly code: string;
  readonly kind: CardFindingKind;
  readonly severity: CardSeverity;
  /** Where in the card, as `steps.2`. */
  readonly path: string;
  /** Fills the places of the finding, by language. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
