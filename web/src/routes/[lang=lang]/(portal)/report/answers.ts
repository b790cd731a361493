import { fill, type Language } from '#kernel/text.ts';
import type { Located } from '#modules/territory/api.ts';
import { report } from '$lib/messages/report.ts';
import { type FormProblem, formProblem, isProblem } from '$lib/problem.ts';
import { mapViewOf, sampleMobile } from '../parts/contact.ts';
import { type AreaRow, readCoordinates, writeCoordinates } from '../parts/place.ts';
import { type Draft, pointOf } from './draft.ts';
import { catalogueOf, categoryOf } from './show.ts';

/** The answer of one step: the draft as it stands now, and what is wrong with it. */
export interface Answered {
  readonly draft: Draft;
  readonly problem: FormProblem | null;
}

type Sent = Readonly<Record<string, string>>;

/** What a page says above the sentences of its fields. */
export const refusal = (
  language: Language,
  code: string,
  fields: readonly { path: string; text: string }[],
): FormProblem => ({ code, text: report(language)('refused', { count: fields.length }), fields });

const same = (a: string, b: string): boolean => Math.abs(Number(a) - Number(b)) < 0.000_002;

/** Sets the point to an area: its own for a landmark, where its name is written for anything wider. */
export async function placeAt({ call }: App.Locals, draft: Draft, id: string): Promise<Draft> {
  const { geometry, properties } = await call<{ geometry: unknown; properties: AreaRow }>('territory.get-area', { id });
  const { point, kind } = properties;
  return {
    ...draft,
    longitude: point.longitude.toFixed(6),
    latitude: point.latitude.toFixed(6),
    district: kind === 'district' || kind === 'municipality' ? id : '',
    centre: geometry !== null && kind === 'landmark' ? '' : 'yes',
  };
}

/**
 * Reads the place that was meant. Several ways are on the page at once, so what was changed since it was shown counts:
 * coordinates that were written, then the mark on the map, then the list of districts.
 */
async function pointMeant(locals: App.Locals, draft: Draft, sent: Sent): Promise<Draft | FormProblem> {
  const t = report(locals.language);
  const view = mapViewOf(locals.tenant);
  if (sent.coordinates) {
    const point = readCoordinates(sent.coordinates, view);
    if (point === undefined) {
      const text = t('where.coordinates.wrong', { example: writeCoordinates(view) });
      return refusal(locals.language, 'report.where', [{ path: 'coordinates', text }]);
    }
    const { longitude, latitude } = point;
    return { ...draft, longitude: longitude.toFixed(6), latitude: latitude.toFixed(6), district: '', centre: '' };
  }
  const [wasLongitude = '', wasLatitude = ''] = (sent.was ?? '').split(' ');
  const moved =
    draft.longitude !== '' &&
    draft.latitude !== '' &&
    !(wasLongitude !== '' && same(draft.longitude, wasLongitude) && same(draft.latitude, wasLatitude));
  if (moved) return { ...draft, district: '', centre: '' };
  const chosen = draft.district !== '' && draft.district !== (sent.wasDistrict ?? '');
  return chosen ? placeAt(locals, draft, draft.district) : draft;
}

const isRefusal = (value: Draft | FormProblem): value is FormProblem => 'fields' in value;

export async function answerWhere(locals: App.Locals, draft: Draft, sent: Sent): Promise<Answered> {
  const t = report(locals.language);
  const category = categoryOf(await catalogueOf(locals), draft.category);
  const meant = await pointMeant(locals, draft, sent);
  if (isRefusal(meant)) return { draft, problem: meant };
  const point = pointOf(meant);
  if (point === null) {
    if (category?.needsPlace === false) return { draft: { ...meant, longitude: '', latitude: '' }, problem: null };
    const listed = sent.listed === 'yes';
    const text = t(listed ? 'where.missing' : 'where.missing.plain');
    const path = listed ? 'district' : 'coordinates';
    return { draft: meant, problem: refusal(locals.language, 'report.where', [{ path, text }]) };
  }
  try {
    await locals.call<Located>('territory.locate-point', point);
  } catch (error) {
    if (!isProblem(error)) throw error;
    const { code, text } = formProblem(error, locals.language);
    // Said at the map, and at the coordinates where they were written.
    const path = sent.coordinates ? 'coordinates' : 'map';
    return {
      draft: { ...meant, longitude: '', latitude: '' },
      problem: refusal(locals.language, code, [{ path, text }]),
    };
  }
  if (meant.centre !== '' && meant.address === '' && meant.landmark === '') {
    const problem = refusal(locals.language, 'report.where', [{ path: 'landmark', text: t('where.landmark.missing') }]);
    return { draft: meant, problem };
  }
  return { draft: meant, problem: null };
}

const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/;

/** A first look, so that a slip is told at once; the operation reads both again. */
export function answerContact(locals: App.Locals, draft: Draft): Answered {
  const t = report(locals.language);
  const fields: { path: string; text: string }[] = [];
  const digits = draft.mobile.match(/[\d٠-٩۰-۹]/g)?.length ?? 0;
  if (draft.mobile !== '' && (digits < 7 || digits > 15)) {
    fields.push({ path: 'mobile', text: t('contact.mobile.wrong', { example: sampleMobile(locals.tenant) }) });
  }
  if (draft.email !== '' && !EMAIL.test(draft.email)) {
    fields.push({ path: 'email', text: t('contact.email.wrong') });
  }
  return { draft, problem: fields.length === 0 ? null : refusal(locals.language, 'report.contact', fields) };
}

/** Members of the operation's input, and the step and field of the page that asked for them. */
const ASKED_AT = [
  ['category', 'what', 'category'],
  ['location', 'where', 'map'],
  ['address', 'where', 'address'],
  ['landmark', 'where', 'landmark'],
  ['description', 'details', 'description'],
  ['photos', 'details', 'photos'],
  ['contact.name', 'contact', 'name'],
  ['contact.mobile', 'contact', 'mobile'],
  ['contact.email', 'contact', 'email'],
  // As the case type names the same.
  ['contactName', 'contact', 'name'],
  ['contactMobile', 'contact', 'mobile'],
  ['contactEmail', 'contact', 'email'],
] as const;

/** The step that asked for what an operation refused, with the refusal's sentences at that step's fields. */
export function stepOfProblem(problem: FormProblem): {
  step: (typeof ASKED_AT)[number][1] | 'check';
  problem: FormProblem;
} {
  const found = problem.fields.flatMap(({ path: written, text }) => {
    const path = written.replace(/^(?:data|input)\./, '');
    const asked = ASKED_AT.find(([member]) => path === member || path.startsWith(`${member}.`));
    return asked === undefined ? [] : [{ step: asked[1], path: asked[2] as string, text }];
  });
  const step = found[0]?.step;
  if (step !== undefined) {
    const fields = found.filter((one) => one.step === step).map(({ path, text }) => ({ path, text }));
    return { step, problem: { ...problem, fields } };
  }
  if (problem.code === 'territory.outside') {
    return { step: 'where', problem: { ...problem, fields: [{ path: 'map', text: problem.text }] } };
  }
  if (problem.code.startsWith('documents.')) {
    return { step: 'details', problem: { ...problem, fields: [{ path: 'photos', text: problem.text }] } };
  }
  return { step: 'check', problem };
}

/** "All of this municipality", for those without districts. */
export const wholeOf =
  (language: Language) =>
  (name: string): string =>
    fill(report(language)('where.whole'), { name });
