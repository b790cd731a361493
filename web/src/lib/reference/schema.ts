import type { Language } from '#kernel/text.ts';
import { developers } from '../messages/developers.ts';
import { isolated } from '../office/isolated.ts';

/** A JSON Schema (2020-12) as the API document holds it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** One member of what is sent or answered; members of members have dotted names. */
export interface SchemaRow {
  readonly name: string;
  readonly depth: number;
  readonly needed: boolean;
  readonly type: string;
  readonly limits: readonly string[];
}

/** How deep members of members are told; below, the type alone stands. */
const DEEPEST = 4;
const NAMED = '#/components/schemas/';
/** Numbers a schema library writes where there is no limit anybody meant. */
const isMeant = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
/** A pattern longer than this says less than the format it stands for. */
const LONGEST_PATTERN = 60;

/** Follows references, and takes "or null" off; nothing is repeated that contains itself. */
function opened(
  schema: Schema,
  schemas: Schemas,
  seen: readonly string[],
): { schema: Schema; nullable: boolean; seen: readonly string[] } {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace(NAMED, '');
    if (seen.includes(name)) return { schema: { type: 'object' }, nullable: false, seen };
    const target = schemas[name];
    return target === undefined ? { schema: {}, nullable: false, seen } : opened(target, schemas, [...seen, name]);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const others = choices.filter(({ type }) => type !== 'null');
    if (others.length === 1) {
      const inner = opened(others[0]!, schemas, seen);
      const kept = schema.default === undefined ? inner.schema : { ...inner.schema, default: schema.default };
      return { ...inner, schema: kept, nullable: inner.nullable || others.length < choices.length };
    }
  }
  if (Array.isArray(schema.type) && schema.type.includes('null')) {
    const types = schema.type.filter((type) => type !== 'null');
    return { schema: { ...schema, type: types.length === 1 ? types[0]! : types }, nullable: true, seen };
  }
  return { schema, nullable: false, seen };
}

/** A text of the tenant by language, told in a word instead of as an object of anything. */
const isWords = ({ type, properties, additionalProperties, propertyNames }: Schema): boolean =>
  type === 'object' &&
  properties === undefined &&
  typeof additionalProperties === 'object' &&
  additionalProperties.type === 'string' &&
  propertyNames?.pattern?.startsWith('^[a-z]{2,3}') === true;

/** Reads schemas into rows of a table, in the words of a language. */
export function schemaReader(schemas: Schemas, language: Language) {
  const t = developers(language);
  const list = (values: readonly unknown[]) => values.map((value) => isolated(JSON.stringify(value))).join(' · ');
  const KNOWN = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'] as const;
  const word = (type: string) => {
    const known = KNOWN.find((one) => one === type);
    return known === undefined ? t('type.any') : t(`type.${known}`);
  };

  function typeOf(given: Schema, seenBefore: readonly string[]): string {
    const { schema, nullable, seen } = opened(given, schemas, seenBefore);
    const choices = schema.anyOf ?? schema.oneOf;
    let type: string;
    if (isWords(schema)) type = t('type.words');
    else if (schema.format === 'binary') type = t('type.binary');
    else if (choices !== undefined)
      type = [...new Set(choices.map((one) => typeOf(one, seen)))].join(` ${t('type.or')} `);
    else if (schema.type === 'array')
      type = schema.items === undefined ? t('type.array') : t('type.arrayOf', { of: typeOf(schema.items, seen) });
    else if (Array.isArray(schema.type)) type = schema.type.map(word).join(` ${t('type.or')} `);
    else if (schema.type !== undefined) type = word(String(schema.type));
    else if (schema.enum !== undefined || schema.const !== undefined)
      type = word(typeof (schema.const ?? schema.enum?.[0]));
    else type = schema.properties === undefined ? t('type.any') : t('type.object');
    return nullable ? t('type.nullable', { type }) : type;
  }

  function range(from: number | undefined, to: number | undefined): string | null {
    const least = isMeant(from) && from !== 0 ? from : null;
    const most = isMeant(to) ? to : null;
    if (least !== null && most !== null)
      return least === most ? String(most) : t('range.both', { from: least, to: most });
    if (most !== null) return t('range.to', { to: most });
    return least === null ? null : t('range.from', { from: least });
  }

  function limitsOf(schema: Schema): string[] {
    const limits: string[] = [];
    const add = (key: 'is.length' | 'is.range' | 'is.items', text: string | null) =>
      text !== null && limits.push(t(key, { range: text }));
    if (schema.enum !== undefined) limits.push(t('is.oneOf', { values: list(schema.enum) }));
    if (schema.const !== undefined) limits.push(isolated(JSON.stringify(schema.const)));
    add('is.length', range(schema.minLength, schema.maxLength));
    add(
      'is.range',
      range(
        schema.minimum ??
          (schema.exclusiveMinimum === undefined
            ? undefined
            : schema.exclusiveMinimum + (schema.type === 'integer' ? 1 : 0)),
        schema.maximum ?? schema.exclusiveMaximum,
      ),
    );
    add('is.items', range(schema.minItems, schema.maxItems));
    if (schema.format !== undefined && schema.format !== 'binary')
      limits.push(t('is.format', { format: isolated(schema.format) }));
    else if (schema.pattern !== undefined && schema.pattern.length <= LONGEST_PATTERN)
      limits.push(t('is.pattern', { pattern: isolated(schema.pattern) }));
    if (schema.default !== undefined) limits.push(t('is.default', { value: isolated(JSON.stringify(schema.default)) }));
    return limits;
  }

  function rowsOf(given: Schema, prefix = '', depth = 0, seenBefore: readonly string[] = []): SchemaRow[] {
    const { schema, seen } = opened(given, schemas, seenBefore);
    if (depth > DEEPEST || isWords(schema)) return [];
    if (schema.type === 'array' && schema.items !== undefined) return rowsOf(schema.items, `${prefix}[]`, depth, seen);
    const parts = [schema, ...(schema.allOf ?? []), ...(schema.anyOf ?? schema.oneOf ?? [])].map((one) =>
      opened(one, schemas, seen),
    );
    return parts.flatMap(({ schema: part, seen: known }) => {
      const member = ([key, value]: [string, Schema], needed: boolean): SchemaRow[] => {
        const name = prefix === '' ? key : `${prefix}.${key}`;
        const { schema: inner } = opened(value, schemas, known);
        const own = { ...inner, ...(value.default === undefined ? {} : { default: value.default }) };
        return [
          { name, depth, needed, type: typeOf(value, known), limits: limitsOf(own) },
          ...rowsOf(value, name, depth + 1, known),
        ];
      };
      const named = Object.entries(part.properties ?? {}).flatMap((entry) =>
        member(entry, part.required?.includes(entry[0]) ?? false),
      );
      const { additionalProperties } = part;
      const any =
        typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
          ? member(['{name}', additionalProperties], false)
          : [];
      return [...named, ...any];
    });
  }

  return { rowsOf, typeOf: (schema: Schema) => typeOf(schema, []) };
}

/** A value a schema allows, to stand in an example: only what is required, as short as may be. */
export function sampleOf(given: Schema, schemas: Schemas, depth = 0): unknown {
  const { schema } = opened(given, schemas, []);
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice !== undefined) return sampleOf(choice, schemas, depth);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'integer':
    case 'number':
      return isMeant(schema.minimum) ? schema.minimum : 1;
    case 'boolean':
      return true;
    case 'array':
      return schema.items === undefined || depth > 2 ? [] : [sampleOf(schema.items, schemas, depth + 1)];
    case 'string':
      if (schema.format === 'uuid') return '01a1f0c2-0000-7000-8000-000000000001';
      if (schema.format === 'date-time') return '2026-11-21T09:00:00Z';
      if (schema.format === 'date') return '2026-11-21';
      return 'VALUE';
    case 'object':
      if (depth > 2) return {};
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => schema.required?.includes(key))
          .map(([key, value]) => [key, sampleOf(value, schemas, depth + 1)]),
      );
    default:
      return 'VALUE';
  }
}
