import { z } from 'zod';
import type { Operation } from '#platform/operations.ts';

/** As much of JSON Schema as `z.toJSONSchema` writes for inputs. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A value for a member, by its dotted path; undefined leaves it to the schema. */
export type Hint = (path: string) => unknown;

export const inputSchema = (operation: Operation): Schema =>
  z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as Schema;

/** Texts that fit the patterns our schemas have; the first that matches is taken. */
const TEXTS = [
  'نص نموذجي',
  'sample',
  'SAMPLE-1',
  'ar',
  '123456',
  '07:30',
  '2026-01-15',
  '2026-01-15T08:00:00Z',
  'cases.get-case',
  '#123456',
  'A'.repeat(43),
  'https://example.com/',
  'Asia/Riyadh',
];

function textOf(schema: Schema): string {
  switch (schema.format) {
    case 'uuid':
      return '01900000-0000-7000-8000-000000000000';
    case 'email':
      return 'sample@example.com';
    case 'date':
      return '2026-01-15';
    case 'date-time':
      return '2026-01-15T08:00:00Z';
    case 'uri':
      return 'https://example.com/';
  }
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const fits = (text: string) =>
    text.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(text));
  return TEXTS.map((text) => text.padEnd(minLength, 'ن')).find(fits) ?? 'x'.repeat(Math.max(1, minLength));
}

/** A value that fits a schema, with every member required and, with `whole`, every optional one too. */
export function sampleOf(
  schema: Schema,
  hint: Hint = () => undefined,
  whole = false,
  path = '',
  root = schema,
): unknown {
  const given = hint(path);
  if (given !== undefined) return given;
  const deeper = (inner: Schema, at = path) => sampleOf(inner, hint, whole, at, root);
  if (schema.$ref !== undefined) {
    const named = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    return named === undefined || path.split('.').length > 8 ? null : deeper(named);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choice = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choice !== undefined) return deeper(choice[0]!);
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return Math.min(schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1, schema.maximum ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: schema.minItems ?? (whole ? 1 : 0) }, () => deeper(schema.items ?? {}, `${path}[]`));
    case 'object': {
      const members = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
        const at = path === '' ? name : `${path}.${name}`;
        const wanted = whole || schema.required?.includes(name) || hint(at) !== undefined;
        return wanted ? [[name, deeper(inner, at)] as const] : [];
      });
      const open = schema.additionalProperties;
      if (members.length === 0 && typeof open === 'object' && schema.propertyNames !== undefined) {
        return {
          [textOf({ ...schema.propertyNames, pattern: schema.propertyNames.pattern ?? '^[a-z]+$' })]: deeper(
            open,
            `${path}.*`,
          ),
        };
      }
      return Object.fromEntries(members);
    }
    default:
      return 'sample';
  }
}
