import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisOf } from './bars.ts';

test('the axis holds its highest bar, in a few whole steps', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000_000 }), (most) => {
      const { top, step } = axisOf(most);
      expect(top).toBeGreaterThanOrEqual(most);
      expect(Number.isInteger(step)).toBe(true);
      expect(top / step).toBeLessThanOrEqual(6);
      expect(Number.isInteger(top / step)).toBe(true);
    }),
  );
});
