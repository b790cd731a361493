import type { Tx } from '#platform/db.ts';
import type { MapReport } from './model-map.ts';
import { idsOf, type Remembered } from './operations-figures-kept.ts';
import { areaChangesOf, cellsOf, movedOnMap, partsOf } from './rules-map-counts.ts';
import { changeMap, findOnMap } from './store-map.ts';
import { isUncounted, takeUncounted } from './store-uncounted.ts';

/**
 * Makes these cases count on the map as `reports` says, or not at all where it says nothing of them, whatever was
 * counted before. Doing it again changes nothing. The caller holds the lock of the map.
 */
export async function putOnMap(tx: Tx, caseIds: readonly string[], reports: readonly MapReport[]): Promise<void> {
  const [known, waits] = await Promise.all([findOnMap(tx, caseIds), isUncounted(tx, 'map', caseIds)]);
  if (waits) await countWaitingOnMap(tx);
  const moved = movedOnMap(known, reports);
  if (moved.length === 0) return;
  const written = moved.flatMap(({ by, report }) => (by === 1 ? [report] : []));
  const kept = new Set(reports.map(({ case_id }) => case_id));
  const gone = moved.flatMap(({ report }) => (kept.has(report.case_id) ? [] : [report.case_id]));
  await changeMap(tx, gone, written, cellsOf(moved), areaChangesOf(moved), partsOf(moved));
}

/** Counts what was written on the map uncounted. The caller holds the lock of the map. */
export async function countWaitingOnMap(tx: Tx, remembered: Remembered<MapReport> = () => undefined): Promise<void> {
  const taken = await takeUncounted(tx, 'map');
  if (taken.length === 0) return;
  const forgotten = idsOf(taken.filter(({ id }) => remembered(id) === undefined));
  const reports = [
    ...taken.flatMap(({ id }) => remembered(id) ?? []),
    ...(forgotten.length === 0 ? [] : await findOnMap(tx, forgotten)),
  ];
  const moved = reports.map((report) => ({ by: 1, report }) as const);
  await changeMap(tx, [], [], cellsOf(moved), areaChangesOf(moved), partsOf(moved));
}
