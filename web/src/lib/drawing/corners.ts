import type { Position } from '#kernel/geometry.ts';

/** The corners of a drawing that is being made; every change can be undone. */
export class Corners {
  #points: readonly Position[] = [];
  #past: (readonly Position[])[] = [];

  get points(): readonly Position[] {
    return this.#points;
  }

  get undoable(): boolean {
    return this.#past.length > 0;
  }

  set(points: readonly Position[]): void {
    this.#past.push(this.#points);
    this.#points = points;
  }

  add(point: Position, at = this.#points.length): void {
    this.set(this.#points.toSpliced(at, 0, point));
  }

  move(index: number, to: Position): void {
    this.set(this.#points.with(index, to));
  }

  remove(index: number): void {
    this.set(this.#points.toSpliced(index, 1));
  }

  undo(): void {
    this.#points = this.#past.pop() ?? this.#points;
  }
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

function distanceTo({ x, y }: Pixel, a: Pixel, b: Pixel): number {
  const [width, height] = [b.x - a.x, b.y - a.y];
  const square = width ** 2 + height ** 2;
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * width + (y - a.y) * height) / square));
  return Math.hypot(x - a.x - along * width, y - a.y - along * height);
}

/** Where among the corners a tap on the line between two of them puts a new one; undefined when it is `far` from all. */
export function betweenCorners(
  tap: Pixel,
  corners: readonly Pixel[],
  closed: boolean,
  far: number,
): number | undefined {
  let best: { at: number; distance: number } | undefined;
  for (let i = closed ? 0 : 1; i < corners.length; i++) {
    const distance = distanceTo(tap, corners.at(i - 1)!, corners[i]!);
    if (distance <= far && distance < (best?.distance ?? Infinity))
      best = { at: i === 0 ? corners.length : i, distance };
  }
  return best?.at;
}
