import { writeCoordinates } from '#kernel/coordinates.ts';
import type { Point } from '#kernel/place.ts';
import type { Field } from '#modules/cases/api.ts';

// Apart from what reads a sent form: this part goes to the browser too, and money would bring the schema library there.

/** Where a field of an action's form stands in the form that is sent; problems of the engine name the same path. */
export const inputName = (key: string): string => `input.${key}`;

/** Several chosen values as one text, as a refused form keeps them. */
export const joinValues = (values: readonly string[]): string => values.join('\n');
export const splitValues = (text: string): string[] => text.split('\n').filter((value) => value !== '');

/** The hidden line that says what each field of the form is, so that what is typed is read as it is meant. */
export const writeKinds = (fields: readonly Pick<Field, 'key' | 'type' | 'currency'>[]): string =>
  fields.map(({ key, type, currency }) => `${key}:${type}${currency ? `:${currency}` : ''}`).join(' ');

const isPointValue = (value: unknown): value is Point =>
  typeof value === 'object' && value !== null && 'longitude' in value && 'latitude' in value;

/** A stored value as its field shows it to be changed. */
export function textOfValue(type: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (type === 'yesNo') return value === true ? 'yes' : 'no';
  if (Array.isArray(value)) return joinValues(value.map(String));
  if (type === 'point') return isPointValue(value) ? writeCoordinates(value) : '';
  if (type === 'money' && typeof value === 'object') return String((value as { amount: number }).amount / 100);
  return typeof value === 'object' ? '' : String(value);
}

/** Empty rows below those that are filled, and the fewest a table shows. */
const SPARE_ROWS = 2;
const LEAST_ROWS = 3;

/** How many rows a table shows: those filled, and some to go on with. */
export function rowsOf(field: Pick<Field, 'key' | 'columns' | 'max'>, valueAt: (name: string) => string): number {
  const most = typeof field.max === 'number' ? field.max : 50;
  let filled = 0;
  for (let row = 0; row < most; row++) {
    if (field.columns?.some(({ key }) => valueAt(`${inputName(field.key)}.${row}.${key}`) !== '')) filled = row + 1;
  }
  return Math.min(most, Math.max(LEAST_ROWS, filled + SPARE_ROWS));
}
