import { say, type Text } from '#kernel/text.ts';
import { routing } from '$lib/messages/routing.ts';
import type { Names } from '$lib/office/lookups.ts';
import { type RoutingRule, ruleWords } from '$lib/office/routing.ts';

export interface RoutingAnswer {
  readonly reasons: readonly Text[];
  readonly version: number | null;
  readonly rule: RoutingRule | null;
  readonly place: number | null;
  readonly passed: readonly { readonly rule: RoutingRule; readonly because: string; readonly text: Text }[];
  readonly notAsked: number;
}

/** The routing of a report in the reader's language. */
export function routingStory(answer: RoutingAnswer, names: Names, language: 'ar' | 'en') {
  const t = routing(language);
  const words = ruleWords(names, language, t);
  const [decided] = answer.rule === null ? [] : [answer.rule];
  return {
    version: answer.version,
    rule: decided === undefined ? null : say(decided.name, language),
    place: answer.place,
    // Which rule it was is said above the reasons.
    reasons: answer.reasons.slice(decided === undefined ? 0 : 1).map((text) => say(text, language)),
    passed: answer.passed.map(({ rule, because, text }) => ({
      id: rule.id,
      name: say(rule.name, language),
      text: say(text, language),
      asked:
        words(rule).conditions.find(({ label }) => because !== 'disabled' && label === labelOf(because, t)) ?? null,
    })),
    notAsked: answer.notAsked,
  };
}

const labelOf = (because: string, t: ReturnType<typeof routing>) => t(`cond.${because}` as Parameters<typeof t>[0]);

export type RoutingStory = ReturnType<typeof routingStory>;
