import { error, fail, redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import type { CaseView } from '#modules/cases/api.ts';
import type { ApplicationSheet, WorksBeside } from '#modules/services/api.ts';
import { valuesOf } from '$lib/applying/answers.ts';
import { keptPhotos, readAnswers } from '$lib/applying/read.ts';
import { shapesIn } from '$lib/drawing/shown.ts';
import { readForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { type Names, namesFor } from '$lib/office/lookups.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { mapViewOf } from '../../../../(portal)/parts/contact.ts';
import type { Actions, PageServerLoad } from './$types';

async function openCase(locals: App.Locals, id: string): Promise<CaseView> {
  try {
    return await locals.call<CaseView>('cases.get-case', { id });
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
}

const offeredOn = (view: CaseView) => view.actions.filter(({ offered }) => offered);

/** Whom the work can be given to: the team's people. */
async function peopleOf(locals: App.Locals, names: Names, team: string | null) {
  const { people } = await locals.call<{ people: { id: string; name: Text; team: string }[] }>(
    'identity.list-assignable',
    team === null ? {} : { team },
  );
  return people.map((one) => ({ value: one.id, label: `${say(one.name, locals.language)} · ${names.team(one.team)}` }));
}

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, params, url } = event;
  const { language } = locals;
  const view = await openCase(locals, params.id);
  const [sheet, names] = await Promise.all([
    locals.call<ApplicationSheet>('services.get-sheet', { id: params.id }),
    namesFor(locals),
  ]);
  const beside = await locals.call<WorksBeside>('services.list-works-beside', { id: params.id });
  const asked = url.searchParams.get('act');
  const opened = offeredOn(view).find(({ action }) => action === asked);
  const shown = new Set(sheet.pages.flatMap(({ fields }) => fields.map(({ key }) => key)));
  return {
    application: {
      ...view,
      name: say(sheet.service.name, language),
      code: sheet.service.code,
      stateTitle: say(view.stateTitle, language),
      applicant: sheet.applicant === null ? null : say(sheet.applicant, language),
      team: names.team(view.team),
      assignee: view.assignee === null ? null : say(view.assignee.name, language),
      fee: sheet.fee,
      sources: sheet.sources,
      files: sheet.files,
      consulted: sheet.consulted,
      appointments: sheet.appointments,
      signatures: sheet.signatures,
      correction: sheet.correction,
      documents: sheet.documents,
      pages: sheet.pages.map((page) => ({ ...page, title: say(page.title, language) })),
      /** What the office wrote into the application while handling it. */
      handled: view.fields.filter(
        ({ key, type }) => !shown.has(key) && type !== 'object' && !/^document(State|Ground|Reason)$/.test(key),
      ),
      district: names.district(view.districtId) ?? names.municipality(view.municipalityId),
    },
    form:
      opened === undefined
        ? null
        : {
            action: opened.action,
            title: say(opened.title, language),
            fields: opened.form,
            values: valuesOf(opened.form, view.data),
          },
    beside,
    shown: [
      ...shapesIn(
        sheet.pages.flatMap(({ fields }) => fields),
        view.data,
        language,
      ),
      ...beside.works.map(({ number, points }) => ({ kind: 'line' as const, points, label: number, other: true })),
    ],
    map: { ...mapViewOf(locals.tenant), theme: locals.theme },
    around: {
      teams: names.teams.map(({ code, name }) => ({ value: code, label: say(name, language) })),
      people: opened?.form.some(({ type }) => type === 'party') ? await peopleOf(locals, names, view.team) : [],
      peopleHint: null,
      agencies: [],
      categories: [],
      priorities: names.catalogue.priorities.map(({ name }) => say(name, language)),
      photos: keptPhotos(sheet.files),
      target: view.place,
      limitMetres: null,
    },
    updated: view.updatedAt,
    done: url.searchParams.get('done'),
    list: url.searchParams.get('in') ?? '',
  };
};

export const actions: Actions = {
  act: async (event) => {
    const { locals, params, url } = event;
    const { data, values, key } = readForm(await event.request.formData());
    const action = values.action ?? '';
    let answers: Awaited<ReturnType<typeof readAnswers>> | undefined;
    try {
      const view = await openCase(locals, params.id);
      const form = offeredOn(view).find((one) => one.action === action)?.form ?? [];
      answers = await readAnswers(locals, form, data, key.idempotencyKey);
      await locals.call(
        'services.act',
        { id: params.id, action, input: answers.input, files: answers.files, version: Number(values.version) || null },
        key,
      );
    } catch (refusal) {
      if (!isProblem(refusal)) throw refusal;
      return fail(refusal.status, {
        action,
        problem: formProblem(refusal, locals.language),
        values: answers?.values ?? values,
        uploaded: answers?.uploaded ?? {},
        conflict: refusal.code === 'cases.changed-meanwhile',
      });
    }
    const query = new URLSearchParams({ done: action });
    const list = url.searchParams.get('in');
    if (list !== null) query.set('in', list);
    redirect(303, `${officeAddresses(locals.language).application(params.id)}?${query}`);
  },
};
