import { error, fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { ApplicationView } from '#modules/services/api.ts';
import { valuesOf } from '$lib/applying/answers.ts';
import { keptPhotos, readAnswers } from '$lib/applying/read.ts';
import { readForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

async function openMine(locals: App.Locals, id: string): Promise<ApplicationView> {
  try {
    return await locals.call<ApplicationView>('services.get-application', { id });
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
}

const fieldsOf = (view: ApplicationView, action: string) =>
  action === 'correct'
    ? view.pages.flatMap(({ fields }) => fields.filter(({ key }) => view.correction?.fields.includes(key)))
    : (view.actions.find((offered) => offered.action === action)?.form ?? []);

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params, url } = event;
  const view = await openMine(locals, params.id);
  const { language } = locals;
  const correcting = fieldsOf(view, 'correct');
  return {
    application: {
      ...view,
      name: say(view.service.name, language),
      stateTitle: say(view.stateTitle, language),
      team: view.team === null ? null : say(view.team, language),
      pages: view.pages.map((page) => ({ ...page, title: say(page.title, language) })),
    },
    correcting,
    values: valuesOf(correcting, view.data),
    photos: keptPhotos(view.files),
    done: url.searchParams.get('done'),
  };
};

export const actions: Actions = {
  act: async (event) => {
    const { locals, params } = event;
    const { data, values, key } = readForm(await event.request.formData());
    const action = values.action ?? '';
    let answers: Awaited<ReturnType<typeof readAnswers>> | undefined;
    try {
      const view = await openMine(locals, params.id);
      answers = await readAnswers(locals, fieldsOf(view, action), data, key.idempotencyKey);
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
      });
    }
    redirect(303, `${addresses(locals.language).application(params.id)}?done=${action}`);
  },
};
