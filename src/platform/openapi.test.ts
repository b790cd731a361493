import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApi } from './openapi.ts';
import { type Operation, operation } from './operations.ts';
import { anyone } from './policy.ts';

interface Tree {
  value: string;
  below: Tree[];
}
/** Refers to itself and has no name, so that a definition must be made for it. */
const Tree: z.ZodType<Tree> = z.lazy(() => z.object({ value: z.string(), below: z.array(Tree) }));
const Named = z.object({ text: z.string().default('') }).meta({ id: 'SampleOfOpenApi' });

const sample = (name: string, method: 'GET' | 'POST'): Operation =>
  operation({
    name,
    summary: { ar: 'نموذج', en: 'Sample' },
    kind: method === 'GET' ? 'query' : 'command',
    who: [anyone()],
    route: { method, path: `/${name}` },
    rate: 'read',
    input: z.strictObject({ named: Named, tree: Tree, list: z.array(Named) }),
    output: z.object({ named: Named, tree: Tree }),
    run: async () => ({ named: { text: '' }, tree: { value: '', below: [] } }),
  });

/** Every `$ref` below a value. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => (key === '$ref' ? [String(member)] : references(member)));
}

test('every reference of the document leads somewhere, from parameters too', () => {
  const document = openApi([sample('sample.read', 'GET'), sample('sample.write', 'POST')], 'https://sample.test');
  const found = references(document);
  expect(found.length).toBeGreaterThan(8);
  const target = (reference: string) =>
    reference
      .replace('#/', '')
      .split('/')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
  expect(found.filter((reference) => target(reference) === undefined)).toEqual([]);
  expect(JSON.stringify(document)).not.toContain('$defs');
});

test('what may be left out when it is sent is always there in an answer', () => {
  const { components } = openApi([sample('sample.write', 'POST')], '') as {
    components: { schemas: Record<string, { required?: string[] }> };
  };
  expect(components.schemas.SampleOfOpenApi?.required).toBeUndefined();
  expect(components.schemas['SampleOfOpenApi.answer']?.required).toEqual(['text']);
});
