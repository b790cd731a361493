import { parseExpression } from '#kernel/expression.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import type { Bilingual } from '#kernel/text.ts';
import { lintAppointment } from './lint-appointment.ts';
import { lintDocuments } from './lint-documents.ts';
import { lintSigning } from './lint-signing.ts';
import type { ServiceDefinition } from './model.ts';
import { lintPrefills } from './rules-prefill.ts';
import { lintRenews } from './rules-renewal.ts';
import { addedFields } from './rules-review.ts';

const TEXTS = {
  'text-missing': { ar: 'النص غير مكتوب بإحدى لغات البلدية.', en: 'The text is missing in a language of the tenant.' },
  'unknown-field': { ar: 'لا يوجد حقل بهذا الاسم في نموذج الطلب.', en: 'The form has no field of this name.' },
  'asked-twice': { ar: 'يرد هذا الحقل في أكثر من صفحة.', en: 'This field is on more than one page.' },
  'not-a-number': {
    ar: 'ما يُعبأ من بيانات مقدم الطلب حقل من نوع «رقم معرّف» تعرضه إحدى الصفحات.',
    en: 'What is filled in from the applicant is a field with an identifying number that a page asks for.',
  },
  'not-asked': { ar: 'حقل في النموذج لا تعرضه أي صفحة.', en: 'A field of the form that no page asks for.' },
  expression: { ar: 'تعذرت قراءة العبارة.', en: 'The expression cannot be read.' },
  'expression-name': {
    ar: 'تذكر العبارة حقلًا لا وجود له في النموذج.',
    en: 'The expression names a field that the form does not have.',
  },
  'document-missing': {
    ar: 'وثيقة تصدرها الخدمة ولا قالب لها في documents.json.',
    en: 'The service issues this document, and documents.json has no template of it.',
  },
  'document-unknown': {
    ar: 'قالب لوثيقة لا تذكرها الخدمة.',
    en: 'A template of a document that the service does not name.',
  },
  'document-not-issued': {
    ar: 'وثيقة مذكورة في الخدمة ولا يصدرها أي إجراء.',
    en: 'A document of the service that no action issues.',
  },
  'document-line': {
    ar: 'لا يكتب هذا النوع من الحقول في وثيقة.',
    en: 'A field of this type cannot be written in a document.',
  },
  'place-unfilled': {
    ar: 'في النص موضع بين قوسين لا قيمة له.',
    en: 'The text has a place in braces that nothing fills.',
  },
  'unknown-page': {
    ar: 'يجب أن تكون البيانات المجلوبة في صفحة جلبها أو ما بعدها.',
    en: 'What is fetched must be on the page where it is fetched, or a later one.',
  },
  'renews-unreplaced': {
    ar: 'لا قالب يذكر هذا الحقل في replaces، فلا تحل الوثيقة الجديدة محل السابقة.',
    en: 'No template names this field in `replaces`, so that what is issued would not take the place of the licence.',
  },
  'payment-action': {
    ar: 'إجراء السداد ينفذه النظام وحده من حالة انتظار السداد، ويقيد رقم الفاتورة وتاريخ السداد ومبلغه.',
    en: 'The action of payment is the system’s alone, leaves the state that waits for it, and writes number, date and amount.',
  },
  'payment-clock': {
    ar: 'مهلة السداد مؤقت يبدأ بدخول حالة انتظار السداد.',
    en: 'The time to pay is a timer that starts in the state that waits for payment.',
  },
  'signer-identifier': {
    ar: 'يُعرف الموقّع بحقل من نوع المعرّف المذكور.',
    en: 'Whoever signs is named by a field of the identifier that is stated.',
  },
  'signer-optional': {
    ar: 'الحقل الذي يعرف الموقّع يجب أن يكون إلزاميًا، أو أن يكون للتوقيع شرط.',
    en: 'The field that names who signs must be required, or the signature must have a condition.',
  },
  'appointment-waiting': {
    ar: 'الحالة التي يُختار فيها الموعد حالة انتظار لمقدم الطلب.',
    en: 'The state in which the appointment is chosen waits for the applicant.',
  },
  'appointment-lead': {
    ar: 'لا يوصل أي إجراء إلى الحالة التي يُختار فيها الموعد.',
    en: 'No action leads to the state in which the appointment is chosen.',
  },
  'appointment-outcome': {
    ar: 'إجراء إثبات الموعد يخرج الطلب من حالة الموعد المحجوز.',
    en: 'The action that records the appointment leads out of the state in which it is booked.',
  },
  'appointment-clock': {
    ar: 'مهلة اختيار الموعد مؤقت يبدأ بدخول الحالة التي يُختار فيها.',
    en: 'The time to choose is a timer that starts in the state in which the appointment is chosen.',
  },
  'appointment-pause': {
    ar: 'مدة البت يجب أن تتوقف ما دام مقدم الطلب يختار موعده.',
    en: 'The time to decide must stand still while the applicant chooses.',
  },
  'appointment-place': {
    ar: 'الموعد في الموقع، ولا حقل في النموذج يحدد موقع الطلب.',
    en: 'The appointment is at the site, and no field of the form says where that is.',
  },
  'unknown-state': { ar: 'لا توجد حالة بهذا الاسم في سير الطلب.', en: 'The flow has no state of this name.' },
} satisfies Record<string, Bilingual>;

const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const DATA = /(?<![\w.])data\s*\.\s*([A-Za-z_]\w*)/g;
/** Fields the program adds to every application. */
const GIVEN = ['service', 'terms', 'fee', 'documentState', 'documentGround', 'documentReason'];

/** What keeps a service from being published, beside what the case engine finds in its case type. */
export function lintService(definition: ServiceDefinition, languages: readonly string[]): FieldProblem[] {
  const found: FieldProblem[] = [];
  const add = (path: string, code: keyof typeof TEXTS) => found.push({ path, code, text: TEXTS[code] });
  const { caseType, pages, eligible, fees, correction, findBy } = definition;
  const fields = caseType.sections.flatMap((section) => section.fields);
  const keys = new Set([...fields.map(({ key }) => key), ...addedFields(definition), ...GIVEN]);

  lintTexts(definition, 'service', languages, (path) => add(path, 'text-missing'));

  const feel = (text: string | undefined, path: string) => {
    if (text === undefined) return;
    const parsed = parseExpression(text);
    if (!parsed.ok) add(path, 'expression');
    else if (parsed.names.some((name) => name !== 'data' && name !== 'actor')) add(path, 'expression-name');
    else if ([...text.replace(STRINGS, '""').matchAll(DATA)].some(([, name]) => !keys.has(name!))) {
      add(path, 'expression-name');
    }
  };
  const asked = new Set<string>();
  for (const [index, page] of pages.entries()) {
    const path = `service.pages.${index}`;
    feel(page.visible, `${path}.visible`);
    for (const [place, key] of page.fields.entries()) {
      if (!keys.has(key)) add(`${path}.fields.${place}`, 'unknown-field');
      if (asked.has(key)) add(`${path}.fields.${place}`, 'asked-twice');
      asked.add(key);
    }
  }
  for (const key of definition.applicantFields ?? []) {
    const field = fields.find((one) => one.key === key);
    if (field?.type !== 'identifier' || !asked.has(key)) add('service.applicantFields', 'not-a-number');
  }
  for (const key of findBy) if (!keys.has(key)) add('service.findBy', 'unknown-field');
  const written = new Set(setByEffects(caseType.flow));
  for (const { key, calculate } of fields) {
    if (calculate === undefined && !asked.has(key) && !written.has(key)) add(`service.caseType.${key}`, 'not-asked');
  }
  for (const [index, { must, values }] of eligible.entries()) {
    feel(must, `service.eligible.${index}.must`);
    for (const [name, text] of Object.entries(values)) feel(text, `service.eligible.${index}.values.${name}`);
  }
  for (const [index, line] of (fees?.lines ?? []).entries()) {
    const path = `service.fees.lines.${index}`;
    feel(line.when, `${path}.when`);
    feel(line.amount, `${path}.amount`);
    for (const [name, text] of Object.entries(line.values)) feel(text, `${path}.values.${name}`);
  }
  lintDocuments(definition, keys, add);
  lintPrefills(definition, keys, add);
  lintRenews(definition, keys, add);
  lintPayment(definition, add);
  lintAppointment(definition, add);
  lintSigning(definition, add);
  const states = Object.keys((caseType.flow.states ?? {}) as object);
  for (const state of [...correction.from, correction.to]) {
    if (!states.includes(state)) add('service.correction', 'unknown-state');
  }
  return found;
}

/** What the action of payment writes. */
const PAID_FIELDS = ['receiptNumber', 'paidOn', 'paidAmount'];

/** Whether what a service says of payment agrees with its flow. */
function lintPayment(
  { payment, caseType }: ServiceDefinition,
  add: (path: string, code: 'payment-action' | 'payment-clock' | 'unknown-state') => void,
): void {
  if (payment === undefined) return;
  const { states = {}, actions } = caseType.flow as { states?: object; actions: Record<string, unknown> };
  if (!Object.hasOwn(states, payment.state)) add('service.payment.state', 'unknown-state');
  const { by, from, input } = (Object.hasOwn(actions, payment.action) ? actions[payment.action] : {}) as {
    by?: unknown;
    from?: unknown;
    input?: unknown;
  };
  const leaves = Array.isArray(from) && from.includes(payment.state);
  const writes = Array.isArray(input) && PAID_FIELDS.every((field) => input.includes(field));
  if (`${by}` !== 'system' || !leaves || !writes) add('service.payment.action', 'payment-action');
  const clocks = (caseType.clocks ?? {}) as Record<string, { kind?: unknown; startsOn?: { state?: unknown } }>;
  const clock = Object.hasOwn(clocks, payment.clock) ? clocks[payment.clock] : undefined;
  if (clock?.kind !== 'timer' || clock.startsOn?.state !== payment.state) add('service.payment.clock', 'payment-clock');
}

/** Fields that actions write: by an effect, or because their form asks for them. */
function setByEffects(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((one) => (typeof one === 'string' ? one : setByEffects(one)));
  const own = (node as { do?: unknown }).do === 'set' ? Object.keys((node as { values: object }).values) : [];
  return [...own, ...Object.values(node).flatMap(setByEffects)];
}

const isWords = (value: object): value is Record<string, string> => {
  const entries = Object.entries(value);
  return (
    entries.length > 0 && entries.every(([tag, text]) => /^[a-z]{2}(-\w+)?$/.test(tag) && typeof text === 'string')
  );
};

function lintTexts(node: unknown, path: string, languages: readonly string[], missing: (path: string) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node) && isWords(node)) {
    if (languages.some((language) => !node[language]?.trim())) missing(path);
    return;
  }
  for (const [key, value] of Object.entries(node)) {
    // The engine says what is missing in the case type.
    if (key !== 'caseType') lintTexts(value, `${path}.${key}`, languages, missing);
  }
}
