import { type Bilingual, fill } from '#kernel/text.ts';

const TEXTS = {
  schema: {
    ar: 'لا يطابق المستند الصيغة المقررة: {detail}',
    en: 'The document does not have the required shape: {detail}',
  },
  'text-missing': { ar: 'النص غير مكتوب باللغة {language}.', en: 'The text is missing in {language}.' },
  unreachable: { ar: 'لا يوصل إلى هذه الحالة أي إجراء.', en: 'No action leads to this state.' },
  'dead-end': {
    ar: 'لا يخرج من هذه الحالة أي إجراء، وهي ليست حالة إغلاق.',
    en: 'Nothing leads out of this state, and it is not a closed one.',
  },
  'no-end': {
    ar: 'تدور المعاملة هنا بلا نهاية: لا يوصل من هذه الحالة أي طريق إلى حالة إغلاق.',
    en: 'A case goes round here for ever: no way from this state leads to a closed one.',
  },
  'turns-by-itself': {
    ar: 'تعود المعاملة إلى هذه الحالة من تلقاء نفسها مرة بعد مرة، دون أن يقرر أحد: {name}',
    en: 'A case comes back to this state by itself again and again, with nobody deciding: {name}',
  },
  'calculates-itself': {
    ar: 'تحسب هذه الخانة من نفسها، مباشرة أو عبر خانات أخرى: {name}',
    en: 'The field is calculated from itself, directly or by way of others: {name}',
  },
  'no-clock': {
    ar: 'حالة مفتوحة لا تجري فيها أي مدة: قد تُنسى المعاملة فيها.',
    en: 'An open state in which no clock runs: a case may be forgotten here.',
  },
  'no-owner': {
    ar: 'حالة مفتوحة لا يملك أي موظف أن يخرج المعاملة منها.',
    en: 'An open state that no employee can lead a case out of.',
  },
  'waits-for-ever': {
    ar: 'حالة انتظار بلا مهلة: لن ينتبه أحد إن لم يأت الرد.',
    en: 'A waiting state without a time limit: nobody will notice when no answer comes.',
  },
  'unknown-name': { ar: 'لا يوجد {kind} باسم «{name}».', en: 'There is no {kind} named {name}.' },
  expression: { ar: 'تعذرت قراءة العبارة: {detail}', en: 'The expression cannot be read: {detail}' },
  'expression-name': {
    ar: 'تذكر العبارة ما لا وجود له هنا: {name}',
    en: 'The expression names what does not exist here: {name}',
  },
  'class-missing': {
    ar: 'لم تُحدد درجة تصنيف البيانات لهذه الخانة.',
    en: 'The class of data of this field is not stated.',
  },
  'personal-public': {
    ar: 'بيانات شخصية معروضة للعموم، أو مصنفة عامة.',
    en: 'Personal data is shown to everybody, or classed as public.',
  },
  'duplicate-key': { ar: 'الاسم «{name}» مستعمل أكثر من مرة.', en: 'The name {name} is used more than once.' },
  'reserved-key': { ar: 'الاسم «{name}» محجوز لإجراء عام.', en: 'The name {name} belongs to a standard action.' },
  'no-last-branch': {
    ar: 'لا بد أن يكون آخر صف، وحده، بلا شرط.',
    en: 'The last row, and no other, must be without a condition.',
  },
  'not-for-system': {
    ar: 'ينفذ النظام الإجراء «{name}» ولا صلاحية له عليه، أو يتطلب إدخالًا.',
    en: 'The system takes the action {name}, but may not, or it needs input.',
  },
  'field-incomplete': {
    ar: 'تعريف الخانة غير مكتمل أو متناقض: {detail}',
    en: 'The field is incomplete or contradicts itself: {detail}',
  },
  pattern: {
    ar: 'النمط غير صالح، أو قد يستغرق فحصه وقتًا غير محدود.',
    en: 'The pattern is not valid, or could take without end to match.',
  },
} satisfies Record<string, Bilingual>;

export type FindingCode = keyof typeof TEXTS;

/** One thing wrong with a case type. An `error` keeps it from being published. */
export interface Finding {
  /** Where, dotted: `flow.states.on_site`. */
  readonly path: string;
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  readonly text: Bilingual;
}

export type Kind = keyof typeof KINDS;
const KINDS = {
  state: { ar: 'حالة', en: 'state' },
  action: { ar: 'إجراء', en: 'action' },
  field: { ar: 'خانة', en: 'field' },
  clock: { ar: 'مدة', en: 'clock' },
  role: { ar: 'دور أو صلة', en: 'role or relation' },
  notice: { ar: 'إشعار', en: 'notice' },
  child: { ar: 'معاملة فرعية', en: 'child' },
  document: { ar: 'مستند', en: 'document' },
  task: { ar: 'مهمة', en: 'task' },
} satisfies Record<string, Bilingual>;

/** Collects findings in the order of the document. */
export class Findings {
  readonly all: Finding[] = [];

  add(
    code: FindingCode,
    path: string,
    values: Record<string, string | number> = {},
    severity: Finding['severity'] = 'error',
  ) {
    const text: Bilingual = TEXTS[code];
    this.all.push({ path, severity, code, text: { ar: fill(text.ar, values), en: fill(text.en, values) } });
  }

  /** Says that `name` should exist as a `kind`, unless it does. */
  expect(kind: Kind, name: string, known: { has(name: string): boolean }, path: string): void {
    if (known.has(name)) return;
    const text: Bilingual = TEXTS['unknown-name'];
    const of = (language: 'ar' | 'en') => fill(text[language], { kind: KINDS[kind][language], name });
    this.all.push({ path, severity: 'error', code: 'unknown-name', text: { ar: of('ar'), en: of('en') } });
  }
}
