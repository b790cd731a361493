import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { SimilarForOffice, SuggestedCategories } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { actOnReport } from '$lib/office/acting.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { listInput, readPage, triageInput } from '$lib/office/lists.ts';
import { openReport } from '$lib/office/open-report.ts';
import type { Actions, PageServerLoad } from './$types';
import { contextOf } from './context.ts';
import type { RoutingAnswer } from './routing-story.ts';

/** The list the reader came from: `triage?state=received` or `work?team=ROADS`. */
function originOf(text: string | null): { kind: 'triage' | 'work'; search: string } {
  const [kind = '', search = ''] = (text ?? '').split(/\?(.*)/s);
  return { kind: kind === 'triage' ? 'triage' : 'work', search };
}

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, params, url } = event;
  const { language } = locals;
  const query = new URLSearchParams(url.search);
  const { view, names, report, form, around } = await openReport(locals, params.id, () => query.get('act'));
  const origin = originOf(query.get('in'));
  const listed = new URLSearchParams(origin.search);
  const input = origin.kind === 'triage' ? triageInput(listed) : listInput(listed);
  const settled = report.closed || view.duplicateOf !== null;
  const [queue, similar, suggested, routing] = await Promise.all([
    readPage(locals, input, names),
    settled ? { items: [] } : locals.call<SimilarForOffice>('reports.list-similar', { id: report.id }),
    settled || !report.said
      ? { model: null, answers: [] }
      : locals.call<SuggestedCategories>('reports.suggest-categories', { texts: [report.said.slice(0, 2_000)] }),
    locals.call<RoutingAnswer>('reports.get-routing', { id: report.id }),
  ]);
  const map = locals.tenant.settings.map as { zoom?: number } | undefined;
  return {
    report,
    form,
    around,
    context: contextOf(view, names, similar, suggested, routing, language),
    queue,
    origin,
    priorities: names.catalogue.priorities.map(({ name }) => say(name, language)),
    zoom: Math.max(15, map?.zoom ?? 15),
    updated: view.updatedAt,
    // Typed shortcuts need these of the address; the page itself is told, so that it is the same with and without script.
    note: query.get('act') === 'note',
    done: query.get('done'),
    undo: query.get('undo'),
    number: query.get('number'),
  };
};

/** Where a form leads: the same page of the same list. */
function backTo(url: URL, id: string, language: 'ar' | 'en', changes: Record<string, string>): string {
  const query = new URLSearchParams();
  const list = url.searchParams.get('in');
  if (list !== null) query.set('in', list);
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  return `${officeAddresses(language).report(id)}?${query}#done`;
}

export const actions: Actions = {
  act: (event) => actOnReport(event, event.params.id, event.url),
  /** Merges `absorbed` into `survivor`, one of which is this report. */
  merge: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { absorbed = '', absorbedVersion, survivor = '', survivorVersion } = values;
      const merged = await event.locals.call<{ number: string }>(
        'cases.merge',
        { id: absorbed, version: Number(absorbedVersion), into: survivor, intoVersion: Number(survivorVersion) },
        key,
      );
      redirect(303, backTo(event.url, survivor, event.locals.language, { done: 'merge', number: merged.number }));
    }),
  split: (event) =>
    answerForm(event, async ({ values, key }) => {
      const split = await event.locals.call<{ number: string }>('cases.split', { id: values.absorbed ?? '' }, key);
      redirect(303, backTo(event.url, event.params.id, event.locals.language, { done: 'split', number: split.number }));
    }),
};
