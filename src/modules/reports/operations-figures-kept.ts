import type { Tx } from '#platform/db.ts';
import type { KnownFact, ReportFact } from './model-figures.ts';
import { changedPlaces, figureChanges } from './rules-figure-counts.ts';
import { addToFigures, findFacts, setAgain, writeFacts } from './store-figures.ts';
import { isUncounted, takeUncounted, type Uncounted } from './store-uncounted.ts';

/** What whoever wrote reports uncounted still knows of them, by the id they were noted under. */
export type Remembered<R> = (id: string) => readonly R[] | undefined;

const nothing = () => undefined;

async function addUp(tx: Tx, before: readonly KnownFact[], after: readonly KnownFact[]): Promise<void> {
  await addToFigures(tx, figureChanges(before, after));
  const places = changedPlaces(before, after);
  if (places.length > 0) await setAgain(tx, places);
}

/**
 * Makes these reports count as `facts` says, whatever was counted before; doing it again changes nothing. Which came back
 * to the place of an earlier one is made to agree for every report of the places and categories they have or had. The
 * caller holds the lock of the figures.
 */
export async function putFacts(tx: Tx, facts: readonly ReportFact[]): Promise<void> {
  const ids = facts.map(({ case_id }) => case_id);
  const [found, waits] = await Promise.all([findFacts(tx, ids), isUncounted(tx, 'figures', ids)]);
  const before = waits && (await countWaitingFacts(tx)) > 0 ? await findFacts(tx, ids) : found;
  const cameBack = new Set(before.flatMap(({ case_id, again }) => (again ? [case_id] : [])));
  const after = facts.map((fact) => ({ ...fact, again: fact.cell !== null && cameBack.has(fact.case_id) }));
  await writeFacts(tx, after);
  await addUp(tx, before, after);
}

/**
 * Adds to the totals what was written uncounted, and returns how many reports that were. The caller holds the lock of the
 * figures.
 */
export async function countWaitingFacts(tx: Tx, remembered: Remembered<ReportFact> = nothing): Promise<number> {
  const taken = await takeUncounted(tx, 'figures');
  if (taken.length === 0) return 0;
  const forgotten = idsOf(taken.filter(({ id }) => remembered(id) === undefined));
  const facts = [
    ...taken.flatMap(({ id }) => remembered(id) ?? []),
    ...(forgotten.length === 0 ? [] : await findFacts(tx, forgotten)),
  ];
  // Whoever found meanwhile that one of them came back to its place has counted that much.
  const counted = facts.map((fact) => ({ ...fact, again: false }));
  await addUp(tx, [], counted);
  return counted.length;
}

/** The reports of what waits to be counted. */
export const idsOf = (waiting: readonly Uncounted[]): string[] => waiting.flatMap(({ caseIds }) => caseIds);
