import { error, redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { readKinds, readValueOf } from '$lib/office/form-values.ts';
import { openReport } from '$lib/office/open-report.ts';
import { isProblem } from '$lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

type Outcome = 'done' | 'refused' | 'changed';
interface Run {
  id: string;
  status: 'draft' | 'planned' | 'running' | 'done' | 'undoing' | 'undone';
  request: { action: string; title: Text; into: { number: string } | null } | null;
  undoable: boolean;
  offers: { action: string; title: Text; count: number; example: string }[];
  items: {
    id: string;
    number: string;
    what: Text;
    state: Text;
    expected: { reason: Text | null; state: Text | null } | null;
    outcome: Outcome | null;
    reason: Text | null;
    undone: Outcome | null;
  }[];
}

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, params, url } = event;
  const { language } = locals;
  const run = await locals.call<Run>('reports.get-bulk', { runId: params.id }).catch((problem) => {
    if (!isProblem(problem) || problem.status !== 404) throw problem;
    error(404, { message: problem.message, code: problem.code, text: problem.text });
  });
  const asked = url.searchParams.get('act');
  const choosing = run.status === 'draft' || (run.status === 'planned' && asked !== null);
  const offer = choosing ? run.offers.find(({ action }) => action === asked) : undefined;
  // The form is that of one report on which the action is open; what it holds of that report is left out.
  const opened =
    offer === undefined || offer.action === 'merge'
      ? null
      : await openReport(locals, offer.example, (offers) => (offers(offer.action) ? offer.action : null));
  const text = (words: Text | null) => (words === null ? null : say(words, language));
  return {
    capped: url.searchParams.get('capped') === 'yes',
    choosing,
    merging: offer?.action === 'merge',
    opened:
      opened?.form == null
        ? null
        : {
            form: { ...opened.form, values: {}, undo: null },
            around: { ...opened.around, photos: {} },
            report: { ...opened.report, version: 0 },
          },
    run: {
      id: run.id,
      status: run.status,
      undoable: run.undoable,
      action: run.request === null ? '' : say(run.request.title, language),
      into: run.request?.into?.number ?? null,
      offers: run.offers.map(({ action, title, count }) => ({ action, title: say(title, language), count })),
      items: run.items.map((item) => ({
        ...item,
        what: say(item.what, language),
        state: say(item.state, language),
        reason: text(item.reason),
        expected:
          item.expected === null ? null : { reason: text(item.expected.reason), state: text(item.expected.state) },
      })),
    },
  };
};

export const actions: Actions = {
  plan: (event) =>
    answerForm(event, async ({ data, values, key }) => {
      const { locals, params } = event;
      const kinds = readKinds(values.kinds ?? '').filter(({ type }) => type !== 'files' && type !== 'object');
      await locals.call(
        'reports.plan-bulk',
        {
          runId: params.id,
          action: values.action ?? '',
          input: Object.fromEntries(kinds.map((kind) => [kind.key, readValueOf(kind, data)])),
          ...(values.category ? { category: values.category } : {}),
          ...(values.into ? { into: values.into } : {}),
        },
        key,
      );
      redirect(303, officeAddresses(locals.language).bulkRun(params.id));
    }),
  start: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('reports.start-bulk', { runId: event.params.id }, key);
      redirect(303, officeAddresses(event.locals.language).bulkRun(event.params.id));
    }),
  undo: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('reports.undo-bulk', { runId: event.params.id }, key);
      redirect(303, officeAddresses(event.locals.language).bulkRun(event.params.id));
    }),
};
