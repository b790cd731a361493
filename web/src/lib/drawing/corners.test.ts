import { expect, test } from 'vitest';
import { betweenCorners, Corners } from './corners.ts';

test('every change can be undone, down to nothing', () => {
  const corners = new Corners();
  corners.add([50, 26]);
  corners.add([51, 26]);
  corners.add([50.5, 26.5], 1);
  expect(corners.points).toEqual([
    [50, 26],
    [50.5, 26.5],
    [51, 26],
  ]);
  corners.move(0, [49, 26]);
  corners.remove(1);
  expect(corners.points).toEqual([
    [49, 26],
    [51, 26],
  ]);
  for (let i = 0; i < 5; i++) corners.undo();
  expect(corners.points).toEqual([]);
  expect(corners.undoable).toBe(false);
});

test('a tap on a line goes between its corners, one beside it does not', () => {
  const square = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 100 },
    { x: 0, y: 100 },
  ];
  expect(betweenCorners({ x: 50, y: 4 }, square, false, 12)).toBe(1);
  expect(betweenCorners({ x: 50, y: 40 }, square, false, 12)).toBeUndefined();
  expect(betweenCorners({ x: 3, y: 50 }, square, false, 12)).toBeUndefined();
  expect(betweenCorners({ x: 3, y: 50 }, square, true, 12)).toBe(4);
  expect(betweenCorners({ x: 3, y: 50 }, [], true, 12)).toBeUndefined();
});
