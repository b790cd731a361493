import { type Language, say, type Text } from '#kernel/text.ts';
import type { CaseView } from '#modules/cases/api.ts';
import type { SimilarForOffice, SuggestedCategories } from '#modules/reports/api.ts';
import { formatAmount } from '$lib/format.ts';
import { workspace } from '$lib/messages/workspace.ts';
import type { Names } from '$lib/office/lookups.ts';
import { categoryOf, textAt } from '$lib/office/report.ts';
import { meaningOf } from '$lib/office/rows.ts';
import { suggestionOf } from '$lib/office/suggestion.ts';
import { type RoutingAnswer, routingStory } from './routing-story.ts';

const CONTACT = ['contactName', 'contactMobile', 'contactEmail'] as const;

/** What stands beside the workspace: why it went where it went, who reported it, its clocks, its likely duplicates. */
export function contextOf(
  view: CaseView,
  names: Names,
  similar: SimilarForOffice,
  suggested: SuggestedCategories,
  answer: RoutingAnswer,
  language: Language,
) {
  const category = categoryOf(view);
  const routing = view.data.routing as { department?: string } | null | undefined;
  const named = (list: readonly { code: string; name: Text }[], code: string | null | undefined) => {
    const found = list.find((one) => one.code === code);
    return found === undefined ? (code ?? null) : say(found.name, language);
  };
  const { catalogue } = names;
  return {
    category: {
      name: say(category.name, language),
      department: named(catalogue.departments, routing?.department ?? category.department),
      time: formatAmount(category.resolve.amount, category.resolve.unit, language),
      routing: routingStory(answer, names, language),
      safety: category.safety,
      hidden: view.data.hidden === true || !category.public,
    },
    contact: {
      name: textAt(view, 'contactName'),
      mobile: textAt(view, 'contactMobile'),
      email: textAt(view, 'contactEmail'),
      withheld: CONTACT.some((key) => view.withheld.includes(key)),
    },
    clocks: view.clocks
      .map(({ key, title, status, dueAt, stoppedAt, breachedAt, remaining }) => ({
        key,
        title: say(title, language),
        status,
        dueAt,
        stoppedAt,
        breached:
          breachedAt !== null || (stoppedAt !== null && dueAt !== null && Date.parse(stoppedAt) > Date.parse(dueAt)),
        remaining,
      }))
      .toSorted((a, b) => Number(a.status === 'stopped') - Number(b.status === 'stopped')),
    tasks: view.tasks.map(({ key, title, team, dueAt }) => ({
      key,
      title: say(title, language),
      team: names.team(team),
      dueAt,
    })),
    similar: similar.items.map((item) => ({
      ...item,
      category: say(item.category, language),
      stateTitle: say(item.stateTitle, language),
      meaning: meaningOf(item.state, 'open'),
      older: Date.parse(item.openedAt) < Date.parse(view.openedAt),
    })),
    suggestion: suggestionOf(suggested.model, suggested.answers[0] ?? [], category.code, language),
    duplicateOf: view.duplicateOf,
    absorbed: view.absorbed,
    children: view.children.map(({ id, number, category: standing }) => ({
      id,
      number,
      closed: standing === 'closed',
    })),
    facts: {
      openedAt: view.openedAt,
      updatedAt: view.updatedAt,
      closedAt: view.closedAt,
      channel:
        textAt(view, 'channel') === 'portal'
          ? workspace(language)('facts.channel.portal')
          : named(catalogue.channels, textAt(view, 'channel')),
      external: textAt(view, 'externalNumber'),
      reason: view.result?.reason ?? null,
    },
  };
}

export type Context = ReturnType<typeof contextOf>;
