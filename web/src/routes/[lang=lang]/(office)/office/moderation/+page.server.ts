import { error } from '@sveltejs/kit';
import type { ModerationQueue } from '#modules/reports/api.ts';
import { mayModerate, staffOf } from '$lib/office/access.ts';
import { isProblem } from '$lib/problem.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayModerate);
  const { locals, url } = event;
  const after = url.searchParams.get('after') ?? undefined;
  try {
    return { queue: await locals.call<ModerationQueue>('reports.list-moderation', { after }) };
  } catch (problem) {
    if (!isProblem(problem) || problem.status >= 500) throw problem;
    error(problem.status, problem.message);
  }
};
