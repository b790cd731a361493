import { z } from 'zod';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { signedIn, staff, tenantRole } from '#platform/policy.ts';
import { requestProblems } from '#platform/validation.ts';
import type { LoadedCase } from './api.ts';
import type { CaseFilter } from './model-list.ts';
import { CaseId, CasePage, CaseView, ListInput } from './model-view.ts';
import type { Engine } from './operations-engine.ts';
import type { TypeShelf } from './operations-types.ts';
import { itemsOf, viewOf } from './operations-view.ts';
import { refuse } from './problems.ts';
import { fold } from './rules.ts';
import { readCursor, tsQuery, writeCursor } from './rules-list.ts';
import { bandSpan } from './rules-reminders.ts';
import { reachOf, within } from './rules-visibility.ts';
import { listAndCount } from './store-lists.ts';
import { findCase, readActions } from './store-read.ts';
import { readTotals } from './store-totals.ts';

/** Counting stops here; a page then says "more than". */
const COUNT_MOST = 1_000;

/** The filter of an employee's reach. @throws Problem request.forbidden */
export function scopeOf(context: OperationContext): CaseFilter {
  const reach = reachOf(context.actor);
  if (reach === undefined) throw requestProblems.forbidden();
  if ('all' in reach) return {};
  return 'teams' in reach ? { teams: reach.teams } : { municipalityIds: reach.municipalityIds };
}

/** A list's filter from what was asked for, within the reach; undefined when nothing can be in it. */
export function filterOf(input: ListInput, reach: CaseFilter, context: OperationContext): CaseFilter | undefined {
  const teams =
    input.team === undefined ? reach.teams : (reach.teams?.filter((team) => input.team!.includes(team)) ?? input.team);
  const municipalityIds =
    input.municipality === undefined
      ? reach.municipalityIds
      : (reach.municipalityIds?.filter((id) => id === input.municipality) ?? [input.municipality]);
  if (teams?.length === 0 || municipalityIds?.length === 0) return undefined;
  const midnight = (date: string, days: number) =>
    Temporal.PlainDate.from(date).add({ days }).toZonedDateTime(context.tenant.timeZone).toInstant().toString();
  const query = input.q === undefined || input.q === '' ? undefined : tsQuery(input.q);
  if (input.q && query === undefined) return undefined;
  return {
    ...reach,
    types: input.type,
    states: input.state,
    categories: input.category,
    // Work is sorted by what is due, and what is closed is due no more.
    open: input.open ?? (input.order === 'due' ? true : undefined),
    teams,
    municipalityIds,
    assignee: input.mine ? (context.actor.partyId ?? undefined) : input.assignee,
    unassigned: input.unassigned,
    escalated: input.escalated,
    dueWithin: input.band === undefined ? undefined : bandSpan(input.band, context.now),
    used: input.used === undefined ? undefined : { share: input.used, now: context.now.toString() },
    topics: input.topic,
    districtId: input.district,
    priorities: input.priority,
    openedFrom: input.from === undefined ? undefined : midnight(input.from, 0),
    openedTo: input.to === undefined ? undefined : midnight(input.to, 1),
    overdueAt: input.overdue ? context.now.toString() : undefined,
    query,
  };
}

export interface ReadParts {
  readonly engine: Engine;
  readonly types: TypeShelf;
  readonly identity: Pick<IdentityApi, 'displayNames'>;
}

/** One page of a list with its total. */
export async function pageOf(
  tx: Tx,
  context: OperationContext,
  parts: Omit<ReadParts, 'engine'>,
  filter: CaseFilter | undefined,
  input: Pick<ListInput, 'order' | 'after' | 'limit'>,
  audience: 'office' | 'applicant' | 'public',
): Promise<CasePage> {
  if (filter === undefined) return { items: [], next: null, total: { count: 0, atLeast: false } };
  const after = input.after === undefined ? undefined : readCursor(input.after);
  const { found, total } = await listAndCount(tx, filter, input.order, after, input.limit, COUNT_MOST);
  const shown = found.slice(0, input.limit);
  const last = shown.at(-1);
  const more = found.length > input.limit && last !== undefined;
  return {
    items: await itemsOf(tx, context, parts.types, parts.identity, shown, audience),
    next: more ? writeCursor(input.order === 'due' ? (last.dueAt ?? 'infinity') : last.openedAt, last.id) : null,
    total,
  };
}

export function readOperations(parts: ReadParts): Operation[] {
  const { engine, types, identity } = parts;

  async function load(
    tx: Tx,
    context: OperationContext,
    key: { id: string } | { number: string },
  ): Promise<LoadedCase> {
    const state = await findCase(tx, key);
    if (state === undefined) throw refuse['not-found']();
    return { type: await types.version(tx, context.tenant, state.type.id, state.type.version), state };
  }

  return [
    operation({
      name: 'cases.get-case',
      summary: { ar: 'عرض معاملة كاملة لموظف', en: 'Show a whole case to an employee' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/cases/{id}' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ id: CaseId }),
      output: CaseView,
      async run(tx, { id }, context) {
        const loaded = await load(tx, context, { id });
        const setting = await engine.settingOf(tx, context, loaded.state, []);
        // Whoever works on it may read it, whatever their reach.
        const involved = setting.relations.length > 0;
        if (!involved && !within(reachOf(context.actor), loaded.state)) throw refuse['not-found']();
        return viewOf(tx, context, types, identity, loaded, setting);
      },
    }),
    operation({
      name: 'cases.list-cases',
      summary: { ar: 'قائمة المعاملات في نطاق الموظف', en: 'List the cases within an employee’s reach' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/cases' },
      rate: 'read',
      input: ListInput,
      output: CasePage,
      run: (tx, input, context) =>
        pageOf(tx, context, parts, filterOf(input, scopeOf(context), context), input, 'office'),
    }),
    operation({
      name: 'cases.list-mine',
      summary: { ar: 'قائمة معاملاتي', en: 'List my own cases' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/cases' },
      rate: 'read',
      input: ListInput.pick({ type: true, open: true, after: true, limit: true }),
      output: CasePage,
      run: (tx, input, context) =>
        pageOf(
          tx,
          context,
          parts,
          { participant: context.actor.onBehalfOf ?? context.actor.partyId!, types: input.type, open: input.open },
          { ...input, order: 'newest' },
          'applicant',
        ),
    }),
    operation({
      name: 'cases.list-totals',
      summary: { ar: 'أعداد المعاملات بحسب الحالة والفريق', en: 'Count cases by state and team' },
      kind: 'query',
      who: [tenantRole('supervisor', 'triage', 'agent940', 'administrator', 'auditor')],
      route: { method: 'GET', path: '/cases-totals' },
      rate: 'read',
      input: z.strictObject({ type: z.string().max(64) }),
      output: z.object({
        totals: z.array(z.object({ type: z.string(), state: z.string(), team: z.string(), count: z.int() })),
      }),
      run: async (tx, { type }) => ({ totals: await readTotals(tx, type) }),
    }),
    operation({
      name: 'cases.check-case',
      summary: {
        ar: 'التحقق من أن حالة المعاملة المحفوظة هي ما تقوله إجراءاتها',
        en: 'Check that a case’s stored state is what its actions say',
      },
      kind: 'query',
      who: [tenantRole('auditor', 'administrator')],
      route: { method: 'GET', path: '/cases/{id}/check' },
      rate: 'read',
      input: z.strictObject({ id: CaseId }),
      output: z.object({ agrees: z.boolean(), entries: z.int() }),
      async run(tx, { id }, context) {
        const { state } = await load(tx, context, { id });
        const actions = await readActions(tx, id);
        const folded = fold(actions.flatMap(({ events }) => events));
        return { agrees: sameJson(folded, state), entries: actions.length };
      },
    }),
  ];
}

/** Equal as JSON, whatever the order of members. */
function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length && left.every(([key, value]) => sameJson(value, (b as Record<string, unknown>)[key]))
  );
}
