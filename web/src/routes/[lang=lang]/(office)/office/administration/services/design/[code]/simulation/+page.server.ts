import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { Simulation } from '#modules/services/api.ts';
import { staffOf } from '$lib/office/access.ts';
import { workOf } from '$lib/office/designs.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, (actor) => hasRole(actor, 'administrator', 'auditor'));
  const { locals, params, url } = event;
  const { language } = locals;
  const work = await workOf(locals, params.code);
  const head = { code: params.code, name: say(work.name, language) };
  const after = url.searchParams.get('after') ?? undefined;
  try {
    const found = await locals.call<Simulation>('services.simulate-design', { code: params.code, after });
    const { design } = work;
    const actions = design?.document.service.caseType.flow.actions ?? {};
    return {
      ...head,
      problem: null,
      result: {
        ...found,
        cases: found.cases.map(({ refused, path, ...one }) => ({
          ...one,
          refused: refused.map(({ text }) => say(text, language)),
          path:
            path === null
              ? null
              : {
                  action: actions[path.action] === undefined ? path.action : say(actions[path.action]!.title, language),
                  from: say(path.from, language),
                  before: say(path.before, language),
                  after: path.after === null ? null : say(path.after, language),
                },
        })),
      },
    };
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    return { ...head, problem: formProblem(problem, language), result: null };
  }
};
