import type { RequestEvent } from '@sveltejs/kit';
import { redirect } from '@sveltejs/kit';
import type { ReportReceipt } from '#modules/reports/api.ts';
import { filesOf, readForm, type SentForm } from '$lib/forms.ts';
import { following } from '$lib/messages/following.ts';
import { report } from '$lib/messages/report.ts';
import { type FormProblem, formProblem, isProblem } from '$lib/problem.ts';
import { askToFollow } from '../parts/following.ts';
import { answerContact, answerWhere, placeAt, refusal, stepOfProblem, wholeOf } from './answers.ts';
import { type Draft, type DraftPhoto, MOST_PHOTOS, pointOf, readDraft, STEPS, type Step } from './draft.ts';
import { catalogueOf, categoryOf, show, similarTo } from './show.ts';
import type { View } from './views.ts';

/** The step with the map has an address of its own, because it alone brings script. */
export const routeOf = (language: string, step: Step): string =>
  step === 'where' ? `/${language}/report/where` : `/${language}/report`;

interface Turn {
  readonly step: Step;
  readonly draft: Draft;
  readonly problem?: FormProblem | null;
  readonly q?: string;
  readonly group?: string;
}

type Event = Pick<RequestEvent, 'locals' | 'request' | 'url'>;

const seenKey = ({ category, longitude, latitude }: Draft): string => `${category}@${longitude},${latitude}`;

async function after(locals: App.Locals, step: Step, draft: Draft): Promise<Turn> {
  if (step === 'where' && draft.seen !== seenKey(draft) && (await similarTo(locals, draft)).length > 0) {
    return { step: 'similar', draft };
  }
  if (draft.after === 'check' && step !== 'what') return { step: 'check', draft: { ...draft, after: '' } };
  return { step: step === 'where' ? 'details' : STEPS[STEPS.indexOf(step) + 1]!, draft };
}

const before = (step: Step): Step => (step === 'details' ? 'where' : STEPS[Math.max(0, STEPS.indexOf(step) - 1)]!);

interface Uploaded {
  readonly id: string;
  readonly claim: string | null;
  readonly links: { readonly thumbnail: string };
}

async function upload({ call }: App.Locals, file: File): Promise<DraftPhoto> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const photo = await call<Uploaded>('documents.upload-photo', { bytes, fileName: file.name, declaredType: file.type });
  const { searchParams } = new URL(photo.links.thumbnail, 'http://localhost');
  return {
    id: photo.id,
    secret: photo.claim ?? '',
    until: searchParams.get('until') ?? '',
    proof: searchParams.get('proof') ?? '',
  };
}

/** Takes the chosen photos in, one by one; a refused one is named and does not cost the others. */
async function addPhotos(
  locals: App.Locals,
  draft: Draft,
  data: FormData,
): Promise<{ draft: Draft; problem: FormProblem | null }> {
  const t = report(locals.language);
  const files = filesOf(data, 'photos');
  const photos = [...draft.photos];
  const texts: string[] = [];
  for (const file of files) {
    if (photos.length >= MOST_PHOTOS) {
      texts.push(t('details.photos.many'));
      break;
    }
    try {
      photos.push(await upload(locals, file));
    } catch (error) {
      if (!isProblem(error)) throw error;
      const text = formProblem(error, locals.language).text;
      texts.push(files.length > 1 ? `${file.name}: ${text}` : text);
    }
  }
  // One sentence at the one field: the files are named in it.
  const fields = texts.length === 0 ? [] : [{ path: 'photos', text: texts.join(' ') }];
  const problem = fields.length === 0 ? null : refusal(locals.language, 'report.photos', fields);
  return { draft: { ...draft, photos }, problem };
}

async function submit(locals: App.Locals, draft: Draft, form: SentForm): Promise<Turn> {
  const { language } = locals;
  const t = report(language);
  if (form.values.declared !== 'yes') {
    const fields = [{ path: 'declared', text: t('check.declare.missing') }];
    return { step: 'check', draft, problem: refusal(language, 'report.declare', fields) };
  }
  const { category, address, landmark, description, name, mobile, email } = draft;
  try {
    const { number, trackingCode } = await locals.call<ReportReceipt>(
      'reports.submit',
      {
        category,
        location: pointOf(draft),
        address,
        landmark,
        description,
        photos: draft.photos.map(({ id, secret }) => (secret === '' ? { id } : { id, secret })),
        contact: { name, mobile, email, language },
      },
      { ...form.key, ...(form.values.proof ? { proof: form.values.proof } : {}) },
    );
    redirect(303, `/${language}/report/receipt/${number}?code=${trackingCode}`);
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { draft, ...stepOfProblem(formProblem(error, language)) };
  }
}

async function turn(locals: App.Locals, form: SentForm, sent: Draft): Promise<Turn> {
  const { values, data } = form;
  const from = STEPS.find((step) => step === values.from) ?? 'what';
  // Pressing Enter takes the first button of the form; one that was pressed comes with its own word.
  const go = values.go ?? 'next';
  const [act = '', about = ''] = [go.split(':')[0], go.slice(go.indexOf(':') + 1)];
  const asked = (values.find ?? '').slice(0, 100);
  const t = report(locals.language);

  if (act === 'to') {
    const step = STEPS.find((one) => one === about) ?? 'what';
    return { step, draft: { ...sent, after: 'check' } };
  }
  if (act === 'back') {
    if (sent.after === 'check') return { step: 'check', draft: { ...sent, after: '' } };
    return { step: before(from), draft: sent };
  }
  switch (from) {
    case 'what': {
      if (act === 'search' || act === 'group') {
        return { step: 'what', draft: sent, q: act === 'search' ? asked : '', group: act === 'group' ? about : '' };
      }
      const category = categoryOf(await catalogueOf(locals), sent.category);
      if (category === undefined) {
        return { step: 'what', draft: sent, problem: { code: 'report.what', text: t('what.unknown'), fields: [] } };
      }
      if (sent.after === 'check' && (pointOf(sent) !== null || !category.needsPlace)) {
        return { step: 'check', draft: { ...sent, after: '' } };
      }
      return { step: 'where', draft: sent };
    }
    case 'where': {
      if (act === 'place') return { step: 'where', draft: await placeAt(locals, sent, about) };
      const searched = asked !== '' && asked !== (values.found ?? '') && !values.coordinates;
      if (act === 'find' || (searched && (act === 'enter' || pointOf(sent) === null))) {
        return { step: 'where', draft: sent, q: asked };
      }
      const { draft, problem } = await answerWhere(locals, sent, values);
      return problem === null ? after(locals, 'where', draft) : { step: 'where', draft, problem };
    }
    case 'similar': {
      if (act === 'follow') {
        if (locals.person === null) {
          if (!values.to) {
            const fields = [{ path: 'to', text: following(locals.language)('similar.to.missing') }];
            return { step: 'similar', draft: sent, problem: refusal(locals.language, 'report.similar', fields) };
          }
          await askToFollow(locals, about, form);
          redirect(303, `/${locals.language}/reports/${about}?done=asked#follow`);
        }
        await locals.call('reports.follow', { number: about }, form.key);
        redirect(303, `/${locals.language}/reports/${about}?done=followed#follow`);
      }
      return after(locals, 'similar', { ...sent, seen: seenKey(sent) });
    }
    case 'details': {
      if (act === 'remove') {
        return { step: 'details', draft: { ...sent, photos: sent.photos.filter(({ id }) => id !== about) } };
      }
      const { draft, problem } = await addPhotos(locals, sent, data);
      if (problem !== null || act === 'add') return { step: 'details', draft, problem };
      if (draft.description === '' && draft.photos.length === 0) {
        const fields = [{ path: 'description', text: t('details.need') }];
        return { step: 'details', draft, problem: refusal(locals.language, 'report.details', fields) };
      }
      return after(locals, 'details', draft);
    }
    case 'contact': {
      const { draft, problem } = answerContact(locals, sent);
      return problem === null ? after(locals, 'contact', draft) : { step: 'contact', draft, problem };
    }
    case 'check':
      // The category that the description speaks for, taken with one press; what it needs besides is asked.
      if (act === 'category') {
        const category = categoryOf(await catalogueOf(locals), about);
        if (category === undefined) return { step: 'check', draft: sent };
        const draft = { ...sent, category: category.code };
        const placeless = category.needsPlace && pointOf(sent) === null;
        return placeless ? { step: 'where', draft: { ...draft, after: 'check' } } : { step: 'check', draft };
      }
      return submit(locals, sent, form);
  }
}

/**
 * Takes one answer of the report's form and says what is asked next. Nothing is stored until the report is sent. Where
 * the next question has another address, the browser is told to send the same answer there (307), so that the page that
 * shows it is again the answer to a form, and going back shows what was there.
 */
export async function answer({ locals, request, url }: Event): Promise<{ view: View }> {
  const form = readForm(await request.formData());
  const sent = readDraft(form.data);
  const whole = wholeOf(locals.language);
  let next: Turn;
  try {
    next = await turn(locals, form, sent);
  } catch (error) {
    if (!isProblem(error)) throw error;
    const from = STEPS.find((step) => step === form.values.from) ?? 'what';
    next = { step: from, draft: sent, problem: formProblem(error, locals.language) };
  }
  const values = next.problem ? form.values : {};
  const view = await show(
    locals,
    next.step,
    next.draft,
    { q: next.q ?? '', group: next.group ?? '', whole },
    { problem: next.problem ?? null, values },
  );
  const route = routeOf(locals.language, view.step);
  if (route !== url.pathname) redirect(307, route);
  return { view };
}
