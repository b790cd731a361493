import { z } from 'zod';
import { mortonRange, pointOfGrid } from '#kernel/geometry.ts';
import { remembered } from '#platform/cached.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, system } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { ReportCatalogue } from './model.ts';
import {
  FIRST_LEVEL,
  FIRST_SINGLE_TILE,
  LAST_LEVEL,
  LAST_MONTH_LEVEL,
  LAST_PYRAMID_TILE,
  LAST_TILE,
  THIN_ZOOMS,
} from './model-map.ts';
import { BoxInput, MapFilter } from './operations-input.ts';
import { countWaitingOnMap } from './operations-map-kept.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';
import { effectiveSince, levelOfTile, mapReport, mergeNear, monthsSince, statusCode, tilesOfBox } from './rules-map.ts';
import {
  countAreas,
  countLevel,
  countReportsOnMap,
  findMapState,
  lockMap,
  noteMapState,
  replaceMapReports,
} from './store-map.ts';
import { readCells, readPlaces, readPyramid, type TileFilter, type TileMark, tileVersion } from './store-tiles.ts';
import { holdUncounted, isLeftUncounted } from './store-uncounted.ts';

/** Cases a step of the building reads. */
const STEP = 5_000;

const Mark = z.object({
  longitude: z.number(),
  latitude: z.number(),
  /** Column and row on the square of the web map, 26 bits an axis. */
  x: z.number(),
  y: z.number(),
  count: z.int(),
  open: z.int(),
  fixed: z.int(),
  /** Of a report that stands by itself. */
  number: z.string().nullable(),
  category: z.string().nullable(),
  state: z.string().nullable(),
  /** True where several places are taken together although the tile is a near one, since it holds too many. */
  thinned: z.boolean().optional(),
});
export type MapMark = z.infer<typeof Mark>;

const todayOf = ({ now, tenant }: { now: Temporal.Instant; tenant: Tenant }) =>
  now.toZonedDateTimeISO(tenant.timeZone).toPlainDate();

/** The filter a client gave, as the tables are asked. */
function tileFilter(input: MapFilter, catalogue: ReportCatalogue, today: Temporal.PlainDate): TileFilter {
  const topics =
    input.category ??
    (input.group === undefined
      ? undefined
      : catalogue.categories.filter(({ group }) => group === input.group).map(({ code }) => code));
  const since = input.since === undefined ? undefined : effectiveSince(input.since, today);
  return {
    topics,
    status: input.status === undefined ? undefined : statusCode(input.status),
    since: since?.toString(),
    months: since === undefined ? undefined : (monthsSince(since, today) ?? undefined),
    districtId: input.district,
    municipalityId: input.municipality,
  };
}

interface Tile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** The marks of one tile: clusters from far, single reports from near; only what anybody may see. */
async function readTile(tx: Tx, tile: Tile, filter: TileFilter): Promise<readonly MapMark[]> {
  const range = mortonRange(tile.z, tile.x, tile.y);
  const counted = tile.z <= LAST_PYRAMID_TILE && (filter.since === undefined || filter.months !== undefined);
  if (tile.z >= FIRST_SINGLE_TILE) return onMap(await readPlaces(tx, tile.z + THIN_ZOOMS, range, filter));
  const level = levelOfTile(tile.z);
  const kept = counted && (filter.months === undefined || level <= LAST_MONTH_LEVEL);
  return onMap(mergeNear(tile.z, await (kept ? readPyramid : readCells)(tx, level, range, filter)));
}

const onMap = (marks: readonly TileMark[]): MapMark[] =>
  marks.map(({ topic, ...mark }) => ({ ...mark, ...pointOfGrid(mark.x, mark.y), category: topic }));

const TileInput = MapFilter.extend({
  z: z.coerce.number().int().min(0).max(LAST_TILE),
  x: z.coerce.number().pipe(z.int32().min(0)),
  y: z.coerce.number().pipe(z.int32().min(0)),
});

const BuildState = z.object({
  phase: z.enum(['reports', 'cells', 'areas', 'built']),
  /** Reports on the map. */
  reports: z.int(),
  more: z.boolean(),
});

/** Marks of recently read tiles that are kept in memory, about 300 bytes each; a tile without any weighs as one. */
const MARKS_KEPT = 100_000;

export function mapOperations(parts: ReportParts): Operation[] {
  const { cases, catalogues } = parts;
  const tiles = remembered<readonly MapMark[]>(MARKS_KEPT, ({ length }) => length + 1);

  /** A tile as it is now: read anew only where its part of the map changed since it was last read. */
  async function tileOf(tx: Tx, tenant: Tenant, tile: Tile, filter: TileFilter): Promise<readonly MapMark[]> {
    const key = JSON.stringify([tenant.id, tile.z, tile.x, tile.y, filter]);
    // Asked first: what changes in between is then read by the next one, too.
    const version = await tileVersion(tx, mortonRange(tile.z, tile.x, tile.y));
    return tiles.find(key, version) ?? tiles.keep(key, version, await readTile(tx, tile, filter));
  }

  /** One step of the building: some cases, or one level of the pyramid, or the figures of the areas. */
  async function step(tx: Tx, context: OperationContext): Promise<'reports' | 'cells' | 'areas' | 'built'> {
    const state = await findMapState(tx);
    const note = (phase: 'reports' | 'cells' | 'areas' | 'built', reached: string | null, level: number | null) =>
      noteMapState(tx, { phase, reached, level, builtAt: phase === 'built' ? context.now.toString() : null });
    if (state?.phase === 'cells') {
      const level = state.level ?? LAST_LEVEL;
      await countLevel(tx, level);
      const last = level === FIRST_LEVEL;
      await note(last ? 'areas' : 'cells', null, last ? null : level - 1);
      return last ? 'areas' : 'cells';
    }
    if (state?.phase === 'areas') {
      await countAreas(tx);
      await note('built', null, null);
      return 'built';
    }
    const after = state?.phase === 'reports' ? state.reached : null;
    const found = await cases.places(tx, REPORT_TYPE, { after, limit: STEP });
    const last = found.length === STEP ? found.at(-1)!.id : null;
    const shown = found.flatMap((one) => mapReport(one, context.tenant.timeZone) ?? []);
    await replaceMapReports(tx, after, last, shown);
    await note(last === null ? 'cells' : 'reports', last, last === null ? LAST_LEVEL : null);
    return last === null ? 'cells' : 'reports';
  }

  return [
    operation({
      name: 'reports.get-map-tile',
      summary: { ar: 'مربع من خريطة البلاغات المعلنة', en: 'One tile of the map of public reports' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports-map/{z}/{x}/{y}' },
      rate: 'read',
      input: TileInput,
      output: z.object({ marks: z.array(Mark) }),
      async run(tx, { z: zoom, x, y, ...given }, context) {
        const edge = 2 ** zoom;
        if (x >= edge || y >= edge) return { marks: [] };
        const filter = tileFilter(given, await catalogues.of(tx, context.tenant), todayOf(context));
        return { marks: [...(await tileOf(tx, context.tenant, { z: zoom, x, y }, filter))] };
      },
    }),
    operation({
      name: 'reports.list-map-marks',
      summary: { ar: 'البلاغات المعلنة مجمعةً في حدود معينة', en: 'Public reports within bounds, gathered in clusters' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports-map' },
      rate: 'read',
      input: MapFilter.extend({ box: BoxInput }),
      output: z.object({ marks: z.array(Mark) }),
      async run(tx, { box, ...given }, context) {
        const filter = tileFilter(given, await catalogues.of(tx, context.tenant), todayOf(context));
        const [west, south, east, north] = box;
        const marks: MapMark[] = [];
        for (const tile of tilesOfBox({ west, south, east, north })) {
          marks.push(...(await tileOf(tx, context.tenant, tile, filter)));
        }
        return {
          marks: marks.filter(
            ({ longitude, latitude }) =>
              longitude >= west && longitude <= east && latitude >= south && latitude <= north,
          ),
        };
      },
    }),
    operation({
      name: 'reports.build-map',
      summary: { ar: 'بناء خريطة البلاغات من جديد خطوةً خطوة', en: 'Build the map of reports anew, one step of it' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/reports-map-build' },
      rate: 'bulk',
      input: z.strictObject({
        /** Begins again even where the map is built. */
        anew: z.boolean().default(false),
      }),
      output: BuildState,
      async run(tx, { anew }, context) {
        const built = (await findMapState(tx))?.phase === 'built' && !anew;
        if (built && !(await isLeftUncounted(tx, 'map', context.now))) {
          return { phase: 'built', reports: await countReportsOnMap(tx), more: false };
        }
        if (!built) await holdUncounted(tx);
        await lockMap(tx);
        await countWaitingOnMap(tx);
        if (built) return { phase: 'built' as const, reports: await countReportsOnMap(tx), more: false };
        const state = await findMapState(tx);
        if (anew) await noteMapState(tx, { phase: 'reports', reached: null, level: null, builtAt: null });
        const phase = state?.phase === 'built' && !anew ? 'built' : await step(tx, context);
        return { phase, reports: await countReportsOnMap(tx), more: phase !== 'built' };
      },
    }),
  ];
}
