import { STATUS_MARKS } from '$ui/status-tag/marks.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';

/** Width and height of a mark on the map, in pixels of the page. */
const SIZE = 30;
/** Sharp on any screen. */
export const MARK_RATIO = 3;
const UNITS = 24;

/** A status's mark as a picture for the map, `MARK_RATIO` times as large as it is shown. */
export function markImage(meaning: StatusMeaning, colourOf: (token: string) => string, mark: string): ImageData {
  const canvas = new OffscreenCanvas(SIZE * MARK_RATIO, SIZE * MARK_RATIO);
  const draw = canvas.getContext('2d')!;
  // A unit on each side for the halo.
  const scale = (SIZE * MARK_RATIO) / (UNITS + 2);
  draw.setTransform(scale, 0, 0, scale, scale, scale);
  draw.lineJoin = 'round';
  draw.lineCap = 'round';
  const outline = new Path2D(STATUS_MARKS[meaning].outline);
  draw.strokeStyle = colourOf('map-halo');
  draw.lineWidth = 2;
  draw.stroke(outline);
  draw.fillStyle = colourOf(mark);
  draw.fill(outline);
  draw.strokeStyle = colourOf('on-mark');
  draw.stroke(new Path2D(STATUS_MARKS[meaning].glyph));
  return draw.getImageData(0, 0, canvas.width, canvas.height);
}
