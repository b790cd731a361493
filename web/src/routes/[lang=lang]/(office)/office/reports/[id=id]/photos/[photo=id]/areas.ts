/** A part of a picture in thousandths of its width and height, from its upper left corner. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const SIDES = ['left', 'top', 'right', 'bottom'] as const;
export type Side = (typeof SIDES)[number];

/** As the fields show it: percent with at most one decimal. */
export const percent = (thousandths: number): string => String(thousandths / 10);

/** Digits of either script, and either decimal sign. */
function thousandthsOf(text: string): number {
  const ascii = text
    .trim()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[٫,]/, '.');
  return ascii === '' ? Number.NaN : Math.round(Number(ascii) * 10);
}

/** The rectangles of a form, in percent; a row with nothing in it is none. What is no number is refused by the server. */
export function areasOf(data: FormData): Record<Side, number | null>[] {
  const columns = SIDES.map((side) => data.getAll(side).map(String));
  const rows = Math.max(0, ...columns.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) => columns.map((column) => column[row] ?? ''))
    .filter((texts) => texts.some((text) => text.trim() !== ''))
    .map((texts) => {
      const numbers = texts.map(thousandthsOf).map((number) => (Number.isFinite(number) ? number : null));
      return { left: numbers[0]!, top: numbers[1]!, right: numbers[2]!, bottom: numbers[3]! };
    });
}

const clamp = (value: number) => Math.max(0, Math.min(1_000, Math.round(value)));

/** The rectangle between two corners, whichever way it was drawn. */
export const between = (a: readonly [number, number], b: readonly [number, number]): Area => ({
  left: clamp(Math.min(a[0], b[0])),
  top: clamp(Math.min(a[1], b[1])),
  right: clamp(Math.max(a[0], b[0])),
  bottom: clamp(Math.max(a[1], b[1])),
});

const SMALLEST = 10;

/** A rectangle moved within the picture. */
export function moved(area: Area, x: number, y: number): Area {
  const dx = Math.max(-area.left, Math.min(1_000 - area.right, x));
  const dy = Math.max(-area.top, Math.min(1_000 - area.bottom, y));
  return { left: area.left + dx, top: area.top + dy, right: area.right + dx, bottom: area.bottom + dy };
}

/** A rectangle made wider and higher, or narrower and lower, at its lower right corner. */
export const resized = (area: Area, x: number, y: number): Area => ({
  ...area,
  right: Math.max(area.left + SMALLEST, clamp(area.right + x)),
  bottom: Math.max(area.top + SMALLEST, clamp(area.bottom + y)),
});

export const isLarge = ({ left, top, right, bottom }: Area): boolean =>
  right - left >= SMALLEST && bottom - top >= SMALLEST;
