import type { Position } from '#kernel/geometry.ts';
import type { ShapeKind, ShapeLimits } from '#kernel/shape.ts';
import type { Language } from '#kernel/text.ts';

/** Where a map opens, and the look of its ground. */
export interface MapSetting {
  readonly longitude: number;
  readonly latitude: number;
  readonly zoom: number;
  readonly theme: 'light' | 'dark' | 'auto';
}

/** Words that the script says, in the language of the page. */
export const SPOKEN = [
  'label',
  'corner',
  'length',
  'area',
  'none',
  'finished',
  'checking',
  'searching',
  'nothing',
  'failed',
  'denied',
  'zoomIn',
  'zoomOut',
  'goOn',
  'finish',
] as const;
export type Spoken = Readonly<Record<(typeof SPOKEN)[number], string>>;

/** What the script that draws is told about a question, as JSON in `data-draw`. */
export interface DrawSetting extends ShapeLimits {
  readonly kind: 'point' | ShapeKind;
  /** The id of the box that holds the coordinates, a line each, and is sent. */
  readonly target: string;
  readonly map: MapSetting;
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Spoken;
}

/** One thing on a map that is only looked at. */
export interface ShownShape {
  readonly kind: 'point' | ShapeKind;
  readonly points: readonly Position[];
  readonly label: string;
  /** What somebody else does at the same place. */
  readonly other?: boolean;
}

/** What the script that shows drawings is told, as JSON in `data-shapes`. */
export interface ShapesSetting {
  readonly shapes: readonly ShownShape[];
  readonly map: MapSetting;
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Pick<Spoken, 'label' | 'zoomIn' | 'zoomOut' | 'failed'>;
}
