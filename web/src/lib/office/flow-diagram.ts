import { type Item, type Link, placeInLayers } from './flow-layers.ts';

/** Who takes a step: the person concerned, the office, or the program when a time runs out. */
export type Taker = 'applicant' | 'office' | 'system';

export interface DrawnState {
  readonly key: string;
  readonly title: string;
  readonly category: string;
  readonly initial: boolean;
  readonly x: number;
  readonly y: number;
}
/** The words on a line: every action that leads from one state to another. */
export interface DrawnWords {
  readonly actions: readonly { readonly key: string; readonly title: string }[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly taker: Taker;
}
export interface DrawnLine {
  readonly path: string;
  readonly taker: Taker;
}
export interface Diagram {
  readonly width: number;
  readonly height: number;
  readonly states: readonly DrawnState[];
  readonly lines: readonly DrawnLine[];
  readonly words: readonly DrawnWords[];
}

export interface FlowGiven {
  readonly initial: string;
  readonly states: readonly { readonly key: string; readonly title: string; readonly category: string }[];
  readonly ways: readonly {
    readonly key: string;
    readonly title: string;
    readonly from: string;
    readonly to: string;
    readonly taker: Taker;
  }[];
}

export const BOX = { width: 168, height: 58 };
const MARGIN = 24;
const ROW_GAP = 26;
const LETTER = 6.6;
const LINE = 18;
const MOST_LETTERS = 22;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly actions: { key: string; title: string }[];
  readonly taker: Taker;
  /** Leads back to where an application was before: drawn upwards. */
  back: boolean;
}

/** Actions that lead from one state to the same other are one line. */
function edgesOf({ states, ways }: FlowGiven): Edge[] {
  const known = new Set(states.map(({ key }) => key));
  const edges = new Map<string, Edge>();
  for (const { key, title, from, to, taker } of ways) {
    if (from === to || !known.has(from) || !known.has(to)) continue;
    const id = `${from} ${to} ${taker}`;
    const edge = edges.get(id) ?? { from, to, actions: [], taker, back: false };
    if (!edge.actions.some((one) => one.key === key)) edge.actions.push({ key, title });
    edges.set(id, edge);
  }
  return [...edges.values()];
}

/** Marks the lines that lead back, and says how far down every state stands. */
function ranksOf({ initial, states }: FlowGiven, edges: readonly Edge[]): Map<string, number> {
  const standing = new Map<string, 'open' | 'done'>();
  const reached: string[] = [];
  const visit = (state: string): void => {
    standing.set(state, 'open');
    for (const edge of edges) {
      if (edge.from !== state) continue;
      if (standing.get(edge.to) === 'open') edge.back = true;
      else if (!standing.has(edge.to)) visit(edge.to);
    }
    standing.set(state, 'done');
    reached.unshift(state);
  };
  for (const key of [initial, ...states.map((state) => state.key)]) if (!standing.has(key)) visit(key);
  const ranks = new Map<string, number>();
  for (const state of reached) {
    const above = edges.flatMap(({ from, to, back }) => (to === state && !back ? [from] : []));
    ranks.set(state, Math.max(0, ...above.map((one) => (ranks.get(one) ?? -1) + 1)));
  }
  return ranks;
}

/** The size of the words on a line, as near as it can be known without a font. */
function sizeOf(actions: Edge['actions']): { width: number; height: number } {
  const letters = Math.min(MOST_LETTERS, Math.max(...actions.map(({ title }) => title.length)));
  const lines = actions.reduce((sum, { title }) => sum + Math.ceil(title.length / MOST_LETTERS), 0);
  return { width: letters * LETTER + 18, height: lines * LINE + 8 };
}

/** Where everything of a flow is drawn: from above to below, mirrored for a page read from right to left. */
export function drawFlow(flow: FlowGiven, direction: 'ltr' | 'rtl'): Diagram {
  const edges = edgesOf(flow);
  const ranks = ranksOf(flow, edges);
  const items: (Item & { readonly height: number })[] = [];
  const links: Link[] = [];
  // States stand in even rows; odd rows hold the words on lines, so that nothing is ever written over them.
  const add = (layer: number, width: number, height: number) => {
    items.push({ id: items.length, layer, width, height, x: 0 });
    return items.length - 1;
  };
  const boxes = new Map(flow.states.map(({ key }) => [key, add(ranks.get(key)! * 2, BOX.width, BOX.height)]));
  const chains = edges.map((edge) => {
    const [upper, lower] = edge.back ? [edge.to, edge.from] : [edge.from, edge.to];
    const [first, last] = [ranks.get(upper)! * 2, ranks.get(lower)! * 2];
    const size = sizeOf(edge.actions);
    // What leads on is written where it begins, what leads back where it begins, too: at its lower end.
    const worded = edge.back ? last - 1 : first + 1;
    const chain = [boxes.get(upper)!];
    let words = -1;
    for (let layer = first + 1; layer < last; layer++) {
      const item = layer === worded ? add(layer, size.width, size.height) : add(layer, 8, 0);
      if (layer === worded) words = item;
      links.push({ from: chain.at(-1)!, to: item, weight: chain.length > 1 ? 3 : 1 });
      chain.push(item);
    }
    links.push({ from: chain.at(-1)!, to: boxes.get(lower)!, weight: 1 });
    chain.push(boxes.get(lower)!);
    return { edge, chain, words };
  });
  const layers = Math.max(...items.map(({ layer }) => layer)) + 1;
  placeInLayers(items, links, layers);

  const left = Math.min(...items.map(({ x, width }) => x - width / 2)) - MARGIN;
  const width = Math.max(...items.map(({ x, width: own }) => x + own / 2)) + MARGIN - left;
  const xOf = (x: number) => (direction === 'rtl' ? width - (x - left) : x - left);
  const middles: number[] = [];
  let height = MARGIN;
  for (let layer = 0; layer < layers; layer++) {
    const tallest = Math.max(0, ...items.filter((item) => item.layer === layer).map((item) => item.height));
    middles.push(height + tallest / 2);
    height += tallest + ROW_GAP;
  }
  const ports = portsOf(chains, items);
  const lines = chains.map(({ edge, chain }, index): DrawnLine => {
    const points = chain.map((id, i) => {
      const item = items[id]!;
      const end =
        i === 0 ? ports.below.get(`${id} ${index}`)! : i === chain.length - 1 ? ports.above.get(`${id} ${index}`)! : 0;
      const side = i === 0 ? BOX.height / 2 : i === chain.length - 1 ? -BOX.height / 2 : 0;
      return { x: xOf(item.x + end), y: middles[item.layer]! + side, half: item.height / 2 };
    });
    return { path: pathThrough(edge.back ? points.reverse() : points), taker: edge.taker };
  });
  return {
    width: Math.ceil(width),
    height: Math.ceil(height - ROW_GAP + MARGIN),
    states: flow.states.map((state) => {
      const item = items[boxes.get(state.key)!]!;
      const [x, y] = [xOf(item.x) - BOX.width / 2, middles[item.layer]! - BOX.height / 2];
      return { ...state, initial: state.key === flow.initial, x, y };
    }),
    lines,
    words: chains.map(({ edge, words }) => {
      const item = items[words]!;
      const [x, y] = [xOf(item.x) - item.width / 2, middles[item.layer]! - item.height / 2];
      return { actions: edge.actions, taker: edge.taker, x, y, width: item.width, height: item.height };
    }),
  };
}

/** Where on the edge of its box each line begins and ends, so that no two meet in one point. */
function portsOf(chains: readonly { readonly chain: readonly number[] }[], items: readonly Item[]) {
  const spread = (ends: readonly (readonly [box: number, line: number, next: number])[]) => {
    const found = new Map<string, number>();
    for (const [box, list] of Map.groupBy(ends, ([id]) => id)) {
      const sorted = list.toSorted((one, other) => items[one[2]]!.x - items[other[2]]!.x);
      const room = Math.min(30, (BOX.width - 36) / Math.max(1, sorted.length - 1));
      for (const [i, [, line]] of sorted.entries()) found.set(`${box} ${line}`, (i - (sorted.length - 1) / 2) * room);
    }
    return found;
  };
  return {
    below: spread(chains.map(({ chain }, i) => [chain[0]!, i, chain[1]!] as const)),
    above: spread(chains.map(({ chain }, i) => [chain.at(-1)!, i, chain.at(-2)!] as const)),
  };
}

/** A soft line through points, straight past the words that stand on it. */
function pathThrough(points: readonly { readonly x: number; readonly y: number; readonly half: number }[]): string {
  const round = (value: number) => Math.round(value * 10) / 10;
  let path = '';
  for (const [i, { x, y, half }] of points.entries()) {
    const before = points[i - 1];
    if (before === undefined) {
      path = `M${round(x)} ${round(y)}`;
      continue;
    }
    const down = y > before.y ? 1 : -1;
    const inner = i < points.length - 1 ? half : 0;
    const from = before.y + (i > 1 ? before.half * down : 0);
    const to = y - inner * down;
    if (i > 1 && before.half > 0) path += ` L${round(before.x)} ${round(from)}`;
    const bend = (to - from) / 2;
    path += ` C${round(before.x)} ${round(from + bend)} ${round(x)} ${round(to - bend)} ${round(x)} ${round(to)}`;
  }
  return path;
}
