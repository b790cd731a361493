import type { ActionRow, CaseType } from '#modules/cases/api.ts';

type Words = Record<string, string>;

/** What was chosen in deciding, such as the legal ground of a refusal, as far as the applicant may see it. */
export function groundsOf(type: CaseType, actions: readonly ActionRow[]): { title: Words; text: Words }[] {
  const decided = actions.findLast(({ events }) =>
    (events as readonly { type: string }[]).some((event) => event.type === 'result-set'),
  );
  if (decided === undefined) return [];
  const asked = type.sections.flatMap(({ fields }) => fields);
  return (type.flow.actions[decided.action]?.input ?? []).flatMap((one) => {
    const field = typeof one === 'string' ? asked.find(({ key }) => key === one) : one;
    if (field?.type !== 'choice' || field.audience?.includes('applicant') === false) return [];
    const chosen = field.options?.find(({ value }) => value === decided.input[field.key]);
    return chosen === undefined ? [] : [{ title: field.title as Words, text: chosen.title as Words }];
  });
}
