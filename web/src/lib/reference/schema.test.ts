import { expect, test } from 'vitest';
import { type Schemas, sampleOf, schemaReader } from './schema.ts';

const schemas: Schemas = {
  Named: { type: 'object', properties: { text: { type: 'string', maxLength: 9 } }, required: ['text'] },
  Tree: { type: 'object', properties: { below: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } } },
};
const { rowsOf, typeOf } = schemaReader(schemas, 'en');
const rows = (...given: Parameters<typeof rowsOf>) =>
  rowsOf(...given).map(({ name, type, needed }) => [name, type, needed]);

test('members of members have dotted names, lists say so', () => {
  expect(
    rows({
      type: 'object',
      required: ['place'],
      properties: {
        place: {
          anyOf: [
            { type: 'object', properties: { longitude: { type: 'number' } }, required: ['longitude'] },
            { type: 'null' },
          ],
        },
        named: { type: 'array', items: { $ref: '#/components/schemas/Named' } },
      },
    }),
  ).toEqual([
    ['place', 'object or null', true],
    ['place.longitude', 'number', true],
    ['named', 'list of: object', false],
    ['named[].text', 'text', true],
  ]);
});

test('what contains itself is told once', () => {
  expect(rows({ $ref: '#/components/schemas/Tree' })).toEqual([['below', 'list of: object', false]]);
});

test('a text by language is a word, not an object of anything', () => {
  const words = {
    type: 'object',
    additionalProperties: { type: 'string' },
    propertyNames: { pattern: '^[a-z]{2,3}$' },
  } as const;
  expect(typeOf(words)).toBe('text by language');
  expect(rowsOf(words)).toEqual([]);
});

test('limits are said in words, and those nobody meant are not', () => {
  const [row] = rowsOf({
    type: 'object',
    properties: { count: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991, default: 3 } },
  });
  expect(row?.limits).toEqual(['if not sent: \u20683\u2069']);
});

test('an example holds what is required, and nothing more', () => {
  const sample = sampleOf(
    {
      type: 'object',
      required: ['a'],
      properties: { a: { $ref: '#/components/schemas/Named' }, b: { type: 'string' } },
    },
    schemas,
  );
  expect(sample).toEqual({ a: { text: 'VALUE' } });
});
