import { field } from '$lib/messages/field.ts';
import { staffOnly } from '$lib/office/access.ts';
import { actOnReport } from '$lib/office/acting.ts';
import { openReport } from '$lib/office/open-report.ts';
import { crewWork } from '../../work.ts';
import type { Actions, PageServerLoad } from './$types';

/** What a crew does, in the order of a visit; the office has the rest. */
const STEPS = ['start', 'resolve', 'ownerDone'] as const;
const REASONS = ['handOver', 'reclassify', 'askReporter', 'note'] as const;

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, params, url } = event;
  const asked = url.searchParams.get('act');
  let next: (typeof STEPS)[number] | null = null;
  let later: (typeof STEPS)[number][] = [];
  let reasons: (typeof REASONS)[number][] = [];
  let chosen = false;
  const { report, form, around } = await openReport(locals, params.id, (offers) => {
    [next = null, ...later] = STEPS.filter(offers);
    reasons = REASONS.filter(offers);
    chosen = asked !== null && offers(asked);
    // The next step stands open already: one tap less with gloves on.
    return chosen ? asked : next;
  });
  const done = url.searchParams.get('done');
  const { rows } = done === null || locals.actor.teams.length === 0 ? { rows: [] } : await crewWork(locals, false);
  return {
    title: field(locals.language)('details'),
    report,
    form,
    around,
    chosen,
    steps: next === null ? [] : [next, ...later],
    reasons,
    done,
    following: rows.find(({ id }) => id !== params.id) ?? null,
  };
};

export const actions: Actions = {
  act: (event) => actOnReport(event, event.params.id, event.url),
};
