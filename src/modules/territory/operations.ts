import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { type Area, AreaKindSchema, AreaRefSchema, BoxSchema, LocatedSchema, PointSchema, refOf } from './model.ts';
import type { AtlasCache } from './operations-cache.ts';
import { outsideOf, territoryProblems } from './problems.ts';
import { type AreaIndex, findAreas, locate, withAncestors } from './rules-index.ts';
import { servedBox } from './rules-view.ts';

const AreaRow = AreaRefSchema.extend({
  parent: AreaRefSchema.nullable(),
  point: PointSchema,
  box: BoxSchema,
  bordered: z.boolean(),
  approximate: z.boolean(),
});

const AreaList = z.object({ items: z.array(AreaRow), total: z.int(), next: z.string().nullable() });

const AreaFeature = z.object({
  type: z.literal('Feature'),
  id: z.uuid(),
  bbox: z.array(z.number()),
  geometry: z.object({ type: z.enum(['MultiPolygon', 'Point']), coordinates: z.array(z.unknown()) }),
  properties: AreaRow.omit({ id: true, box: true }).extend({
    within: z.array(AreaRefSchema),
    source: z.string(),
    validFrom: z.string(),
    validTo: z.string().nullable(),
  }),
});

const Place = AreaRow.extend({ within: z.array(AreaRefSchema) });

const Coordinate = (limit: number) => z.coerce.number().min(-limit).max(limit);
const Words = z.string().trim().min(1).max(100);
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).optional());

function rowOf(area: Area, index: AreaIndex): z.output<typeof AreaRow> {
  const parent = area.parentId === null ? undefined : index.byId.get(area.parentId);
  return {
    ...refOf(area),
    name: { ...area.name } as Record<string, string>,
    parent: parent ? (refOf(parent) as z.output<typeof AreaRefSchema>) : null,
    point: area.point,
    box: area.box,
    bordered: area.polygons !== null,
    approximate: area.approximate,
  };
}

const ancestorsOf = (area: Area, index: AreaIndex) =>
  withAncestors(area, index).slice(1).map(refOf) as z.output<typeof AreaRefSchema>[];

/** Questions anybody may ask: where a point lies, which areas there are. */
export const areaOperations = (atlases: AtlasCache): Operation[] => [
  operation({
    name: 'territory.locate-point',
    summary: {
      ar: 'معرفة الحي والبلدية والمحافظة التي يقع فيها موقع',
      en: 'Tell which district, municipality and governorate a place lies in',
    },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/territory/location' },
    rate: 'read',
    input: z.strictObject({ longitude: Coordinate(180), latitude: Coordinate(90) }),
    output: LocatedSchema,
    async run(tx, point, { tenant }) {
      const { index } = await atlases.of(tx, tenant);
      const located = locate(point, index, servedBox(tenant.settings));
      if (located === undefined) {
        throw outsideOf(tenant.name);
      }
      return located as z.output<typeof LocatedSchema>;
    },
  }),
  operation({
    name: 'territory.list-areas',
    summary: {
      ar: 'قائمة المناطق والمحافظات والبلديات والأحياء',
      en: 'List regions, governorates, municipalities, districts',
    },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/territory/areas' },
    rate: 'read',
    input: z.strictObject({
      kind: listOf(AreaKindSchema),
      parent: z.uuid().optional(),
      q: Words.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      /** The code of the last area of the page before. */
      after: z.string().max(200).optional(),
    }),
    output: AreaList,
    async run(tx, { kind, parent, q, limit, after }, { tenant }) {
      const { index } = await atlases.of(tx, tenant);
      const all = findAreas(index, { kinds: kind, parentId: parent, q });
      const from = after === undefined ? 0 : all.findIndex((area) => area.code === after) + 1;
      const page = all.slice(from, from + limit);
      return {
        items: page.map((area) => rowOf(area, index)),
        total: all.length,
        next: from + limit < all.length ? (page.at(-1)?.code ?? null) : null,
      };
    },
  }),
  operation({
    name: 'territory.get-area',
    summary: { ar: 'حدود منطقة واسمها وما تتبع له', en: 'The border and names of an area, and what it is part of' },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/territory/areas/{id}' },
    rate: 'read',
    input: z.strictObject({ id: z.uuid() }),
    output: AreaFeature,
    async run(tx, { id }, { tenant }) {
      const { index } = await atlases.of(tx, tenant);
      const area = index.byId.get(id.toLowerCase());
      if (area === undefined) throw territoryProblems['unknown-area']();
      const { id: _, box, ...properties } = rowOf(area, index);
      return {
        type: 'Feature' as const,
        id: area.id,
        bbox: [box.west, box.south, box.east, box.north],
        geometry:
          area.polygons === null
            ? { type: 'Point' as const, coordinates: [area.point.longitude, area.point.latitude] }
            : { type: 'MultiPolygon' as const, coordinates: area.polygons as unknown[] },
        properties: {
          ...properties,
          within: ancestorsOf(area, index),
          source: area.source,
          validFrom: area.validFrom,
          validTo: area.validTo,
        },
      };
    },
  }),
  operation({
    name: 'territory.search-places',
    summary: { ar: 'البحث عن حي أو معلم بالاسم', en: 'Find a district or a landmark by name' },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/territory/places' },
    rate: 'read',
    input: z.strictObject({ q: Words, limit: z.coerce.number().int().min(1).max(50).default(10) }),
    output: z.object({ items: z.array(Place), total: z.int() }),
    async run(tx, { q, limit }, { tenant }) {
      const { index } = await atlases.of(tx, tenant);
      const found = findAreas(index, { q });
      return {
        items: found.slice(0, limit).map((area) => ({ ...rowOf(area, index), within: ancestorsOf(area, index) })),
        total: found.length,
      };
    },
  }),
];
