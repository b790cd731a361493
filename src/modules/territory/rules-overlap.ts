import { featureCollection, multiPolygon as turfMultiPolygon } from '@turf/helpers';
import { intersect } from '@turf/intersect';
import { type Box, boxesOverlap, type Polygons, squareMetres } from '#kernel/geometry.ts';
import type { AreaKind } from './model.ts';

export interface Bordered {
  readonly code: string;
  readonly kind: AreaKind;
  readonly polygons: Polygons;
  readonly box: Box;
}

export interface Overlap {
  readonly kind: AreaKind;
  /** The codes of the two areas. */
  readonly between: readonly [string, string];
  /** Square metres that both claim. */
  readonly squareMetres: number;
  /** What part of the smaller area that is, 0 to 1. */
  readonly share: number;
}

export interface Overlaps {
  readonly overlaps: readonly Overlap[];
  /** Pairs whose borders cross themselves so badly that their overlap could not be computed. */
  readonly undecided: readonly (readonly [string, string])[];
}

/** Two neighbours drawn from the same survey differ by roundings; below this share of the smaller one nothing is told. */
export const NEGLIGIBLE_SHARE = 0.001;

/** Finds the areas of one kind that claim the same land: candidates by their boxes (swept from the west), then exactly. */
export function findOverlaps(areas: readonly Bordered[]): Overlaps {
  const overlaps: Overlap[] = [];
  const undecided: [string, string][] = [];
  const sorted = areas.toSorted((a, b) => a.box.west - b.box.west);
  const sizes = new Map(sorted.map((area) => [area, squareMetres(area.polygons)]));
  for (const [i, a] of sorted.entries()) {
    for (let j = i + 1; j < sorted.length && sorted[j]!.box.west < a.box.east; j++) {
      const b = sorted[j]!;
      if (a.kind !== b.kind || !boxesOverlap(a.box, b.box)) continue;
      const common = commonSquareMetres(a.polygons, b.polygons);
      const between: [string, string] = a.code < b.code ? [a.code, b.code] : [b.code, a.code];
      if (common === undefined) {
        undecided.push(between);
        continue;
      }
      const share = common / Math.min(sizes.get(a)!, sizes.get(b)!);
      if (share > NEGLIGIBLE_SHARE) overlaps.push({ kind: a.kind, between, squareMetres: common, share });
    }
  }
  return { overlaps: overlaps.sort((x, y) => y.squareMetres - x.squareMetres), undecided };
}

const feature = (polygons: Polygons) => turfMultiPolygon(polygons as unknown as [number, number][][][]);

function commonSquareMetres(a: Polygons, b: Polygons): number | undefined {
  try {
    const common = intersect(featureCollection([feature(a), feature(b)]))?.geometry;
    if (common === undefined) return 0;
    return squareMetres((common.type === 'Polygon' ? [common.coordinates] : common.coordinates) as unknown as Polygons);
  } catch {
    return undefined;
  }
}
