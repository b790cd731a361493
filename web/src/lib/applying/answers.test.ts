import { describe, expect, test } from 'vitest';
import type { Field } from '#modules/cases/api.ts';
import { rowsOf } from '../office/form-names.ts';
import { labelsOf, valuesOf } from './answers.ts';

const title = { ar: 'خانة', en: 'Field' };
const items: Field = {
  key: 'items',
  type: 'table',
  title: { ar: 'الأصناف', en: 'Items' },
  columns: [{ key: 'count', type: 'integer', title: { ar: 'العدد', en: 'Number' } }],
};

describe('saved answers as a form shows them', () => {
  test('of every kind', () => {
    const fields: Field[] = [
      { key: 'agreed', type: 'declaration', title },
      { key: 'route', type: 'line', title },
      { key: 'photos', type: 'files', title },
      items,
    ];
    const data = { agreed: true, route: { points: [[50.1, 26.42]], metres: 0 }, photos: ['x'], items: [{ count: 2 }] };
    expect(valuesOf(fields, data)).toEqual({
      'input.agreed': 'yes',
      'input.route': '26.420000, 50.100000',
      'input.items.0.count': '2',
    });
  });

  test('a table has rows to go on with, and no more than it may', () => {
    const filled = (count: number) => (name: string) => (Number(name.split('.')[2]) < count ? 'x' : '');
    expect(rowsOf(items, filled(0))).toBe(3);
    expect(rowsOf(items, filled(4))).toBe(6);
    expect(rowsOf({ ...items, max: 5 }, filled(4))).toBe(5);
  });

  test('a cell is called by its column and row', () => {
    expect(labelsOf([items], 'en')).toMatchObject({ 'input.items': 'Items', 'input.items.1.count': 'Number (2)' });
  });
});
