import type { ActionRow, CaseType } from '#modules/cases/api.ts';

type Words = Record<string, string>;
type Happened = readonly { readonly type: string; readonly to?: string }[];

/** The action that decided an application, unless it has come back since to where it is decided, as by an objection upheld. */
export function decisionOf(type: CaseType, actions: readonly ActionRow[]): ActionRow | undefined {
  const at = actions.findLastIndex(({ events }) => (events as Happened).some((event) => event.type === 'result-set'));
  const decided = actions[at];
  if (decided === undefined) return undefined;
  const from = type.flow.actions[decided.action]?.from ?? [];
  const anew = actions
    .slice(at + 1)
    .flatMap(({ events }) => events as Happened)
    .some(
      (event) => event.type === 'state-changed' && event.to !== undefined && from !== '*' && from.includes(event.to),
    );
  return anew ? undefined : decided;
}

/** What was chosen in deciding, such as the legal ground of a refusal, as far as the applicant may see it. */
export function groundsOf(type: CaseType, decided: ActionRow): { title: Words; text: Words }[] {
  const asked = type.sections.flatMap(({ fields }) => fields);
  return (type.flow.actions[decided.action]?.input ?? []).flatMap((one) => {
    const field = typeof one === 'string' ? asked.find(({ key }) => key === one) : one;
    if (field?.type !== 'choice' || field.audience?.includes('applicant') === false) return [];
    const chosen = field.options?.find(({ value }) => value === decided.input[field.key]);
    return chosen === undefined ? [] : [{ title: field.title as Words, text: chosen.title as Words }];
  });
}
