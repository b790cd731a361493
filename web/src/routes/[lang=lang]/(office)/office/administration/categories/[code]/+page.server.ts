import { error, fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { ReportCatalogue } from '#modules/reports/api.ts';
import { answerForm, readForm } from '$lib/forms.ts';
import { managing } from '$lib/messages/managing.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import {
  atCategoryFields,
  type CategoryChange,
  categoryValues,
  changeWords,
  readCategory,
} from '$lib/office/categories.ts';
import { forgetNames, optionsOf } from '$lib/office/lookups.ts';
import { typedValues } from '$lib/office/routing.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

const NEW = 'new';
const catalogueOf = async (locals: App.Locals) =>
  (await locals.call<{ catalogue: ReportCatalogue }>('reports.get-catalogue', { all: true })).catalogue;
const changesOf = (locals: App.Locals, category: string) =>
  locals.call<{ version: number; changes: CategoryChange[] }>('reports.list-category-changes', { category, limit: 50 });

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { language, tenant } = locals;
  const [catalogue, { version, changes }] = await Promise.all([catalogueOf(locals), changesOf(locals, params.code)]);
  const category = catalogue.categories.find(({ code }) => code === params.code);
  if (category === undefined && params.code !== NEW) {
    error(404, {
      message: 'no such category',
      text: { ar: 'لا يوجد تصنيف بهذا الرمز.', en: 'There is no category of this code.' },
    });
  }
  const options = (list: Parameters<typeof optionsOf>[0]) => optionsOf(list, language);
  const first: Record<string, string> = {
    active: 'yes',
    flags: 'public\nneedsPlace',
    'resolve.unit': 'workingDay',
    priority: 'P3',
  };
  return {
    mayEdit: isAdministrator(locals.actor),
    isNew: category === undefined,
    code: params.code,
    name: category === undefined ? '' : say(category.name, language),
    active: category?.active ?? true,
    languages: tenant.languages,
    seen: category === undefined ? 0 : version,
    values: category === undefined ? first : categoryValues(category),
    changes: changes.map((change) => changeWords(change, catalogue, language, managing(language))),
    done: url.searchParams.get('done'),
    choices: {
      groups: options(catalogue.groups),
      departments: options(catalogue.departments),
      agencies: options(catalogue.agencies),
      channels: options(catalogue.channels),
      priorities: catalogue.priorities.map(({ code, name }) => ({
        value: code,
        label: `${code} · ${say(name, language)}`,
      })),
    },
  };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { data, values, key } = readForm(await request.formData());
    const { languages } = locals.tenant;
    try {
      const catalogue = await catalogueOf(locals);
      const code = params.code === NEW ? (values.code ?? '') : params.code;
      const { changed } = await locals.call<{ changed: boolean }>(
        'reports.put-category',
        {
          category: readCategory(data, code, languages, catalogue.agencies),
          seen: Number(values.seen ?? 0),
          note: values.note ?? '',
        },
        key,
      );
      forgetNames(locals);
      redirect(303, `${officeAddresses(locals.language).category(code)}?done=${changed ? 'saved' : 'unchanged'}`);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      return fail(problem.status, {
        problem: atCategoryFields(formProblem(problem, locals.language), languages),
        values: typedValues(data),
      });
    }
  },
  /** Makes the category as it was before one of its changes. */
  back: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const { changes } = await changesOf(locals, params.code);
      const was = changes.find(({ version }) => version === Number(values.version))?.was;
      if (!was) return fail(404);
      const { provenance: _, violationGroup: __, ...category } = was;
      await locals.call('reports.put-category', { category, seen: Number(values.seen ?? 0), note: '' }, key);
      forgetNames(locals);
      redirect(303, `${officeAddresses(locals.language).category(params.code)}?done=saved`);
    }),
};
