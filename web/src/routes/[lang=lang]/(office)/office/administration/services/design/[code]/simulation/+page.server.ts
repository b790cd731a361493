import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { Simulation } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { isAdministrator, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { workOf } from '$lib/office/designs.ts';
import type { Actions, PageServerLoad } from './$types';

const KINDS = ['refused', 'fee', 'time', 'path'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, (actor) => hasRole(actor, 'administrator', 'auditor'));
  const { locals, params, url } = event;
  const { language } = locals;
  const work = await workOf(locals, params.code);
  const kind = KINDS.find((one) => one === url.searchParams.get('kind'));
  const after = url.searchParams.get('after') ?? undefined;
  const { run, cases, next } = await locals.call<Simulation>('services.get-simulation', {
    code: params.code,
    kind,
    after,
  });
  const actions = work.design?.document.service.caseType.flow.actions ?? {};
  const words = (text: Record<string, string>) => say(text, language);
  return {
    code: params.code,
    name: words(work.name),
    mayRun: isAdministrator(locals.actor) && work.design !== null,
    revision: work.design?.revision ?? null,
    kind: kind ?? null,
    run: run === null ? null : { ...run, by: run.by === null ? '' : words(run.by) },
    next,
    cases: cases.map(({ refused, path, ...one }) => ({
      ...one,
      refused: refused.map(({ text }) => words(text)),
      path:
        path === null
          ? null
          : {
              action: actions[path.action] === undefined ? path.action : words(actions[path.action]!.title),
              from: words(path.from),
              before: words(path.before),
              after: path.after === null ? null : words(path.after),
            },
    })),
  };
};

const calling = (operation: string) => (event: Parameters<Actions[string]>[0]) =>
  answerForm(event, async ({ key }) => {
    const { code } = event.params as { code: string };
    await event.locals.call(operation, { code }, key);
    redirect(303, officeAddresses(event.locals.language).simulation(code));
  });

export const actions: Actions = {
  start: calling('services.start-simulation'),
  stop: calling('services.stop-simulation'),
};
