import type { Tx } from '#platform/db.ts';
import type { ReportFact } from './model-figures.ts';
import { changedPlaces, figureChanges } from './rules-figure-counts.ts';
import { findFacts, setAgain, writeFacts } from './store-figures.ts';

/**
 * Makes these reports count as `facts` says, whatever was counted before; doing it again changes nothing. Which came back
 * to the place of an earlier one is made to agree for every report of the places and categories they have or had. The
 * caller holds the lock of the figures.
 */
export async function putFacts(tx: Tx, facts: readonly ReportFact[]): Promise<void> {
  const before = await findFacts(
    tx,
    facts.map(({ case_id }) => case_id),
  );
  const cameBack = new Set(before.flatMap(({ case_id, again }) => (again ? [case_id] : [])));
  const after = facts.map((fact) => ({ ...fact, again: fact.cell !== null && cameBack.has(fact.case_id) }));
  await writeFacts(tx, after, figureChanges(before, after));
  const places = changedPlaces(before, after);
  if (places.length > 0) await setAgain(tx, places);
}
