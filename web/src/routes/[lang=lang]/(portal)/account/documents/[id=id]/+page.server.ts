import { error } from '@sveltejs/kit';
import type { MyDocument } from '#modules/documents/api.ts';
import { answerForm } from '$lib/forms.ts';
import { isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

/** For how long a link may be made. */
const DAYS = [1, 7, 30, 90];

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params } = event;
  try {
    return { document: await locals.call<MyDocument>('documents.get-mine', { id: params.id }), days: DAYS };
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
};

export const actions: Actions = {
  share: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params, url } = event;
      const { label = '', days } = values;
      const made = await locals.call<{ token: string }>('documents.share', { id: params.id, label, days }, key);
      return { link: `${url.origin}/${locals.language}/shared/${made.token}` };
    }),
  end: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      await locals.call('documents.end-share', { id: params.id, share: values.share }, key);
      return { ended: true };
    }),
};
