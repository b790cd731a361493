/** Something that has a place in a row of a layered picture: a box, the words on a line, or a bend of a line. */
export interface Item {
  readonly id: number;
  readonly layer: number;
  readonly width: number;
  /** The centre. */
  x: number;
}
/** A piece of a line between items of neighbouring rows; lines that run through bends are kept straight. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

const GAP = 22;
const SWEEPS = 10;

const mean = (values: readonly number[], other: number): number =>
  values.length === 0 ? other : values.reduce((sum, one) => sum + one, 0) / values.length;

/** How often lines between two neighbouring rows cross. */
function crossingsOf(links: readonly Link[], place: ReadonlyMap<number, number>): number {
  let crossings = 0;
  for (const [i, one] of links.entries()) {
    for (const other of links.slice(i + 1)) {
      const above = place.get(one.from)! - place.get(other.from)!;
      const below = place.get(one.to)! - place.get(other.to)!;
      if (above * below < 0) crossings++;
    }
  }
  return crossings;
}

/** The rows of a picture in the order in which their lines cross least, as far as a few sweeps find it. */
function ordered(items: readonly Item[], links: readonly Link[], layers: number): Item[][] {
  let rows = Array.from({ length: layers }, (_, layer) => items.filter((item) => item.layer === layer));
  const layerOf = new Map(items.map(({ id, layer }) => [id, layer]));
  const between = Array.from({ length: layers }, (_, layer) => links.filter(({ from }) => layerOf.get(from) === layer));
  const placesOf = (list: Item[][]) => new Map(list.flatMap((row) => row.map(({ id }, i) => [id, i] as const)));
  const crossings = (list: Item[][]) => {
    const place = placesOf(list);
    return between.reduce((sum, some) => sum + crossingsOf(some, place), 0);
  };
  let best = rows;
  let fewest = crossings(rows);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const next = rows.map((row) => [...row]);
    const order = down ? next.keys() : [...next.keys()].reverse();
    for (const layer of order) {
      const place = placesOf(next);
      const wished = new Map(
        next[layer]!.map(({ id }, i) => {
          const near = down
            ? (between[layer - 1] ?? []).filter(({ to }) => to === id).map(({ from }) => place.get(from)!)
            : between[layer]!.filter(({ from }) => from === id).map(({ to }) => place.get(to)!);
          return [id, mean(near, i)];
        }),
      );
      next[layer]!.sort((one, other) => wished.get(one.id)! - wished.get(other.id)!);
    }
    rows = next;
    const now = crossings(rows);
    if (now < fewest) [best, fewest] = [rows, now];
  }
  return best;
}

/** Puts a row as near as may be to where its items should be, in its order and without touching. */
function settle(row: readonly Item[], wished: readonly { readonly x: number; readonly weight: number }[]): void {
  // Neighbours that would touch are moved as one block, whose place is the mean of what its members wish for.
  const blocks: { start: number; sum: number; weight: number; length: number }[] = [];
  const offsets: number[] = [];
  row.forEach((item, i) => {
    const before = row[i - 1];
    offsets[i] = before === undefined ? 0 : offsets[i - 1]! + (before.width + item.width) / 2 + GAP;
    const { x, weight } = wished[i]!;
    blocks.push({ start: i, sum: (x - offsets[i]!) * weight, weight, length: 1 });
    while (blocks.length > 1) {
      const [one, other] = [blocks.at(-2)!, blocks.at(-1)!];
      if (one.sum / one.weight <= other.sum / other.weight) break;
      blocks.splice(-2, 2, {
        start: one.start,
        sum: one.sum + other.sum,
        weight: one.weight + other.weight,
        length: one.length + other.length,
      });
    }
  });
  for (const { start, sum, weight, length } of blocks) {
    for (let i = start; i < start + length; i++) row[i]!.x = sum / weight + offsets[i]!;
  }
}

/** Places items row by row: few crossings first, then each below and above what it belongs to. Changes `x`. */
export function placeInLayers(items: readonly Item[], links: readonly Link[], layers: number): void {
  const rows = ordered(items, links, layers);
  const byId = new Map(items.map((item) => [item.id, item]));
  for (const row of rows)
    settle(
      row,
      row.map(() => ({ x: 0, weight: 1 })),
    );
  for (let sweep = 0; sweep < SWEEPS * 2; sweep++) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : [...rows].reverse()) {
      settle(
        row,
        row.map(({ id, x }) => {
          // Both sides count in the end, so that a box stands between what comes and what goes.
          const near = links.filter(({ from, to }) =>
            sweep > SWEEPS ? from === id || to === id : down ? to === id : from === id,
          );
          if (near.length === 0) return { x, weight: 0.1 };
          const weight = near.reduce((sum, one) => sum + one.weight, 0);
          const sum = near.reduce((all, one) => all + byId.get(one.from === id ? one.to : one.from)!.x * one.weight, 0);
          return { x: sum / weight, weight };
        }),
      );
    }
  }
}
