import { type Language, say, type Text } from '#kernel/text.ts';
import { categoriesByGroup } from '$lib/category-groups.ts';
import { communication } from '$lib/messages/communication.ts';
import { isProblem } from '$lib/problem.ts';
import type { ChoiceGroup } from '$ui/case-form/case-form.ts';

interface Named {
  readonly code: string;
  readonly name: string;
}

/** What words may be written for besides all: the city's categories, groups and statuses. */
export interface Scopes {
  readonly categories: readonly Named[];
  /** The same below their groups, by scope. */
  readonly byGroup: readonly ChoiceGroup[];
  readonly groups: readonly Named[];
  readonly statuses: readonly Named[];
}

export async function scopesOf({ call, language }: Pick<App.Locals, 'call' | 'language'>): Promise<Scopes> {
  const named = ({ code, name }: { code: string; name: Text }) => ({ code, name: say(name, language) });
  try {
    const [{ catalogue }, type] = await Promise.all([
      call<{
        catalogue: {
          groups: { code: string; name: Text }[];
          categories: { code: string; group: string; name: Text }[];
        };
      }>('reports.get-catalogue', {}),
      call<{ document: { flow: { states: Record<string, { title: { office: Text } }> } } }>('cases.get-type', {
        id: 'report',
      }),
    ]);
    return {
      groups: catalogue.groups.map(named),
      categories: catalogue.categories.map(named),
      byGroup: categoriesByGroup(catalogue, language),
      statuses: Object.entries(type.document.flow.states).map(([code, { title }]) => ({
        code,
        name: say(title.office, language),
      })),
    };
  } catch (error) {
    // Whoever may not read the catalogue still reads the words.
    if (!isProblem(error)) throw error;
    return { categories: [], byGroup: [], groups: [], statuses: [] };
  }
}

/** A scope in words: for all, for a category, for a group, in a status. */
export function scopeTitle(scope: string, scopes: Scopes, language: Language): string {
  const t = communication(language);
  const [kind, code = ''] = scope.split(':');
  const lists = { category: scopes.categories, group: scopes.groups, status: scopes.statuses };
  if (kind !== 'category' && kind !== 'group' && kind !== 'status') return t('scope.all');
  return t(`scope.${kind}`, { name: lists[kind].find((one) => one.code === code)?.name ?? code });
}
