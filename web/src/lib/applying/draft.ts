import { error, redirect } from '@sveltejs/kit';
import type { DraftView } from '#modules/services/api.ts';
import { addresses } from '../navigation.ts';
import { isProblem } from '../problem.ts';

/** A draft of whoever is signed in; one that was sent leads to the application. A 404 where there is none. */
export async function openMyDraft(locals: App.Locals, id: string): Promise<DraftView> {
  try {
    return await locals.call<DraftView>('services.get-draft', { id });
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    if (problem.code === 'services.already-sent') {
      redirect(303, addresses(locals.language).application(String(problem.extra.id)));
    }
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
}
