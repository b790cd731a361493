import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { AskedOpinion, AskedOpinions } from '#modules/services/api.ts';
import { readForm } from '$lib/forms.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { readAnswers } from './read.ts';

type Event = Pick<RequestEvent, 'locals' | 'url' | 'request'>;

/** A page of the applications an opinion is asked on, for whoever is asked. */
export async function loadOpinions({ locals, url }: Pick<Event, 'locals' | 'url'>) {
  const closed = url.searchParams.get('show') === 'closed';
  const after = url.searchParams.get('after');
  const { items, next } = await locals.call<AskedOpinions>('services.list-opinions-asked', {
    closed,
    ...(after === null ? {} : { after }),
  });
  const { language } = locals;
  return {
    closed,
    after,
    next,
    items: items.map((one) => ({
      ...one,
      service: say(one.service, language),
      body: say(one.body, language),
      stateTitle: say(one.stateTitle, language),
    })),
  };
}
export type OpinionsPage = Awaited<ReturnType<typeof loadOpinions>>;

/** Whether anything waits for the reader's opinion. */
export async function isAsked(locals: App.Locals): Promise<boolean> {
  const { items } = await locals.call<AskedOpinions>('services.list-opinions-asked', { limit: 1 });
  return items.length > 0;
}

async function open(locals: App.Locals, id: string): Promise<AskedOpinion> {
  try {
    return await locals.call<AskedOpinion>('services.get-opinion-asked', { id });
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
}

/** One request for an opinion, with what of the application is shown for it. */
export async function loadOpinion({ locals, url }: Pick<Event, 'locals' | 'url'>, id: string) {
  const view = await open(locals, id);
  const { language } = locals;
  return {
    opinion: {
      ...view,
      service: say(view.service, language),
      body: say(view.body, language),
      question: say(view.question, language),
      stateTitle: say(view.stateTitle, language),
    },
    reply: view.actions.find(({ action }) => action === 'reply') ?? null,
    done: url.searchParams.get('done') !== null,
  };
}
export type OpinionPage = Awaited<ReturnType<typeof loadOpinion>>;

/** Sends the opinion, and leads back to the page it was asked on. */
export async function sendOpinion({ locals, request }: Event, id: string, back: string) {
  const { data, values, key } = readForm(await request.formData());
  let answers: Awaited<ReturnType<typeof readAnswers>> | undefined;
  try {
    const { actions } = await open(locals, id);
    const form = actions.find(({ action }) => action === 'reply')?.form ?? [];
    answers = await readAnswers(locals, form, data, key.idempotencyKey);
    const version = Number(values.version) || null;
    await locals.call('services.act', { id, action: 'reply', input: answers.input, version }, key);
  } catch (refusal) {
    if (!isProblem(refusal)) throw refusal;
    return fail(refusal.status, {
      problem: formProblem(refusal, locals.language),
      values: answers?.values ?? values,
      conflict: refusal.code === 'cases.changed-meanwhile',
    });
  }
  redirect(303, `${back}?done=yes`);
}
export type SentOpinion = Exclude<Awaited<ReturnType<typeof sendOpinion>>, never>['data'];
