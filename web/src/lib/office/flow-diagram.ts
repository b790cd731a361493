/** A flow as it is drawn: states in rows, from where an application begins to where it ends. */
export interface DrawnState {
  readonly key: string;
  readonly title: string;
  readonly category: string;
  readonly x: number;
  readonly y: number;
}
export interface DrawnWay {
  readonly key: string;
  /** The number beside the line, by which the list names it. */
  readonly number: number;
  readonly path: string;
  readonly x: number;
  readonly y: number;
  /** Taken by the program when a time runs out. */
  readonly alone: boolean;
}
export interface Diagram {
  readonly width: number;
  readonly height: number;
  readonly states: readonly DrawnState[];
  readonly ways: readonly DrawnWay[];
}

export interface FlowGiven {
  readonly initial: string;
  readonly states: readonly { readonly key: string; readonly title: string; readonly category: string }[];
  readonly ways: readonly {
    readonly key: string;
    readonly from: string;
    readonly to: string;
    readonly alone: boolean;
  }[];
}

export const BOX = { width: 150, height: 52 };
const GAP = { x: 34, y: 74 };
const MARGIN = 18;

/** States by how many steps they are from the first; what no way leads to comes last. */
function rowsOf({ initial, states, ways }: FlowGiven): FlowGiven['states'][] {
  const depth = new Map([[initial, 0]]);
  for (const [state, steps] of depth) {
    for (const { from, to } of ways) if (from === state && !depth.has(to)) depth.set(to, steps + 1);
  }
  const last = Math.max(...depth.values()) + 1;
  const rows: (readonly FlowGiven['states'][number][])[] = [];
  for (let row = 0; row <= last; row++) {
    const here = states.filter(({ key }) => (depth.get(key) ?? last) === row);
    // Three beside each other is what a phone shows.
    for (let i = 0; i < here.length; i += 3) rows.push(here.slice(i, i + 3));
  }
  return rows as FlowGiven['states'][];
}

/** Where everything of a flow is drawn; mirrored for a page read from right to left. */
export function drawFlow(flow: FlowGiven, direction: 'ltr' | 'rtl'): Diagram {
  const rows = rowsOf(flow);
  const widest = Math.max(1, ...rows.map((row) => row.length));
  const side = 44;
  const width = MARGIN * 2 + side * 2 + widest * BOX.width + (widest - 1) * GAP.x;
  const height = MARGIN * 2 + rows.length * BOX.height + (rows.length - 1) * GAP.y;
  const states = rows.flatMap((row, r) => {
    const span = row.length * BOX.width + (row.length - 1) * GAP.x;
    return row.map((state, i): DrawnState => {
      const x = (width - span) / 2 + i * (BOX.width + GAP.x);
      return { ...state, x: direction === 'rtl' ? width - x - BOX.width : x, y: MARGIN + r * (BOX.height + GAP.y) };
    });
  });
  const at = new Map(states.map((state) => [state.key, state]));
  const ways = flow.ways.flatMap((way, index): DrawnWay[] => {
    const [from, to] = [at.get(way.from), at.get(way.to)];
    if (from === undefined || to === undefined || from === to) return [];
    return [{ key: way.key, alone: way.alone, number: index + 1, ...lineBetween(from, to, width, index) }];
  });
  return { width, height, states, ways };
}

/** A line from one box to another: down between rows, over beside each other, round the side back up. */
function lineBetween(from: DrawnState, to: DrawnState, width: number, index: number) {
  // Lines that leave one box or meet at one are kept apart.
  const spread = ((index % 5) - 2) * 18;
  const [fromX, toX] = [from.x + BOX.width / 2 + spread, to.x + BOX.width / 2 + spread];
  if (to.y > from.y) {
    const [y1, y2] = [from.y + BOX.height, to.y];
    const bend = Math.min(40, (y2 - y1) / 2);
    const share = 0.3 + (index % 3) * 0.16;
    return {
      path: `M${fromX} ${y1} C${fromX} ${y1 + bend} ${toX} ${y2 - bend} ${toX} ${y2}`,
      x: fromX + (toX - fromX) * share,
      y: y1 + (y2 - y1) * share,
    };
  }
  if (to.y === from.y) {
    const right = to.x > from.x;
    const [x1, x2] = [right ? from.x + BOX.width : from.x, right ? to.x : to.x + BOX.width];
    const y = from.y + BOX.height / 2 + spread / 2;
    const apart = Math.abs(x2 - x1) > GAP.x + 1;
    return apart
      ? {
          path: `M${fromX} ${from.y + BOX.height} C${fromX} ${from.y + BOX.height + 34} ${toX} ${from.y + BOX.height + 34} ${toX} ${to.y + BOX.height}`,
          x: (fromX + toX) / 2,
          y: from.y + BOX.height + 25,
        }
      : { path: `M${x1} ${y} L${x2} ${y}`, x: (x1 + x2) / 2, y };
  }
  const rightSide = from.x + to.x + BOX.width >= width;
  const edge = rightSide ? width - 8 - (index % 4) * 9 : 8 + (index % 4) * 9;
  const [x1, x2] = rightSide ? [from.x + BOX.width, to.x + BOX.width] : [from.x, to.x];
  const [y1, y2] = [from.y + BOX.height / 2 + spread / 3, to.y + BOX.height / 2 + spread / 3];
  return {
    path: `M${x1} ${y1} C${edge} ${y1} ${edge} ${y1} ${edge} ${(y1 + y2) / 2} S${edge} ${y2} ${x2} ${y2}`,
    x: edge,
    y: (y1 + y2) / 2,
  };
}
