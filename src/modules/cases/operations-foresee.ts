import { Problem } from '#kernel/problem.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Foreseen, ForeseeRequest, LoadedCase } from './api.ts';
import type { CaseEvent, CaseState } from './model.ts';
import type { Engine } from './operations-engine.ts';
import type { TypeShelf } from './operations-types.ts';
import { refuse } from './problems.ts';
import { apply, available, decide, merge, relationsOf } from './rules.ts';
import { reachOf, within } from './rules-visibility.ts';
import { findCases } from './store-read.ts';

/** Cases with their types, those this actor may read; in the order asked for. */
export async function readableCases(
  tx: Tx,
  context: OperationContext,
  types: TypeShelf,
  ids: readonly string[],
): Promise<LoadedCase[]> {
  const found = await findCases(tx, ids);
  const loaded: LoadedCase[] = [];
  for (const id of ids) {
    const state = found.get(id);
    if (state === undefined) continue;
    const concerned = relationsOf(state, context.actor).length > 0 || within(reachOf(context.actor), state);
    if (!concerned) continue;
    loaded.push({ type: await types.version(tx, context.tenant, state.type.id, state.type.version), state });
  }
  return loaded;
}

/** Which actions the actor may take on a case now. */
export async function offeredOn(
  tx: Tx,
  context: OperationContext,
  engine: Engine,
  { type, state }: LoadedCase,
): Promise<string[]> {
  const setting = await engine.settingOf(tx, context, state, []);
  return available(type, state, setting).flatMap(({ action, offered }) => (offered ? [action] : []));
}

/** What an action would do to each of some cases, by the same rules as doing it. Nothing is written. */
export async function foresee(
  tx: Tx,
  context: OperationContext,
  engine: Engine,
  { action, input, cases, into }: ForeseeRequest,
): Promise<Foreseen[]> {
  const outcomeOf = (before: CaseState, events: CaseEvent[] | Problem): Foreseen =>
    events instanceof Problem
      ? { id: before.id, problem: events, after: null }
      : { id: before.id, problem: null, after: events.reduce<CaseState>((at, event) => apply(at, event), before) };
  const results: Foreseen[] = [];
  for (const { loaded, facts } of cases) {
    const { type, state } = loaded;
    const setting = await engine.settingOf(tx, context, state, []);
    if (action !== 'merge') {
      const command = { action, input, expectedVersion: state.version, ...(facts === undefined ? {} : { facts }) };
      results.push(outcomeOf(state, decide(type, state, command, setting)));
      continue;
    }
    if (into === undefined) {
      results.push({ id: state.id, problem: refuse['two-cases-needed'](), after: null });
      continue;
    }
    const survivor = { ...into, relations: relationsOf(into.state, context.actor), expectedVersion: null };
    const absorbed = { type, state, relations: setting.relations, expectedVersion: state.version };
    const entries = merge({ absorbed, survivor }, setting);
    results.push(outcomeOf(state, entries instanceof Problem ? entries : entries.absorbed));
  }
  return results;
}
