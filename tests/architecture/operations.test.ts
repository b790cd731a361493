import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MODULES } from '#modules/graph.ts';
import type { Operation } from '#platform/operations.ts';
import { composed } from '../support/compose.ts';

const { modules, operations } = await composed();

const namesWhere = (wrong: (operation: Operation) => boolean) => operations.filter(wrong).map(({ name }) => name);
const repeated = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);
const ARABIC = /\p{Script=Arabic}/u;

/** The object a request's members land in; zod wraps it where members are checked together. */
function shapeOf(schema: z.ZodType): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema;
  return schema instanceof z.ZodPipe ? shapeOf(schema.in as z.ZodType) : undefined;
}

/** The object or the choice of objects an input is. */
function shapesOf(schema: z.ZodType): (z.ZodObject | undefined)[] {
  return schema instanceof z.ZodUnion ? schema.options.flatMap((one) => shapesOf(one as z.ZodType)) : [shapeOf(schema)];
}

describe('the program put together', () => {
  test('is made of the modules of the table, lower tiers first', () => {
    const order = MODULES.map(({ name }) => name);
    // The program's own operations stand beside the modules, not on a tier.
    const composedOf = modules.map(({ name }) => name).filter((name) => name !== 'platform');
    expect(composedOf).toEqual(order.filter((name) => composedOf.includes(name)));
    expect(composedOf.filter((name) => !order.includes(name))).toEqual([]);
  });

  test('names subscriptions, jobs and operations once, each by its module', () => {
    const named = modules.flatMap(({ name, subscriptions = [], jobs = [], operations: own }) =>
      [...subscriptions, ...jobs, ...own].map((one) => ({ module: name, name: one.name })),
    );
    expect(named.filter(({ module, name }) => !name.startsWith(`${module}.`))).toEqual([]);
    for (const kind of ['subscriptions', 'jobs', 'operations'] as const) {
      expect(repeated(modules.flatMap((module) => (module[kind] ?? []).map(({ name }) => name)))).toEqual([]);
    }
  });
});

describe('every operation', () => {
  test('has a name of the form module.verb-noun', () => {
    expect(operations.length).toBeGreaterThan(50);
    expect(namesWhere(({ name }) => !/^[a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  test('says who may call it', () => {
    expect(namesWhere(({ who }) => who.length === 0 || who.some(({ label }) => label === ''))).toEqual([]);
  });

  test('says in both languages what it does', () => {
    expect(namesWhere(({ summary }) => !ARABIC.test(summary.ar))).toEqual([]);
    expect(namesWhere(({ summary }) => !/\w/.test(summary.en) || ARABIC.test(summary.en))).toEqual([]);
  });

  test('has a route of its own whose places are members of its input', () => {
    const routes = operations.map(({ route }) => `${route.method} ${route.path.replace(/\{\w+\}/g, '{}')}`);
    expect(repeated(routes)).toEqual([]);
    const lacking = namesWhere(({ route, input }) => {
      const places = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
      return shapesOf(input).some((shape) => places.some((place) => !(place in (shape?.shape ?? {}))));
    });
    expect(lacking).toEqual([]);
  });

  test('changes nothing by GET', () => {
    expect(namesWhere(({ kind, route }) => kind === 'command' && route.method === 'GET')).toEqual([]);
  });

  test('refuses members it does not know', () => {
    const loose = namesWhere(({ input }) =>
      shapesOf(input).some((shape) => !(shape?._zod.def.catchall instanceof z.ZodNever)),
    );
    expect(loose).toEqual([]);
  });

  test('can be described to other programs', () => {
    for (const { input, output } of operations) {
      z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
      z.toJSONSchema(output, { io: 'output', unrepresentable: 'any' });
    }
  });

  test('open to anyone names no other grant, which would promise a check that is never made', () => {
    expect(namesWhere(({ who }) => who.some(({ audience }) => audience === 'anyone') && who.length > 1)).toEqual([]);
  });
});
