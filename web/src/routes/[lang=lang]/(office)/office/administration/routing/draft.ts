import { redirect } from '@sveltejs/kit';
import { answerForm, type SentForm } from '$lib/forms.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { RoutingOverview, RoutingRule } from '$lib/office/routing.ts';

export const readOverview = (locals: App.Locals): Promise<RoutingOverview> =>
  locals.call<RoutingOverview>('reports.get-routing-rules', {});

/** The rules as they would be changed now: the draft, or else what is in force. */
export const workingRules = ({ draft, published }: RoutingOverview): readonly RoutingRule[] =>
  draft.rules ?? published.rules;

interface FormEvent {
  readonly request: Request;
  readonly locals: App.Locals;
}

/**
 * A form that changes the draft and leads back to the list. The form's `revision` is what its sender saw: when a
 * colleague changed the draft meanwhile, the change is refused and nothing is lost.
 * @param done names the sentence the list shows
 */
export const changingDraft =
  (
    done: string,
    change: (rules: readonly RoutingRule[], form: SentForm) => readonly unknown[],
    query: (rules: readonly RoutingRule[], form: SentForm) => Record<string, string> = () => ({}),
  ) =>
  (event: FormEvent) =>
    answerForm(event, async (form) => {
      const { locals } = event;
      const rules = workingRules(await readOverview(locals));
      await locals.call(
        'reports.put-routing-draft',
        { revision: Number(form.values.revision ?? 0), rules: change(rules, form) },
        form.key,
      );
      const more = new URLSearchParams({ done, ...query(rules, form) });
      const anchor = form.values.rule === undefined ? '' : `#rule-${form.values.rule}`;
      redirect(303, `${officeAddresses(locals.language).routing}?${more}${anchor}`);
    });

/** The list with one rule at another place, counted from 0. */
export function moved(rules: readonly RoutingRule[], id: string, to: (from: number) => number): RoutingRule[] {
  const from = rules.findIndex((rule) => rule.id === id);
  if (from < 0) return [...rules];
  const rest = rules.filter((rule) => rule.id !== id);
  const place = Math.min(Math.max(to(from), 0), rest.length);
  return rest.toSpliced(place, 0, rules[from]!);
}
