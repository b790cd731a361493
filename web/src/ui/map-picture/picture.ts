import type { StatusMeaning } from '$ui/status-tag/status.ts';

/** Size of the drawn map, in the units of its picture. */
export const MAP_WIDTH = 640;
export const MAP_HEIGHT = 420;

/** A still picture of a part of the map: outlines, and either reports or one pin. Places are in the picture's units. */
export interface MapPicture {
  /** Paths of the areas. */
  readonly land: readonly string[];
  readonly names: readonly PlacedName[];
  readonly marks: readonly {
    readonly x: number;
    readonly y: number;
    readonly radius: number;
    readonly count: number;
    /** Of a report that stands by itself. */
    readonly meaning: StatusMeaning | null;
  }[];
  /** `meaning`: of the report that stands there; null for a place that was only chosen. */
  readonly pin: { readonly x: number; readonly y: number; readonly meaning: StatusMeaning | null } | null;
  /** Path of the area the picture is about. */
  readonly chosen: string | null;
}

export interface PlacedName {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Left out where the picture is small, because it would cover another name there. */
  readonly wideOnly: boolean;
}

/** Sizes of a name's letters in a wide picture and in a small one, in the units of the picture. */
const WIDE = 13;
const SMALL = 24;

/**
 * Which names can be read: one that would cover an earlier one, or leave the picture, is left out, everywhere or only
 * where the picture is small and its letters are large.
 */
export function placeNames(names: readonly { name: string; x: number; y: number }[]): PlacedName[] {
  const kept: PlacedName[] = [];
  const fits = (name: string, x: number, y: number, size: number, others: readonly PlacedName[]) => {
    const half = (text: string) => (text.length * size * 0.56) / 2;
    const inside = x - half(name) > 0 && x + half(name) < MAP_WIDTH && y - size > 0 && y + size < MAP_HEIGHT;
    const free = others.every(
      (other) => Math.abs(other.x - x) > half(name) + half(other.name) || Math.abs(other.y - y) > size * 1.2,
    );
    return inside && free;
  };
  for (const { name, x, y } of names) {
    if (!fits(name, x, y, WIDE, kept)) continue;
    const small = kept.filter((one) => !one.wideOnly);
    kept.push({ name, x, y, wideOnly: !fits(name, x, y, SMALL, small) });
  }
  return kept;
}
