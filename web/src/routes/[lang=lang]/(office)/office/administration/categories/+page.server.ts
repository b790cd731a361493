import { searchWords } from '#kernel/arabic.ts';
import { say } from '#kernel/text.ts';
import type { ReportCatalogue } from '#modules/reports/api.ts';
import { managing } from '$lib/messages/managing.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { type CategoryChange, changeWords } from '$lib/office/categories.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, url } = event;
  const { language } = locals;
  const q = url.searchParams.get('q')?.trim() ?? '';
  const [{ catalogue }, { changes }] = await Promise.all([
    locals.call<{ catalogue: ReportCatalogue }>('reports.get-catalogue', { all: true }),
    locals.call<{ changes: CategoryChange[] }>('reports.list-category-changes', { limit: 5 }),
  ]);
  const wanted = searchWords(q).words;
  const fits = (code: string, texts: readonly string[]) => {
    const held = searchWords([code, ...texts].join(' ')).words;
    return wanted.every((word) => held.some((one) => one.startsWith(word)));
  };
  const department = (code: string) => {
    const found = catalogue.departments.find((one) => one.code === code);
    return found === undefined ? code : say(found.name, language);
  };
  const t = managing(language);
  return {
    mayEdit: isAdministrator(locals.actor),
    q,
    changes: changes.map((change) => changeWords(change, catalogue, language, t)),
    groups: catalogue.groups
      .map((group) => ({
        code: group.code,
        name: say(group.name, language),
        categories: catalogue.categories
          .filter((one) => one.group === group.code)
          .filter(({ code, name, words }) => fits(code, [...Object.values(name), ...Object.values(words).flat()]))
          .map(({ code, name, department: owner, priority, resolve, active }) => ({
            id: code,
            code,
            name: say(name, language),
            department: department(owner),
            priority: Number(priority.slice(1)),
            resolve,
            active,
          })),
      }))
      .filter(({ categories }) => categories.length > 0),
  };
};
