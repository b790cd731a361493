import type { Point } from '#kernel/place.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';

/** A mark on a map; its meaning gives its colour, its label is read out. */
export interface Pin {
  readonly id: string;
  readonly at: Point;
  readonly label: string;
  readonly meaning?: StatusMeaning;
  readonly href?: string;
}
