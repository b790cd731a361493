import { say } from '#kernel/text.ts';
import { seesAllTeams, staffOnly } from '$lib/office/access.ts';
import { CLOSED_STATES, countOf, readPage, TRIAGE_STATES } from '$lib/office/lists.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { meaningOf } from '$lib/office/rows.ts';
import type { PageServerLoad } from './$types';

interface Totals {
  totals: { state: string; team: string; count: number }[];
}

/** States in which a team has work; the table of teams has a column for each. */
const TEAM_STATES = [
  'received',
  'triaged',
  'assigned',
  'on_site',
  'reopened',
  'waiting_reporter',
  'waiting_external',
  'resolved',
];
const CATEGORY_OF: Readonly<Record<string, string>> = {
  waiting_reporter: 'waiting',
  waiting_external: 'waiting',
  resolved: 'done',
};

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals } = event;
  const { language, actor } = locals;
  const names = await namesFor(locals);
  const wide = seesAllTeams(actor);
  const reach = wide ? {} : { team: [...actor.teams] };
  const alone = !wide && actor.teams.length === 0;
  const none = { count: 0, atLeast: false };
  const [late, mine, triage, waiting, resolved, open, next, totals] = await Promise.all([
    alone ? none : countOf(locals, { ...reach, overdue: true }),
    alone ? none : countOf(locals, { mine: true, open: true }),
    alone ? none : countOf(locals, { ...reach, state: TRIAGE_STATES, open: true }),
    alone ? none : countOf(locals, { ...reach, category: ['waiting'] }),
    alone ? none : countOf(locals, { ...reach, state: ['resolved'], open: true }),
    alone ? none : countOf(locals, { ...reach, category: ['open'] }),
    alone
      ? { rows: [], next: null, total: 0, estimated: false, refused: null }
      : readPage(
          locals,
          { type: 'report', ...reach, category: ['open'], limit: 8, ...(wide ? {} : { open: true }) },
          names,
        ),
    // Running totals cover the whole tenant: an employee confined to one municipality is shown counts of their own reach.
    wide && actor.roles.some(({ municipalityId }) => municipalityId === null)
      ? locals.call<Totals>('cases.list-totals', { type: 'report' })
      : null,
  ]);

  const named = (code: string) => names.catalogue.states.find((state) => state.code === code);
  const stateName = (code: string) => say(named(code)?.name ?? {}, language) || code;
  const sum = (list: Totals['totals']) => list.reduce((total, { count }) => total + count, 0);
  // A tenant whose case type has no such state has no line for it.
  const states = [...TEAM_STATES, ...CLOSED_STATES].filter(named).map((state) => ({
    state,
    name: stateName(state),
    meaning: meaningOf(
      state,
      CLOSED_STATES.some((closed) => closed === state) ? 'closed' : (CATEGORY_OF[state] ?? 'open'),
    ),
    count: sum((totals?.totals ?? []).filter((row) => row.state === state)),
  }));
  const openTotals = (totals?.totals ?? []).filter((row) => TEAM_STATES.includes(row.state) && row.count > 0);
  const teams = [...new Set(openTotals.map(({ team }) => team))].map((team) => ({
    team,
    name: team === '' ? null : names.team(team),
    counts: TEAM_STATES.map((state) => sum(openTotals.filter((row) => row.team === team && row.state === state))),
    sum: sum(openTotals.filter((row) => row.team === team)),
  }));
  return {
    wide,
    alone,
    late,
    mine,
    triage,
    waiting,
    resolved,
    open,
    next: next.rows,
    priorities: names.catalogue.priorities.map(({ name }) => say(name, language)),
    states: totals === null ? [] : states,
    columns: TEAM_STATES.map((state) => ({ state, name: stateName(state) })),
    teams: teams.toSorted((a, b) => b.sum - a.sum),
  };
};
