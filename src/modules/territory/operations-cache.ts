import type { WorkingCalendar } from '#kernel/calendar.ts';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import { everyHour } from './rules-calendar.ts';
import { type AreaIndex, buildIndex } from './rules-index.ts';
import { findCalendar, readAreas, readVersion } from './store.ts';

/** A tenant's territory as of one version. */
export interface Atlas {
  /** null: nothing was entered yet. */
  readonly version: Id | null;
  readonly index: AreaIndex;
  /** The calendar that counts now; every hour before the first was entered. */
  readonly calendar: WorkingCalendar;
}

export interface AtlasCache {
  /** The tenant's territory, read from the database only when its version changed. */
  of(tx: Tx, tenant: Tenant): Promise<Atlas>;
  /** Makes the next question look at the version, whatever the time; called by every change. */
  recheck(tenantId: number): void;
}

/**
 * Remembers the territory of each tenant. The version is looked at after `recheckMilliseconds` at the earliest: that long
 * another process may still answer with the borders of before a change.
 */
export function createAtlasCache(recheckMilliseconds: number, clock: () => number): AtlasCache {
  const remembered = new Map<number, { atlas: Atlas; checkedAt: number }>();
  return {
    async of(tx, tenant) {
      const known = remembered.get(tenant.id);
      const now = clock();
      if (known !== undefined && now - known.checkedAt < recheckMilliseconds) return known.atlas;
      const version = await readVersion(tx);
      if (known !== undefined && known.atlas.version === version) {
        known.checkedAt = now;
        return known.atlas;
      }
      const atlas: Atlas = {
        version,
        index: buildIndex(await readAreas(tx)),
        calendar: (await findCalendar(tx))?.calendar ?? everyHour(tenant.timeZone),
      };
      remembered.set(tenant.id, { atlas, checkedAt: now });
      return atlas;
    },
    recheck(tenantId) {
      const known = remembered.get(tenantId);
      if (known !== undefined) known.checkedAt = -Infinity;
    },
  };
}
