/** Narrowest and widest of the panes beside the workspace, in CSS pixels. */
export const LIMITS = { queue: [260, 640], context: [240, 560] } as const;
export type Side = keyof typeof LIMITS;
export type Widths = Readonly<Record<Side, number>>;
export const USUAL: Widths = { queue: 380, context: 340 };

const within = (side: Side, width: number): number => {
  const [least, most] = LIMITS[side];
  return Math.round(Math.min(most, Math.max(least, width)));
};

/** The widths with one pane made as wide as asked, as far as it may be. */
export const resized = (widths: Widths, side: Side, width: number): Widths => ({
  ...widths,
  [side]: within(side, width),
});

/** What was remembered; the usual width for whatever is not to be read. */
export function remembered(text: string | null): Widths {
  let saved: unknown;
  try {
    saved = JSON.parse(text ?? 'null');
  } catch {
    return USUAL;
  }
  const read = (side: Side): number => {
    const width = typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>)[side] : undefined;
    return typeof width === 'number' && Number.isFinite(width) ? within(side, width) : USUAL[side];
  };
  return { queue: read('queue'), context: read('context') };
}

/** How much wider a key of the arrows makes a pane, in CSS pixels; 0 for every other key. */
export function stepOf(key: string, side: Side, direction: 'rtl' | 'ltr'): number {
  const towardsEnd = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const towardsStart = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  if (key !== towardsEnd && key !== towardsStart) return 0;
  return (key === towardsEnd) === (side === 'queue') ? 20 : -20;
}

/** 1 where a handle dragged to the right makes its pane wider, otherwise -1. */
export const signOf = (side: Side, direction: 'rtl' | 'ltr'): 1 | -1 =>
  (direction === 'rtl') === (side === 'queue') ? -1 : 1;
