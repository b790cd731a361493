import { expect, test } from 'vitest';
import { hostileImages, tryImages } from './images.ts';

test('hostile pictures are refused with a reason at the field, or lose all but their pixels', async () => {
  const files = await hostileImages(7, 110);
  expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
  const found = await tryImages(files);
  expect(found.faults).toEqual([]);
  expect(found.files).toBeGreaterThanOrEqual(100);
  expect(Math.min(found.blocked, found.neutralised)).toBeGreaterThan(20);
});
