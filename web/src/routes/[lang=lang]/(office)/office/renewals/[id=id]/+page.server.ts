import { error, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { RunView } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { isProblem } from '$lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, params } = event;
  try {
    const run = await locals.call<RunView>('services.get-renewal-run', { id: params.id });
    return { run: { ...run, by: run.by === null ? null : say(run.by, locals.language) } };
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
};

const set = (to: 'running' | 'stopped') => (event: Parameters<Actions[string]>[0]) =>
  answerForm(event, async ({ key }) => {
    const { locals, params } = event;
    const id = params.id ?? '';
    await locals.call('services.set-renewal-run', { id, to }, key);
    redirect(303, officeAddresses(locals.language).renewalRun(id));
  });

export const actions: Actions = { stop: set('stopped'), resume: set('running') };
