import { z } from 'zod';
import { formulaOf } from '#kernel/expression.ts';
import { CaseField, sheetFields } from '#modules/cases/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { FeeSchedule, type ServiceDefinition } from './model.ts';
import { openDraft } from './operations-draft-shared.ts';
import { pagesShown, RecordId, type ServiceParts } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';

const Formulas = z.record(z.string(), z.array(z.unknown()));

/** What a step needs to react while it is written: the same rules that saving and sending hold it to. */
export const DraftRules = z.object({
  /** Fields of the form that are asked or computed; of other steps without their words. */
  fields: z.array(CaseField),
  /** Keys of the step's own fields. */
  page: z.array(z.string()),
  /** Answers so far, and the tenant's terms, as far as the rules look at them. */
  data: z.record(z.string(), z.json()),
  fees: FeeSchedule.nullable(),
  vat: z.record(z.string(), z.int()),
  timeZone: z.string(),
  /** What the texts of the rules say, by the text; null where one says what only the server can evaluate. */
  formulas: z.object({ expressions: Formulas, tests: Formulas }).nullable(),
});
export type DraftRules = z.infer<typeof DraftRules>;

interface Texts {
  readonly expressions: Set<string>;
  readonly tests: Set<string>;
}

function textsOfField({ visible, required, calculate, validate }: CaseField, { expressions, tests }: Texts): void {
  for (const text of [visible, required, ...(validate ?? []).map(({ must }) => must)]) {
    if (typeof text === 'string') expressions.add(text);
  }
  if (typeof calculate === 'string') expressions.add(calculate);
  else if (calculate !== undefined) {
    for (const { expression } of calculate.inputs) expressions.add(expression);
    for (const { when, give } of calculate.rules) {
      for (const cell of when) tests.add(cell);
      for (const cell of give) expressions.add(cell);
    }
  }
}

function textsOf(fields: readonly CaseField[], fees: ServiceDefinition['fees']): Texts {
  const texts: Texts = { expressions: new Set(), tests: new Set() };
  for (const field of fields) textsOfField(field, texts);
  for (const { when, amount, values } of fees?.lines ?? []) {
    for (const text of [when, amount, ...Object.values(values)]) if (text !== undefined) texts.expressions.add(text);
  }
  return texts;
}

/** The texts as formulas; null where one is not covered, or looks at what only the server knows. */
function formulasOf({ expressions, tests }: Texts): DraftRules['formulas'] {
  const made: NonNullable<DraftRules['formulas']> = { expressions: {}, tests: {} };
  for (const [kind, texts] of [
    ['expressions', expressions],
    ['tests', tests],
  ] as const) {
    for (const text of texts) {
      const formula = formulaOf(text, kind === 'tests' ? 'unaryTests' : 'expression');
      if (formula === undefined || /\["name","(?:case|actor|input)"\]/.test(JSON.stringify(formula))) return null;
      made[kind][text] = [...formula];
    }
  }
  return made;
}

/** The words and choices of other steps' fields stay behind; what is computed keeps its choices, to be held to them. */
function withoutWords(field: CaseField): CaseField {
  const { help: _, options, validate: __, columns: ___, ...rest } = field;
  const kept = field.calculate === undefined ? undefined : options?.map(({ value }) => ({ value, title: {} }));
  return { ...rest, title: {}, ...(kept === undefined ? {} : { options: kept }) };
}

export const draftRulesOperations = (parts: ServiceParts): Operation[] => [
  operation({
    name: 'services.get-draft-rules',
    summary: { ar: 'قواعد خطوة من طلب لي', en: 'The rules of a step of my application' },
    kind: 'query',
    who: [signedIn()],
    route: { method: 'GET', path: '/my/drafts/{id}/pages/{page}/rules' },
    rate: 'read',
    input: z.strictObject({ id: RecordId, page: z.string().max(64) }),
    output: DraftRules,
    async run(tx, { id, page: key }, context) {
      const { service, sheet } = await openDraft(parts, tx, context, id);
      const page = pagesShown(service, sheet).find((one) => one.key === key);
      if (page === undefined) throw serviceProblems['page-unknown']();
      const { definition, offer } = service;
      const asked = new Set(definition.pages.flatMap(({ fields }) => fields));
      const all = sheetFields(sheet).filter((field) => asked.has(field.key));
      const fields = all.map((field) => (page.fields.includes(field.key) ? field : withoutWords(field)));
      const texts = textsOf(fields, definition.fees);
      const named = [...texts.expressions, ...texts.tests].join('\n');
      const terms = Object.fromEntries(
        Object.entries(offer.terms).filter(([name]) => new RegExp(`\\bterms\\.${name}\\b`).test(named)),
      );
      const answers = Object.entries(sheet.data).filter(([name]) => asked.has(name));
      const calendar = await parts.territory.calendarOf(tx, context.tenant);
      return {
        fields,
        page: page.fields,
        data: { ...Object.fromEntries(answers), terms } as DraftRules['data'],
        fees: definition.fees ?? null,
        vat: offer.vat,
        timeZone: calendar.timeZone,
        formulas: formulasOf(texts),
      };
    },
  }),
];
