import { error } from '@sveltejs/kit';
import type { SharedDocument } from '#modules/documents/api.ts';
import { isProblem } from '$lib/problem.ts';
import { asSecret } from '../../parts/secret.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  asSecret(event);
  const { locals, params } = event;
  try {
    return {
      document: await locals.call<SharedDocument>('documents.open-shared', { token: params.token.slice(0, 100) }),
    };
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
};
