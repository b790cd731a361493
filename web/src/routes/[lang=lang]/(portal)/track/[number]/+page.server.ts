import { type RequestEvent, redirect } from '@sveltejs/kit';
import type { TrackedReport } from '#modules/reports/api.ts';
import { answerForm, filesOf, type SentForm } from '$lib/forms.ts';
import { rating } from '$lib/messages/rating.ts';
import { track } from '$lib/messages/track.ts';
import { isProblem } from '$lib/problem.ts';
import { mapViewOf, phonesOf } from '../../parts/contact.ts';
import { placePicture } from '../../parts/picture.ts';
import { readCoordinates, writeCoordinates } from '../../parts/place.ts';
import { refusal } from '../../parts/refusal.ts';
import { asSecret } from '../../parts/secret.ts';
import type { Actions, PageServerLoad } from './$types';

const DONE = ['confirm', 'notFixed', 'correct', 'cancel', 'claimed', 'rate', 'withdrawn'] as const;

export const load: PageServerLoad = async (event) => {
  asSecret(event);
  const { locals, params, url } = event;
  const code = url.searchParams.get('code') || undefined;
  let report: TrackedReport;
  try {
    report = await locals.call<TrackedReport>('reports.track', { number: params.number, code });
  } catch (error) {
    // Without a code nothing is told of whether there is such a report; whoever came by a short address is asked for it,
    // and whoever only follows it reads what everybody may.
    if (!isProblem(error) || code !== undefined) throw error;
    if (locals.person !== null && (await isPublic(locals, params.number))) {
      redirect(303, `/${locals.language}/reports/${params.number}`);
    }
    redirect(303, `/${locals.language}/track?${new URLSearchParams({ number: params.number })}`);
  }
  return {
    report,
    picture: report.place && (await placePicture(locals, report.place, report.state)),
    code: code ?? null,
    signedIn: locals.person !== null,
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    chosen: Number(/^[1-5]$/.exec(url.searchParams.get('rate') ?? '')?.[0] ?? 0) || null,
    phones: phonesOf(locals.tenant),
    example: writeCoordinates(mapViewOf(locals.tenant)),
  };
};

async function isPublic({ call }: App.Locals, number: string): Promise<boolean> {
  try {
    await call('reports.get-public', { number });
    return true;
  } catch (error) {
    if (isProblem(error)) return false;
    throw error;
  }
}

type Event = Pick<RequestEvent, 'locals' | 'request' | 'url'> & { params: { number: string } };

/** Where the page is again, saying what was done. */
function back({ locals, params, url }: Event, done: (typeof DONE)[number]): never {
  const query = new URLSearchParams({ done });
  const code = url.searchParams.get('code');
  if (code) query.set('code', code);
  redirect(303, `/${locals.language}/track/${params.number}?${query}`);
}

/** Under the form's key, so that the form sent twice names the same photos. */
async function upload(
  { call }: App.Locals,
  files: readonly File[],
  { idempotencyKey }: SentForm['key'],
): Promise<{ id: string; secret?: string }[]> {
  const photos: { id: string; secret?: string }[] = [];
  for (const [index, file] of files.slice(0, 5).entries()) {
    const key = idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey}-${index}` };
    const bytes = new Uint8Array(await file.arrayBuffer());
    const input = { bytes, fileName: file.name, declaredType: file.type };
    const { id, claim } = await call<{ id: string; claim: string | null }>('documents.upload-photo', input, key);
    photos.push(claim === null ? { id } : { id, secret: claim });
  }
  return photos;
}

async function respond(
  event: Event,
  { key, values }: SentForm,
  action: 'confirm' | 'notFixed' | 'correct' | 'cancel',
  input: Readonly<Record<string, unknown>>,
  files: readonly File[] = [],
) {
  const { locals, params, url } = event;
  const photos = await upload(locals, files, key);
  await locals.call(
    'reports.respond',
    {
      number: params.number,
      code: url.searchParams.get('code') || undefined,
      action,
      input: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== '' && value !== undefined)),
      photos,
      version: values.version || null,
    },
    key,
  );
  return back(event, action);
}

export const actions: Actions = {
  confirm: (event) =>
    answerForm(event, (form) => {
      const { satisfaction } = form.values;
      return respond(event, form, 'confirm', { satisfaction: satisfaction ? Number(satisfaction) : undefined });
    }),
  notFixed: (event) =>
    answerForm(event, (form) => {
      const { whyNotFixed = '' } = form.values;
      // Photos of an answer that is refused would have to be chosen again.
      const files = whyNotFixed === '' ? [] : filesOf(form.data, 'photos');
      return respond(event, form, 'notFixed', { whyNotFixed }, files);
    }),
  correct: (event) =>
    answerForm(event, async (form) => {
      const { answer = '', description, landmark, location } = form.values;
      const view = mapViewOf(event.locals.tenant);
      const point = location ? readCoordinates(location, view) : undefined;
      if (location && point === undefined) {
        const { language } = event.locals;
        const text = track(language)('question.place.hint');
        return refusal(language, [{ path: 'location', text: `${text} ${writeCoordinates(view)}` }], form.values);
      }
      const files = answer === '' ? [] : filesOf(form.data, 'photos');
      return respond(event, form, 'correct', { answer, description, landmark, location: point }, files);
    }),
  cancel: (event) => answerForm(event, (form) => respond(event, form, 'cancel', { reason: form.values.reason ?? '' })),
  rate: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params, url } = event;
      const { score = '', word = '' } = values;
      if (!/^[1-5]$/.test(score)) {
        return refusal(locals.language, [{ path: 'score', text: rating(locals.language)('missing') }], values);
      }
      const code = url.searchParams.get('code') || undefined;
      await locals.call('reports.rate', { number: params.number, code, score: Number(score), word }, key);
      return back(event, 'rate');
    }),
  withdraw: (event) =>
    answerForm(event, async (form) => {
      const { locals, params, url } = event;
      const code = url.searchParams.get('code') || undefined;
      await locals.call('reports.withdraw-contact', { number: params.number, code }, form.key);
      return back(event, 'withdrawn');
    }),
  claim: (event) =>
    answerForm(event, async (form) => {
      const { locals, params, url } = event;
      const code = url.searchParams.get('code') || undefined;
      await locals.call('reports.claim', { number: params.number, code }, form.key);
      return back(event, 'claimed');
    }),
};
