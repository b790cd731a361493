import { fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { CallView, ReportCatalogue, SuggestedCategories } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { desk } from '$lib/messages/desk.ts';
import { mayReadCalls, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import {
  type DeskSetting,
  deskCategories,
  findCategories,
  type NearReport,
  type PlacesFound,
} from '$lib/office/desk.ts';
import { mapViewOf } from '../../../../(portal)/parts/contact.ts';
import type { Actions, PageServerLoad } from './$types';
import { answersTo, readDraft } from './draft.ts';
import { STEPS, type Step } from './steps.ts';

const stepOf = (text: string | null): Step => STEPS.find((one) => one === text) ?? 'place';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadCalls);
  const { locals, params, url } = event;
  const { language } = locals;
  const [call, setting, { catalogue }] = await Promise.all([
    locals.call<CallView>('reports.get-call', { id: params.call }),
    locals.call<DeskSetting>('reports.get-desk', {}),
    locals.call<{ catalogue: ReportCatalogue }>('reports.get-catalogue', {}),
  ]);
  const categories = deskCategories(catalogue, language);
  const { draft } = call;
  const live = call.endedAt === null && call.mine;
  const find = url.searchParams.get('find');
  const point =
    draft.longitude === null || draft.latitude === null
      ? null
      : { longitude: draft.longitude, latitude: draft.latitude };
  const near = async () => {
    if (!live || point === null) return [];
    const known = categories.some(({ code }) => code === draft.category);
    const asked = { ...point, ...(known ? { category: draft.category } : {}) };
    return (await locals.call<{ items: NearReport[] }>('reports.list-near', asked)).items;
  };
  const suggested = async () => {
    if (!live || draft.description === '') return [];
    const asked = { texts: [draft.description.slice(0, 2_000)], fill: 3 };
    const { answers } = await locals.call<SuggestedCategories>('reports.suggest-categories', asked);
    return answers[0]?.map(({ code }) => code) ?? [];
  };
  return {
    desk: {
      call,
      live,
      setting,
      categories,
      step: url.searchParams.has('step') || draft.longitude === null ? stepOf(url.searchParams.get('step')) : 'what',
      again: url.searchParams.get('again') === 'yes',
      map: mapViewOf(locals.tenant),
      near: await near(),
      suggested: await suggested(),
      // For whoever has no script: what was looked for, as buttons.
      places:
        live && find === 'place' && draft.place !== ''
          ? await locals.call<PlacesFound>('reports.find-places', { q: draft.place.slice(0, 200) })
          : null,
      found: live && find === 'words' ? findCategories(categories, draft.words).map(({ code }) => code) : null,
      started: Date.parse(call.startedAt),
      placeExample: Object.keys(
        (locals.tenant.settings.desk as { sampleAddresses?: Record<string, unknown> } | undefined)?.sampleAddresses ??
          {},
      )[0],
      theme: locals.theme,
      agent: say(call.agent.name, language),
    },
  };
};

export const actions: Actions = {
  /** Everything of a call is one form; which button was pressed says what is done with it. */
  default: async (event) => {
    const { locals, params } = event;
    const data = await event.request.clone().formData();
    const { questions } = await locals.call<DeskSetting>('reports.get-desk', {});
    const here = officeAddresses(locals.language).deskCall(params.call);
    return answerForm(event, async ({ values, key }) => {
      const go = values.go ?? 'file';
      const id = params.call;
      if (go === 'end') {
        const input = { id, outcome: values.outcome || undefined, notes: values.notes || undefined };
        const { outcome } = await locals.call<{ outcome: string }>('reports.end-call', input, key);
        redirect(303, `${officeAddresses(locals.language).desk}?ended=${outcome}`);
      }
      const draft = readDraft(values, data, questions);
      if (go.startsWith('at:')) {
        const [, longitude, latitude, rest = ''] = /^at:([^:]+):([^:]+):(.*)$/s.exec(go) ?? [];
        Object.assign(draft, { longitude: Number(longitude), latitude: Number(latitude) });
        if (rest !== '') draft.address = rest.slice(0, 300);
      }
      if (go.startsWith('category:')) draft.category = go.slice('category:'.length);
      // First of all what was typed is kept, so that no refusal loses it.
      await locals.call('reports.save-call-draft', { id, draft });
      if (go === 'identify') {
        await locals.call('reports.identify-caller', { id, phone: values.phone ?? '', name: values.name ?? '' }, key);
        redirect(303, `${here}?step=place`);
      }
      if (go === 'find-place') redirect(303, `${here}?step=place&find=place`);
      if (go === 'find-words') redirect(303, `${here}?step=what&find=words`);
      if (go.startsWith('at:') || go.startsWith('category:')) redirect(303, `${here}?step=what`);
      if (go.startsWith('step:')) redirect(303, `${here}?step=${stepOf(go.slice(5))}`);
      if (go.startsWith('join:')) {
        const note = values.description || undefined;
        await locals.call('reports.join-from-call', { id, caseId: go.slice(5), note: note?.slice(0, 1_000) }, key);
        redirect(303, here);
      }
      if (values.name !== undefined && values.name !== values.wasName) {
        await locals.call('reports.identify-caller', { id, phone: values.phone ?? '', name: values.name });
      }
      const { longitude, latitude } = draft;
      const t = desk(locals.language);
      const chosen = deskCategories(
        (await locals.call<{ catalogue: ReportCatalogue }>('reports.get-catalogue', {})).catalogue,
        locals.language,
      ).find(({ code }) => code === draft.category);
      const missing = [
        ...(chosen?.needsPlace !== false && longitude === null ? [{ path: 'place', text: t('file.need.place') }] : []),
        ...(chosen === undefined ? [{ path: 'words', text: t('file.need.category') }] : []),
      ];
      if (missing.length > 0) {
        return fail(422, { problem: { code: 'desk.missing', text: t('refused'), fields: missing }, values });
      }
      await locals.call(
        'reports.file-from-call',
        {
          id,
          category: draft.category,
          location: longitude === null || latitude === null ? null : { longitude, latitude },
          address: draft.address,
          landmark: draft.landmark,
          description: draft.description,
          urgency: draft.urgency,
          answers: answersTo(draft, questions),
          language: locals.language,
        },
        key,
      );
      redirect(303, here);
    });
  },
};
