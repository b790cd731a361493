import { error, fail, redirect } from '@sveltejs/kit';
import { readCoordinates } from '#kernel/coordinates.ts';
import type { Parcel } from '#kernel/parcel.ts';
import { say } from '#kernel/text.ts';
import type { DraftView } from '#modules/services/api.ts';
import { valuesOf } from '$lib/applying/answers.ts';
import { openMyDraft } from '$lib/applying/draft.ts';
import { findPlaces, isPlaced, placeName } from '$lib/applying/place.ts';
import { keptPhotos, readAnswers } from '$lib/applying/read.ts';
import { isParcel } from '$lib/drawing/parcel.ts';
import type { MapSetting } from '$lib/drawing/settings.ts';
import { readForm } from '$lib/forms.ts';
import { parcel as parcelWords } from '$lib/messages/parcel.ts';
import { addresses } from '$lib/navigation.ts';
import { inputName } from '$lib/office/form-names.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import { mapViewOf } from '../../../../../parts/contact.ts';
import { parcelPicture } from '../../../../../parts/parcel-picture.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const stepOf = (draft: DraftView, key: string) => {
  const page = draft.pages.find((one) => one.key === key);
  if (page === undefined) error(404);
  return page;
};

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params, url } = event;
  const draft = await openMyDraft(locals, params.draft);
  const page = stepOf(draft, params.page);
  const { language } = locals;
  const named: Record<string, string | null> = {};
  for (const { key, type } of page.fields) {
    const point = draft.data[key] as { longitude: number; latitude: number } | undefined;
    if (type === 'point' && point !== undefined) named[key] = await placeName(locals, point);
  }
  const parcels = await Promise.all(
    page.fields.flatMap(({ key, type }) => {
      const parcel: unknown = draft.data[key];
      return type === 'parcel' && isParcel(parcel) ? [shownParcel(locals, key, parcel)] : [];
    }),
  );
  return {
    draft: { id: draft.id, version: draft.version, name: say(draft.service.name, language), renews: draft.renews },
    step: {
      key: page.key,
      title: say(page.title, language),
      help: page.help === null ? null : say(page.help, language),
      fields: inOrder(page),
      waiting: page.waiting.map(({ key }) => key),
      prefills: page.prefills,
      licence: page.locked,
    },
    steps: draft.pages.map(({ key, title, done }) => ({ key, title: say(title, language), done })),
    charged: draft.charged,
    values: valuesOf(page.fields, draft.data),
    photos: keptPhotos(draft.files),
    computed: Object.fromEntries(
      page.fields.filter((one) => one.calculate !== undefined).map(({ key }) => [key, draft.data[key]]),
    ),
    named,
    parcels: Object.fromEntries(parcels.map((shown) => [shown.key, shown])),
    map: mapOf(locals, draft),
    locked: Object.fromEntries(
      page.fields.filter(({ key }) => isLocked(page, key)).map(({ key }) => [key, draft.data[key]]),
    ),
    fetched: url.searchParams.get('fetched'),
    more: url.searchParams.has('more'),
    changing: url.searchParams.get('from') === 'check',
  };
};

/** A parcel as the step shows it. */
const shownParcel = async (locals: App.Locals, key: string, parcel: Parcel) => ({
  key,
  parcel,
  picture: await parcelPicture(locals, parcel),
});

/** All a step may ask, in its order: what other answers may bring is hidden until they do. */
const inOrder = ({ fields, waiting, order }: DraftView['pages'][number]) =>
  order.flatMap((key) => [...fields, ...waiting].find((one) => one.key === key) ?? []);

/** The map that answers are drawn on: where the matter is, or else the whole city. */
function mapOf({ tenant, theme }: App.Locals, { data }: DraftView): MapSetting {
  const placed = Object.values<unknown>(data).find(isPlaced);
  return placed === undefined ? { ...mapViewOf(tenant), theme } : { ...placed, zoom: 16, theme };
}

/** Whether a field came from its source, or from the licence that is renewed, and cannot be changed. */
const isLocked = ({ prefills, locked: licence }: DraftView['pages'][number], key: string): boolean =>
  licence.includes(key) || prefills.some(({ locked }) => locked.includes(key));

/** The step as the form that was sent shows it, so that no answer is lost. */
async function sent(event: RequestEvent) {
  signInFirst(event);
  const { data, values, key } = readForm(await event.request.formData());
  const draft = await openMyDraft(event.locals, event.params.draft);
  const step = stepOf(draft, event.params.page);
  const fields = inOrder(step).filter((one) => !isLocked(step, one.key));
  return { data, values, key, fields };
}

export const actions: Actions = {
  save: async (event) => {
    const { locals, params, url } = event;
    const { data, values, key, fields } = await sent(event);
    let answers: Awaited<ReturnType<typeof readAnswers>> | undefined;
    try {
      answers = await readAnswers(locals, fields, data, key.idempotencyKey);
      const { more, next } = await locals.call<{ more: boolean; next: string | null }>(
        'services.save-page',
        {
          id: params.draft,
          page: params.page,
          input: answers.input,
          files: answers.files,
          version: Number(values.version) || 1,
        },
        key,
      );
      const to = addresses(locals.language);
      if (more)
        redirect(
          303,
          `${to.draft(params.draft, params.page)}?more=yes${url.searchParams.has('from') ? '&from=check' : ''}`,
        );
      const back = url.searchParams.get('from') === 'check' || next === null;
      redirect(303, back ? to.draft(params.draft) : to.draft(params.draft, next));
    } catch (refusal) {
      if (!isProblem(refusal)) throw refusal;
      return fail(refusal.status, {
        problem: formProblem(refusal, locals.language),
        values: answers?.values ?? values,
        uploaded: answers?.uploaded ?? {},
        found: null,
      });
    }
  },
  /** Asks an agency, where the applicant agrees; what was typed besides is kept. */
  fetch: async (event) => {
    const { locals, params } = event;
    const { data, values, key, fields } = await sent(event);
    const prefill = String(data.get('fetch') ?? '');
    try {
      const { input } = await readAnswers(locals, fields, data, key.idempotencyKey);
      await locals.call(
        'services.fetch-answers',
        { id: params.draft, prefill, input, agreed: values.agreed === 'yes', version: Number(values.version) || 1 },
        key,
      );
    } catch (refusal) {
      if (!isProblem(refusal)) throw refusal;
      return fail(refusal.status, {
        problem: formProblem(refusal, locals.language),
        values,
        uploaded: {},
        found: null,
      });
    }
    const to = addresses(locals.language).draft(params.draft, params.page);
    redirect(303, `${to}?fetched=${encodeURIComponent(prefill)}#fetch-${encodeURIComponent(prefill)}`);
  },
  /** Withdraws the consent, and with it what was fetched. */
  forget: async (event) => {
    signInFirst(event);
    const { locals, params } = event;
    const { data, key } = readForm(await event.request.formData());
    const prefill = String(data.get('forget') ?? '');
    await locals.call('services.forget-answers', { id: params.draft, prefill }, key);
    redirect(303, addresses(locals.language).draft(params.draft, params.page));
  },
  /** Looks a parcel up by its numbers; nothing is saved. */
  parcel: async (event) => {
    const { locals } = event;
    const { data, values, fields } = await sent(event);
    const asked = fields.find(({ key, type }) => type === 'parcel' && key === data.get('parcel'));
    if (asked === undefined) error(400);
    const name = inputName(asked.key);
    const numbers = { plan: values[`${name}.plan`] ?? '', number: values[`${name}.number`] ?? '' };
    const refused = (status: number, code: string, text: string) =>
      fail(status, {
        problem: { code, text, fields: [{ path: name, text }] },
        values,
        uploaded: {},
        found: null,
        parcel: { key: asked.key, parcel: null, picture: null },
      });
    if (numbers.plan === '' || numbers.number === '')
      return refused(422, 'parcel-incomplete', parcelWords(locals.language)('both'));
    try {
      const parcel = await locals.call<Parcel>('territory.find-parcel', numbers);
      return {
        problem: null,
        values: { ...values, [`${name}.plan`]: parcel.plan, [`${name}.number`]: parcel.number },
        uploaded: {},
        found: null,
        parcel: await shownParcel(locals, asked.key, parcel),
      };
    } catch (refusal) {
      if (!isProblem(refusal)) throw refusal;
      const { code, text } = formProblem(refusal, locals.language);
      return refused(refusal.status, code, text);
    }
  },
  /** Looks a place up by its name; nothing is saved. */
  find: async (event) => {
    const { data, values } = await sent(event);
    const key = String(data.get('go') ?? '');
    const asked = values[`find.${key}`] ?? '';
    return {
      problem: null,
      values,
      uploaded: {},
      found: { key, asked, places: await findPlaces(event.locals, asked) },
    };
  },
  /** Takes a place that was found as the point. */
  take: async (event) => {
    const { data, values } = await sent(event);
    const [key = '', text = ''] = String(data.get('take') ?? '').split(/:(.*)/s);
    const point = readCoordinates(text);
    return {
      problem: null,
      values: { ...values, [inputName(key)]: text },
      uploaded: {},
      found: null,
      named: point === undefined ? null : { key, name: await placeName(event.locals, point) },
    };
  },
};
