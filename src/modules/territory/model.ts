import { z } from 'zod';
import type { Box, Polygons } from '#kernel/geometry.ts';
import type { Id } from '#kernel/id.ts';
import type { Point } from '#kernel/place.ts';
import type { Text } from '#kernel/text.ts';

/** What an area can be, from the widest to the smallest. A landmark is a public place people name instead of an address. */
export const AREA_KINDS = ['region', 'governorate', 'municipality', 'locality', 'district', 'landmark'] as const;
export type AreaKind = (typeof AREA_KINDS)[number];

/** A part of a tenant's territory. Names and borders are the tenant's data. */
export interface Area {
  readonly id: Id;
  readonly kind: AreaKind;
  /** Stable name of the area in the tenant's files, unique within the tenant, such as `dammam-al-faisaliyah`. */
  readonly code: string;
  readonly name: Text;
  readonly parentId: Id | null;
  /** null: known as a point only. */
  readonly polygons: Polygons | null;
  /** Where its name is written; inside the polygons when it has some. */
  readonly point: Point;
  readonly box: Box;
  /** The border shows roughly where the area lies and settles no question of land. */
  readonly approximate: boolean;
  /** Who drew it, as it must be credited. */
  readonly source: string;
  /** First day it counted, Gregorian `YYYY-MM-DD` in the tenant's zone. */
  readonly validFrom: string;
  /** First day it counted no more; null while it counts. Kept for what happened there. */
  readonly validTo: string | null;
}

/** An area as other modules and pages name it. */
export type AreaRef = Pick<Area, 'id' | 'kind' | 'code' | 'name'>;

/** The areas that hold a point: the smallest of each kind; those without a border of their own come from the hierarchy. */
export interface Located {
  readonly region: AreaRef | null;
  readonly governorate: AreaRef | null;
  readonly municipality: AreaRef | null;
  readonly locality: AreaRef | null;
  readonly district: AreaRef | null;
}

export interface NearArea {
  readonly area: AreaRef;
  /** 0 when the point lies inside. */
  readonly metres: number;
}

export const AreaKindSchema = z.enum(AREA_KINDS);

const Longitude = z.number().min(-180).max(180);
const Latitude = z.number().min(-90).max(90);

export const PointSchema = z.object({ longitude: Longitude, latitude: Latitude });

export const TextSchema = z.record(z.string(), z.string());

export const AreaRefSchema = z.object({ id: z.uuid(), kind: AreaKindSchema, code: z.string(), name: TextSchema });

export const LocatedSchema = z.object({
  region: AreaRefSchema.nullable(),
  governorate: AreaRefSchema.nullable(),
  municipality: AreaRefSchema.nullable(),
  locality: AreaRefSchema.nullable(),
  district: AreaRefSchema.nullable(),
});

export const BoxSchema = z.object({ west: Longitude, south: Latitude, east: Longitude, north: Latitude });

export const refOf = ({ id, kind, code, name }: AreaRef): AreaRef => ({ id, kind, code, name });
