import { error } from '@sveltejs/kit';
import { isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';
import type { Value } from './record.ts';

interface Copy {
  readonly madeAt: string;
  readonly parts: readonly { readonly name: string; readonly records: readonly Readonly<Record<string, Value>>[] }[];
}

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params } = event;
  try {
    const { document } = await locals.call<{ document: Copy }>('identity.get-my-data', { requestId: params.request });
    return {
      copy: document,
      file: `data:application/json;base64,${Buffer.from(JSON.stringify(document, null, 2)).toString('base64')}`,
    };
  } catch (problem) {
    if (!isProblem(problem) || problem.status >= 500) throw problem;
    error(problem.status, problem.message);
  }
};
