import { error, fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import { categoriesByGroup } from '$lib/category-groups.ts';
import { readForm } from '$lib/forms.ts';
import { routing } from '$lib/messages/routing.ts';
import { isAdministrator, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor, optionsOf } from '$lib/office/lookups.ts';
import { atFields, readRule, typedValues, valuesOf, warningWords, weekdayName } from '$lib/office/routing.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { moved, readOverview, workingRules } from '../../draft.ts';
import type { Actions, PageServerLoad } from './$types';

const NEW = 'new';
const WEEK = [7, 1, 2, 3, 4, 5, 6];

export const load: PageServerLoad = async (event) => {
  staffOf(event, isAdministrator);
  const { locals, params } = event;
  const { language, tenant } = locals;
  const t = routing(language);
  const [overview, names] = await Promise.all([readOverview(locals), namesFor(locals)]);
  const rules = workingRules(overview);
  const at = rules.findIndex(({ id }) => id === params.rule);
  const rule = rules[at];
  if (rule === undefined && params.rule !== NEW) {
    error(404, { message: 'no such rule', text: { ar: 'لا توجد قاعدة بهذا المعرّف.', en: 'There is no such rule.' } });
  }
  const { catalogue } = names;
  const options = (list: Parameters<typeof optionsOf>[0]) => optionsOf(list, language);
  return {
    isNew: rule === undefined,
    name: rule === undefined ? '' : say(rule.name, language),
    languages: tenant.languages,
    revision: overview.draft.revision,
    places: rules.length + (rule === undefined ? 1 : 0),
    values: {
      ...(rule === undefined ? { enabled: 'yes' } : valuesOf(rule)),
      place: String(rule === undefined ? rules.length + 1 : at + 1),
    } as Record<string, string>,
    warnings: rule === undefined ? [] : (warningWords(overview.warnings, rules, language, t).get(rule.id) ?? []),
    choices: {
      categories: categoriesByGroup(catalogue, language),
      areas: names.municipalities.map(({ id, code, name }) => ({
        value: code,
        label: say(name, language),
        options: options(names.districts.filter(({ parent }) => parent?.id === id)),
      })),
      channels: options(catalogue.channels),
      weekdays: WEEK.map((day) => ({ value: String(day), label: weekdayName(day, language) })),
      teams: options(names.teams),
      priorities: catalogue.priorities.map(({ code, name }) => ({
        value: code,
        label: `${code} · ${say(name, language)}`,
      })),
      agencies: options(catalogue.agencies),
    },
  };
};

/** An id for a new rule: short, since every report keeps it. */
const freshId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 8);

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { data, values, key } = readForm(await request.formData());
    try {
      const rules = workingRules(await readOverview(locals));
      const id = params.rule === NEW ? (values.id ?? freshId()) : params.rule;
      const rule = readRule(data, id, locals.tenant.languages);
      const known = rules.some((one) => one.id === id);
      const changed = known ? rules.map((one) => (one.id === id ? rule : one)) : [...rules, rule];
      const place = /^\d{1,3}$/.test(values.place ?? '') ? Number(values.place) - 1 : changed.length - 1;
      await locals.call(
        'reports.put-routing-draft',
        { revision: Number(values.revision ?? 0), rules: moved(changed as typeof rules, id, () => place) },
        key,
      );
      redirect(303, `${officeAddresses(locals.language).routing}?done=saved#rule-${id}`);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      return fail(problem.status, {
        problem: atFields(formProblem(problem, locals.language)),
        values: typedValues(data),
      });
    }
  },
};
