import { expect, test } from 'vitest';
import { areasOf, between, isLarge, moved, percent, resized } from './areas.ts';

const sent = (...rows: [string, string, string, string][]) => {
  const data = new FormData();
  for (const [left, top, right, bottom] of rows) {
    for (const [name, value] of Object.entries({ left, top, right, bottom })) data.append(name, value);
  }
  return data;
};

test('rectangles are read from percent, empty rows left out, in either script', () => {
  expect(areasOf(sent(['10', '20.5', '30', '40'], ['', '', '', ''], ['٥', '٥٫٥', '٥٠', '٦٠']))).toEqual([
    { left: 100, top: 205, right: 300, bottom: 400 },
    { left: 50, top: 55, right: 500, bottom: 600 },
  ]);
});

test('what is no number stays one for the server to refuse', () => {
  expect(areasOf(sent(['x', '1', '2', '3']))).toEqual([{ left: null, top: 10, right: 20, bottom: 30 }]);
});

test('a rectangle stays in the picture however it is drawn, moved and resized', () => {
  const area = between([900, 100], [-50, 400]);
  expect(area).toEqual({ left: 0, top: 100, right: 900, bottom: 400 });
  expect(moved(area, 500, -500)).toEqual({ left: 100, top: 0, right: 1_000, bottom: 300 });
  expect(resized(area, 500, -1_000)).toEqual({ left: 0, top: 100, right: 1_000, bottom: 110 });
  expect([isLarge(between([5, 5], [8, 300])), isLarge(area)]).toEqual([false, true]);
  expect(percent(125)).toBe('12.5');
});
