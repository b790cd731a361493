import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { TERRITORY_CHANGED } from './api.ts';
import { AreaKindSchema } from './model.ts';
import type { AtlasCache } from './operations-cache.ts';
import { territoryProblems } from './problems.ts';
import {
  FEATURE_REFUSALS,
  FEATURE_REMARKS,
  ImportMapping,
  type ImportReading,
  importFeatures,
} from './rules-import.ts';
import { mergeAreas } from './rules-merge.ts';
import { findOverlaps } from './rules-overlap.ts';
import { endAreas, lockVersion, readAreas, writeAreas } from './store.ts';

const ImportAreas = z.strictObject({
  /** A GeoJSON FeatureCollection. */
  collection: z.unknown(),
  mapping: ImportMapping,
  /** The file is all there is of its source: areas of that source it does not name count no more from today. */
  complete: z.boolean().default(false),
});

const ImportReport = z.object({
  taken: z.int(),
  refused: z.int(),
  /** Areas added or changed; those that were the same already are not counted. */
  changed: z.int(),
  ended: z.int(),
  features: z.array(
    z.object({
      feature: z.int(),
      code: z.string().nullable(),
      taken: z.boolean(),
      reason: z.enum(FEATURE_REFUSALS).nullable(),
      remarks: z.array(z.enum(FEATURE_REMARKS)),
    }),
  ),
  /** Areas of one kind that claim the same land; both are kept, and a point there belongs to the smaller. */
  overlaps: z.array(
    z.object({
      kind: AreaKindSchema,
      between: z.tuple([z.string(), z.string()]),
      squareMetres: z.number(),
      share: z.number(),
    }),
  ),
  /** Pairs whose borders are too damaged to tell. */
  undecided: z.array(z.tuple([z.string(), z.string()])),
});

interface Prepared {
  readonly reading: ImportReading;
  readonly complete: boolean;
}

/** Takes in the borders and names of a file, as many as can be taken, and reports on every feature. */
export const importOperation = (atlases: AtlasCache): Operation =>
  operation<z.output<typeof ImportAreas>, z.output<typeof ImportReport>, Prepared & { source: string }>({
    name: 'territory.import-areas',
    summary: {
      ar: 'استيراد حدود المناطق وأسمائها من ملف GeoJSON',
      en: 'Import the borders and names of areas from GeoJSON',
    },
    kind: 'command',
    who: [tenantRole('administrator'), system()],
    route: { method: 'POST', path: '/territory/areas/import' },
    rate: 'bulk',
    bodyLimit: 32 * 1024 * 1024,
    input: ImportAreas as z.ZodType<z.output<typeof ImportAreas>>,
    output: ImportReport as z.ZodType<z.output<typeof ImportReport>>,
    async prepare({ collection, mapping, complete }) {
      const reading = importFeatures(collection, mapping);
      if (reading.areas.length === 0) {
        throw territoryProblems['nothing-to-import']({ extra: { features: reading.report } });
      }
      return { reading, complete, source: mapping.source };
    },
    async run(tx, { reading, complete, source }, context) {
      const version = context.newId();
      await lockVersion(tx, version, context.now);
      const known = await readAreas(tx);
      const today = context.now.toZonedDateTimeISO(context.tenant.timeZone).toPlainDate().toString();
      const merged = mergeAreas(known, reading.areas, { today, newId: (): Id => context.newId() });
      const changed = await writeAreas(tx, merged.areas);
      const codes = merged.areas.map((area) => area.code);
      const ended = complete ? await endAreas(tx, source, codes, today) : 0;
      const taken = new Set(codes);
      const staying = known.filter(
        (area) => area.validTo === null && !taken.has(area.code) && !(complete && area.source === source),
      );
      const bordered = [...merged.areas, ...staying].flatMap(({ polygons, ...area }) =>
        polygons === null ? [] : [{ ...area, polygons }],
      );
      const { overlaps, undecided } = findOverlaps(bordered);
      atlases.recheck(context.tenant.id);
      context.about({ type: 'territory', id: version });
      context.emit({ type: TERRITORY_CHANGED, key: version, payload: { what: 'areas', changed, ended } });
      return {
        taken: reading.areas.length,
        refused: reading.report.filter((feature) => !feature.taken).length,
        changed,
        ended,
        features: reading.report.map((feature) => ({
          ...feature,
          remarks: merged.orphans.has(feature.code ?? '')
            ? [...feature.remarks, 'unknown-parent' as const]
            : [...feature.remarks],
        })),
        overlaps: overlaps.map((overlap) => ({ ...overlap, between: [...overlap.between] as [string, string] })),
        undecided: undecided.map((pair) => [...pair] as [string, string]),
      };
    },
  });
