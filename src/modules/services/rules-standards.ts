import type { DocumentTemplate, ServiceOffer } from './model.ts';

type Loose = Record<string, unknown>;
type Words = Readonly<Record<string, string>>;

/** The fields in which a decision keeps what it took from the tenant's lists. */
export const STANDARD_CONDITIONS = 'standardConditions';
export const DECISION_GROUNDS = 'decisionGrounds';

const optionsOf = (texts: readonly Words[]) => texts.map((title, index) => ({ value: `t${index + 1}`, title }));

type Lists = Partial<Pick<ServiceOffer, 'conditions' | 'grounds'>>;

/** The section of a case type in which a decision names standard conditions and legal grounds; none without lists. */
export function standardSection({ conditions = [], grounds = [] }: Lists): Loose[] {
  const fields = [
    ...(conditions.length === 0
      ? []
      : [
          {
            key: STANDARD_CONDITIONS,
            type: 'multiChoice',
            title: { ar: 'شروط معتمدة', en: 'Standard conditions' },
            help: {
              ar: 'تطبع في الوثيقة بلغات الجهة. ما يلزم غيرها يكتب في خانة الشروط.',
              en: 'Printed on the document in the languages of the municipality. Write whatever else is needed below.',
            },
            options: optionsOf(conditions),
          },
        ]),
    ...(grounds.length === 0
      ? []
      : [
          {
            key: DECISION_GROUNDS,
            type: 'multiChoice',
            title: { ar: 'السند النظامي للقرار', en: 'Legal grounds of the decision' },
            options: optionsOf(grounds),
          },
        ]),
  ];
  return fields.length === 0
    ? []
    : [{ key: 'standards', title: { ar: 'شروط القرار وسنده', en: 'Conditions and grounds' }, fields }];
}

/** The action with the tenant's lists beside the field for conditions of the officer's own. */
export function withStandards<A extends object>(
  action: A & { readonly input?: unknown },
  { conditions = [], grounds = [] }: Lists,
  documents: Readonly<Record<string, DocumentTemplate>>,
): A {
  const own = Object.values(documents).flatMap(({ conditionsField }) => conditionsField ?? []);
  const { input } = action;
  // What was sent as a definition has not been looked at yet.
  if (!Array.isArray(input) || !input.some((one) => typeof one === 'string' && own.includes(one))) return action;
  const added = [
    ...(conditions.length === 0 ? [] : [STANDARD_CONDITIONS]),
    ...(grounds.length === 0 ? [] : [DECISION_GROUNDS]),
  ];
  return { ...action, input: [...added, ...input] };
}

/** The texts of a list that a decision named, in the order of the list. */
export const chosenOf = (texts: readonly Words[] | undefined, chosen: unknown): Words[] =>
  optionsOf(texts ?? []).flatMap(({ value, title }) =>
    Array.isArray(chosen) && chosen.includes(value) ? [title] : [],
  );
