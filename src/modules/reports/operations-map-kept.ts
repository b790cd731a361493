import type { Tx } from '#platform/db.ts';
import type { MapReport } from './model-map.ts';
import { areaChangesOf, cellsOf, movedOnMap, partsOf } from './rules-map-counts.ts';
import { changeMap, findOnMap } from './store-map.ts';

/**
 * Makes these cases count on the map as `reports` says, or not at all where it says nothing of them, whatever was
 * counted before. Doing it again changes nothing. The caller holds the lock of the map.
 */
export async function putOnMap(tx: Tx, caseIds: readonly string[], reports: readonly MapReport[]): Promise<void> {
  const moved = movedOnMap(await findOnMap(tx, caseIds), reports);
  if (moved.length === 0) return;
  const written = moved.flatMap(({ by, report }) => (by === 1 ? [report] : []));
  const kept = new Set(reports.map(({ case_id }) => case_id));
  const gone = moved.flatMap(({ report }) => (kept.has(report.case_id) ? [] : [report.case_id]));
  await changeMap(tx, gone, written, cellsOf(moved), areaChangesOf(moved), partsOf(moved));
}
