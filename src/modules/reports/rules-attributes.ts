import { plainText } from '#kernel/arabic.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import { type Bilingual, fill, say } from '#kernel/text.ts';
import type { ServiceAttribute } from './model.ts';

/** What was answered, by the code of the question: a list where several answers may be chosen. */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

const TEXTS = {
  unknown: { ar: 'لا يوجد سؤال بالرمز {code} لهذه الخدمة.', en: 'This service has no attribute {code}.' },
  required: { ar: 'السمة {code} مطلوبة: {name}', en: 'The attribute {code} is required: {name}' },
  once: { ar: 'السمة {code} تقبل قيمة واحدة.', en: 'The attribute {code} takes one value.' },
  number: { ar: 'السمة {code} رقم.', en: 'The attribute {code} is a number.' },
  datetime: {
    ar: 'السمة {code} تاريخ بصيغة ISO 8601، مثل 2026-01-31 أو 2026-01-31T08:00:00Z.',
    en: 'The attribute {code} is a date of ISO 8601, such as 2026-01-31 or 2026-01-31T08:00:00Z.',
  },
  line: {
    ar: 'السمة {code} سطر واحد لا يتجاوز 500 حرف.',
    en: 'The attribute {code} is one line of at most 500 characters.',
  },
  text: {
    ar: 'السمة {code} نص لا يتجاوز 2000 حرف.',
    en: 'The attribute {code} is a text of at most 2,000 characters.',
  },
  choice: {
    ar: 'القيمة «{value}» ليست من قيم السمة {code}: {values}',
    en: '“{value}” is not a value of the attribute {code}: {values}',
  },
} satisfies Record<string, Bilingual>;

const problem = (code: string, what: keyof typeof TEXTS, values: Record<string, string> = {}): FieldProblem => ({
  path: `attribute[${code}]`,
  code: what === 'required' ? 'required' : `attribute-${what}`,
  text: { ar: fill(TEXTS[what].ar, { code, ...values }), en: fill(TEXTS[what].en, { code, ...values }) },
});

const LINE = plainText({ max: 500 });
const TEXT = plainText({ max: 2_000, multiline: true });

function isDate(text: string): boolean {
  for (const read of [Temporal.Instant.from, Temporal.PlainDateTime.from, Temporal.PlainDate.from]) {
    try {
      read(text);
      return true;
    } catch {
      // Not of this form; perhaps of another.
    }
  }
  return false;
}

function wrongIn(attribute: ServiceAttribute, value: string): FieldProblem | undefined {
  const { code, datatype } = attribute;
  switch (datatype) {
    case 'number':
      return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value) ? undefined : problem(code, 'number');
    case 'datetime':
      return isDate(value) ? undefined : problem(code, 'datetime');
    case 'string':
      return LINE.safeParse(value).success ? undefined : problem(code, 'line');
    case 'text':
      return TEXT.safeParse(value).success ? undefined : problem(code, 'text');
    default: {
      const keys = attribute.values.map(({ key }) => key);
      const shown = { value: value.slice(0, 60), values: keys.join(', ') };
      return keys.includes(value) ? undefined : problem(code, 'choice', shown);
    }
  }
}

/**
 * Every answer that does not fit its question, and every question that wants an answer and has none.
 * @param attributes those of the service
 */
export function wrongAnswers(attributes: readonly ServiceAttribute[], answers: Answers, language: string) {
  const known = new Map(attributes.filter(({ variable }) => variable).map((one) => [one.code, one]));
  const problems: FieldProblem[] = [];
  for (const [code, given] of Object.entries(answers)) {
    const attribute = known.get(code);
    const values = typeof given === 'string' ? [given] : given;
    if (attribute === undefined) problems.push(problem(code, 'unknown'));
    else if (values.length > 1 && attribute.datatype !== 'multivaluelist') problems.push(problem(code, 'once'));
    else problems.push(...values.flatMap((value) => wrongIn(attribute, value) ?? []));
  }
  for (const { code, required, description } of known.values()) {
    if (required && !Object.hasOwn(answers, code)) {
      problems.push(problem(code, 'required', { name: say(description, language) }));
    }
  }
  return problems;
}

/** The answers as lines a person reads: the question, then what was answered, in the words of the tenant. */
export function answersInWords(attributes: readonly ServiceAttribute[], answers: Answers, language: string): string {
  return attributes
    .filter(({ code }) => Object.hasOwn(answers, code))
    .map(({ code, description, values }) => {
      const given = answers[code]!;
      const names = (typeof given === 'string' ? [given] : given).map((key) => {
        const value = values.find((one) => one.key === key);
        return value === undefined ? key : say(value.name, language);
      });
      return `${say(description, language)}: ${names.join(language === 'ar' ? '، ' : ', ')}`;
    })
    .join('\n');
}
