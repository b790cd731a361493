import type { Id } from '#kernel/id.ts';
import { AREA_KINDS, type Area, type AreaKind } from './model.ts';
import type { ImportedArea } from './rules-import.ts';

export interface Merged {
  /** As they are to be stored, each after its parent. */
  readonly areas: readonly Area[];
  /** Codes of areas that name a parent nobody knows. */
  readonly orphans: ReadonlySet<string>;
}

const width = (kind: AreaKind) => AREA_KINDS.indexOf(kind);

/**
 * Gives imported areas their ids and parents. A known code keeps its id and first day. The parent is the nearest one
 * named that is known and of a wider kind, so that no area can become its own ancestor.
 */
export function mergeAreas(
  known: readonly Area[],
  imported: readonly ImportedArea[],
  make: { readonly today: string; readonly newId: () => Id },
): Merged {
  const before = new Map(known.map((area) => [area.code, area]));
  const all = new Map<string, { id: Id; kind: AreaKind }>(known.map((area) => [area.code, area]));
  for (const area of imported) {
    all.set(area.code, { id: before.get(area.code)?.id ?? make.newId(), kind: area.kind });
  }
  const orphans = new Set<string>();
  const areas = imported
    .toSorted((a, b) => width(a.kind) - width(b.kind))
    .map(({ parents, ...area }): Area => {
      const parent = parents.map((code) => all.get(code)).find((each) => each && width(each.kind) < width(area.kind));
      if (parent === undefined && parents.length > 0 && area.kind !== 'region') orphans.add(area.code);
      const earlier = before.get(area.code);
      return {
        ...area,
        id: all.get(area.code)!.id,
        parentId: parent?.id ?? null,
        validFrom: earlier?.validFrom ?? make.today,
        validTo: null,
      };
    });
  return { areas, orphans };
}
