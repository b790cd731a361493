import { type Language, say, type Text } from '#kernel/text.ts';
import type { ChoiceGroup } from '$ui/case-form/case-form.ts';

/** The categories below their groups, in the page's language; `keep` leaves some out, and a group without any with them. */
export const categoriesByGroup = <C extends { readonly code: string; readonly group: string; readonly name: Text }>(
  catalogue: {
    readonly groups: readonly { readonly code: string; readonly name: Text }[];
    readonly categories: readonly C[];
  },
  language: Language,
  keep: (category: C) => boolean = () => true,
): ChoiceGroup[] =>
  catalogue.groups
    .map((group) => ({
      value: group.code,
      label: say(group.name, language),
      options: catalogue.categories
        .filter((one) => one.group === group.code && keep(one))
        .map(({ code, name }) => ({ value: code, label: say(name, language) })),
    }))
    .filter(({ options }) => options.length > 0);
