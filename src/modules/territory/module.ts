import type { Tx } from '#platform/db.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Module } from '#platform/module.ts';
import type { TerritoryApi } from './api.ts';
import { createMapHandler } from './http.ts';
import { refOf } from './model.ts';
import { areaOperations } from './operations.ts';
import { createAtlasCache } from './operations-cache.ts';
import { calendarOperations } from './operations-calendar.ts';
import { importOperation } from './operations-import.ts';
import { findParcel, parcelOperations } from './operations-parcels.ts';
import { outsideOf } from './problems.ts';
import { findAreas, findRef, locate, nearest, withAncestors } from './rules-index.ts';
import { servedBox } from './rules-view.ts';

export interface TerritoryParts {
  /** A read-only transaction of a tenant, for map tiles, which are no operation. */
  read<T>(tenantId: number, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** How long a process may answer with the territory of before another process changed it; a second unless said. */
  readonly recheckMilliseconds?: number;
}

/** The territory module, its api and the handler of `/tiles/…`. */
export function createTerritory(parts: TerritoryParts): { module: Module; api: TerritoryApi; tiles: HttpHandler } {
  const atlases = createAtlasCache(parts.recheckMilliseconds ?? 1_000, () => performance.now());

  const api: TerritoryApi = {
    locate: async (tx, tenant, point) =>
      locate(point, (await atlases.of(tx, tenant)).index, servedBox(tenant.settings)),
    async locateOrRefuse(tx, tenant, point) {
      const located = await api.locate(tx, tenant, point);
      if (located === undefined) {
        throw outsideOf(tenant.name);
      }
      return located;
    },
    nearestAreas: async (tx, tenant, point, kind, limit) =>
      nearest(point, (await atlases.of(tx, tenant)).index, kind, limit),
    findArea: async (tx, tenant, id) => findRef((await atlases.of(tx, tenant)).index, id),
    async findAreaByCode(tx, tenant, code) {
      const area = (await atlases.of(tx, tenant)).index.byCode.get(code);
      return area && refOf(area);
    },
    async findByName(tx, tenant, words, limit) {
      const { index } = await atlases.of(tx, tenant);
      return findAreas(index, { q: words })
        .slice(0, limit)
        .map((area) => ({ ...refOf(area), point: area.point, within: withAncestors(area, index).slice(1).map(refOf) }));
    },
    areaName: async (tx, tenant, id) => (await api.findArea(tx, tenant, id))?.name ?? {},
    areasOf: async (tx, tenant, kind) =>
      findAreas((await atlases.of(tx, tenant)).index, { kinds: [kind] }).map((area) => ({
        ...refOf(area),
        parentId: area.parentId,
      })),
    findParcel: (tx, tenant, wanted) => findParcel(atlases, tx, tenant, wanted),
    calendarOf: async (tx, tenant) => (await atlases.of(tx, tenant)).calendar,
  };

  return {
    api,
    module: {
      name: 'territory',
      operations: [
        ...areaOperations(atlases),
        ...calendarOperations(atlases),
        importOperation(atlases),
        ...parcelOperations(atlases),
      ],
    },
    tiles: createMapHandler((tenant) => parts.read(tenant.id, (tx) => atlases.of(tx, tenant))),
  };
}
