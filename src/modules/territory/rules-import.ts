import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { type Box, boxOf, crossingIn, labelPoint, type Polygons, pointBox } from '#kernel/geometry.ts';
import type { Point } from '#kernel/place.ts';
import type { Text } from '#kernel/text.ts';
import { AREA_KINDS, type AreaKind, AreaKindSchema } from './model.ts';
import { territoryProblems } from './problems.ts';
import { GEOMETRY_FAULTS, type ReadGeometry, readGeometry } from './rules-geometry.ts';

/** How the properties of a foreign file say what ours say. */
export const ImportMapping = z.object({
  /** `own`: kind, code, name {ar, en}, parent, approximate; `whos-on-first`: wof_id, placetype, name_ar, name_en, parent_id, hierarchy. */
  style: z.enum(['own', 'whos-on-first']).default('own'),
  /** The file's word for a kind to ours; a word without an entry is taken if it is one of ours. */
  kinds: z.record(z.string(), AreaKindSchema).default({}),
  /** Who made the file, credited on the map. */
  source: plainText({ max: 200 }),
  /** Borders of this file are only approximate, whatever its features say. */
  approximate: z.boolean().default(false),
});
export type ImportMapping = z.output<typeof ImportMapping>;

const WHOS_ON_FIRST_KINDS: Readonly<Record<string, AreaKind>> = {
  region: 'region',
  county: 'governorate',
  localadmin: 'municipality',
  borough: 'municipality',
  locality: 'locality',
  neighbourhood: 'district',
  campus: 'landmark',
};

/** A feature that can be stored; parents are named by code. */
export interface ImportedArea {
  readonly kind: AreaKind;
  readonly code: string;
  readonly name: Text;
  /** Codes of possible parents, the nearest first: the first one that is known becomes the parent. */
  readonly parents: readonly string[];
  readonly polygons: Polygons | null;
  readonly point: Point;
  readonly box: Box;
  readonly approximate: boolean;
  readonly source: string;
}

export const FEATURE_REMARKS = [
  'no-arabic-name',
  'no-english-name',
  'point-only',
  'ring-closed',
  'border-crosses-itself',
  'repeated-code',
  'unknown-parent',
] as const;

export const FEATURE_REFUSALS = [
  'not-a-feature',
  'no-kind',
  'unknown-kind',
  'no-code',
  'no-name',
  ...GEOMETRY_FAULTS,
] as const;

/** What became of one feature: refused for a reason, or taken with remarks. */
export interface FeatureReport {
  /** Position in the file, from 1. */
  readonly feature: number;
  readonly code: string | null;
  readonly taken: boolean;
  readonly reason: (typeof FEATURE_REFUSALS)[number] | null;
  readonly remarks: readonly (typeof FEATURE_REMARKS)[number][];
}

export interface ImportReading {
  readonly areas: readonly ImportedArea[];
  readonly report: readonly FeatureReport[];
}

type Properties = Readonly<Record<string, unknown>>;
type Named = { code: string; kind: AreaKind; name: Text; parents: string[]; approximate: boolean };
type Refusal = (typeof FEATURE_REFUSALS)[number];
type Remark = (typeof FEATURE_REMARKS)[number];

/** A text as it may be stored: without control and bidi characters, which a name never needs; undefined when nothing is left. */
export const textIn = (value: unknown): string | undefined => {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const bare = text.toWellFormed().replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '');
  return Array.from(bare).slice(0, 200).join('').trim() || undefined;
};

const textOf = (names: Readonly<Record<string, unknown>>): Text =>
  Object.fromEntries(
    Object.entries(names).flatMap(([language, value]) => {
      const text = textIn(value);
      return text === undefined ? [] : [[language, text]];
    }),
  );

/**
 * Reads a GeoJSON FeatureCollection (RFC 7946). A feature that cannot be taken is reported with its number and reason
 * and never stops the rest; of two features with one code the later is taken.
 * @throws Problem territory.not-a-collection
 */
export function importFeatures(collection: unknown, mapping: ImportMapping): ImportReading {
  const { type, features } = (collection ?? {}) as { type?: unknown; features?: unknown };
  if (type !== 'FeatureCollection' || !Array.isArray(features)) throw territoryProblems['not-a-collection']();
  const areas = new Map<string, ImportedArea>();
  const report: FeatureReport[] = [];
  for (const [index, feature] of features.entries()) {
    const remarks: Remark[] = [];
    const read = readFeature(feature, mapping, remarks);
    const taken = typeof read !== 'string';
    if (taken) {
      if (areas.has(read.code)) remarks.push('repeated-code');
      areas.set(read.code, read);
    }
    report.push({
      feature: index + 1,
      code: taken ? read.code : codeOf(feature, mapping),
      taken,
      reason: taken ? null : read,
      remarks,
    });
  }
  return { areas: [...areas.values()], report };
}

function codeOf(feature: unknown, mapping: ImportMapping): string | null {
  const properties = (feature as { properties?: Properties } | null)?.properties;
  if (mapping.style === 'own') return textIn(properties?.code) ?? null;
  const id = textIn(properties?.wof_id);
  return id === undefined ? null : `wof:${id}`;
}

function readFeature(feature: unknown, mapping: ImportMapping, remarks: Remark[]): ImportedArea | Refusal {
  const { type, properties, geometry } = (feature ?? {}) as {
    type?: unknown;
    properties?: unknown;
    geometry?: unknown;
  };
  if (type !== 'Feature' || typeof properties !== 'object' || properties === null) return 'not-a-feature';
  const given = properties as Properties;
  const named = mapping.style === 'own' ? ownNames(given, mapping) : foreignNames(given, mapping);
  if (typeof named === 'string') return named;
  const shape: ReadGeometry = readGeometry(geometry);
  if ('fault' in shape) return shape.fault;
  if (named.name.ar === undefined) remarks.push('no-arabic-name');
  if (named.name.en === undefined) remarks.push('no-english-name');
  const common = { ...named, approximate: named.approximate || mapping.approximate, source: mapping.source };
  if ('point' in shape) {
    if (named.kind !== 'landmark') remarks.push('point-only');
    return { ...common, polygons: null, point: shape.point, box: pointBox(shape.point) };
  }
  if (shape.closed) remarks.push('ring-closed');
  if (crossingIn(shape.polygons)) remarks.push('border-crosses-itself');
  return { ...common, polygons: shape.polygons, point: labelPoint(shape.polygons), box: boxOf(shape.polygons) };
}

function kindOf(word: unknown, mapping: ImportMapping, usual: Readonly<Record<string, AreaKind>>): AreaKind | Refusal {
  const text = textIn(word);
  if (text === undefined) return 'no-kind';
  for (const words of [mapping.kinds, usual]) if (Object.hasOwn(words, text)) return words[text]!;
  return 'unknown-kind';
}

const OWN_KINDS = Object.fromEntries(AREA_KINDS.map((kind) => [kind, kind]));

function ownNames(properties: Properties, mapping: ImportMapping): Named | Refusal {
  const kind = kindOf(properties.kind, mapping, OWN_KINDS);
  if (!isKind(kind)) return kind;
  const code = textIn(properties.code);
  if (code === undefined) return 'no-code';
  const given = properties.name;
  const name = textOf(typeof given === 'object' && given !== null ? (given as Properties) : {});
  if (Object.keys(name).length === 0) return 'no-name';
  const parent = textIn(properties.parent);
  return {
    kind,
    code,
    name,
    parents: parent === undefined ? [] : [parent],
    approximate: properties.approximate === true,
  };
}

/** The hierarchy of Who's On First, from the smallest placetype to the widest we keep. */
const HIERARCHY = ['locality_id', 'localadmin_id', 'county_id', 'region_id'];

function foreignNames(properties: Properties, mapping: ImportMapping): Named | Refusal {
  const kind = kindOf(properties.placetype, mapping, WHOS_ON_FIRST_KINDS);
  if (!isKind(kind)) return kind;
  const id = textIn(properties.wof_id);
  if (id === undefined) return 'no-code';
  const code = `wof:${id}`;
  const name = textOf({ ar: properties.name_ar, en: properties.name_en });
  if (Object.keys(name).length === 0) return 'no-name';
  const hierarchy = (typeof properties.hierarchy === 'object' && properties.hierarchy) as Properties | false;
  const parents = [properties.parent_id, ...HIERARCHY.map((key) => (hierarchy ? hierarchy[key] : undefined))]
    .map(textIn)
    .filter((parent) => parent !== undefined && !parent.startsWith('-'))
    .map((parent) => `wof:${parent}`)
    .filter((parent) => parent !== code);
  return { kind, code, name, parents: [...new Set(parents)], approximate: false };
}

const isKind = (value: AreaKind | Refusal): value is AreaKind => (AREA_KINDS as readonly string[]).includes(value);
