import { describe, expect, test } from 'vitest';
import { MODULES } from '#modules/graph.ts';
import { type Import, importsBelow, importsIn } from './imports.ts';
import { type Kind, kindOf, LAYERS, namedFiles } from './layers.ts';
import { filesBelow } from './sources.ts';

const all = importsBelow('src', 'tools', 'web', 'e-services', 'connectors', 'bin', 'tests');
const say = ({ from, to, typeOnly }: Import) => `${from} → ${to}${typeOnly ? ' (types)' : ''}`;
const not = (found: readonly Import[]) => found.map(say);

interface Place {
  readonly module: string;
  readonly name: string;
  readonly kind: Kind | undefined;
}

/** The module a file belongs to; undefined outside of them. */
function placeOf(path: string): Place | undefined {
  const [, module, name] = /^src\/modules\/([^/]+)\/(.+)$/.exec(path) ?? [];
  return module && name ? { module, name, kind: kindOf(module, name) } : undefined;
}

const isFrontDoor = (name: string | undefined): boolean => name === 'api.ts' || name === 'api-sheet.ts';

const covers = (allowed: readonly string[] | 'all', name: string): boolean =>
  allowed === 'all' || allowed.some((one) => one === name || (one.endsWith('*') && name.startsWith(one.slice(0, -1))));

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Whether the file table lets a file of `place` import this. */
function allowed({ module, kind }: Place, { to, ours, typeOnly }: Import): boolean {
  const layer = LAYERS[kind!];
  if (!ours) {
    if (to.startsWith('node:')) return covers(layer.node, to);
    return typeOnly || covers(layer.packages, packageOf(to));
  }
  if (to.startsWith('src/kernel/')) return true;
  if (kind === 'test') return true;
  const target = placeOf(to);
  if (target === undefined) {
    // Types of the platform are vocabulary for all but the pure layers.
    const pure = kind === 'model' || kind === 'rules';
    return to.startsWith('src/platform/') && ((typeOnly && !pure) || covers(layer.platform, to.split('/').at(-1)!));
  }
  if (target.module === module) {
    return (
      target.kind !== undefined &&
      (layer.uses.includes(target.kind) || (typeOnly && !!layer.names?.includes(target.kind)))
    );
  }
  return isFrontDoor(target.name) && (layer.modules === 'yes' || (layer.modules === 'types' && typeOnly));
}

describe('the reading of imports', () => {
  test('sees every way of writing one, and which are gone at run time', () => {
    const text = `
      import a from 'a'; import type { B } from 'b'; import { type C, type D } from 'c'; import { type E, f } from 'd';
      export * from 'e'; export type { G } from 'f'; const h = await import('g'); type I = import('h').I; import 'i';`;
    expect(importsIn(text).map(({ specifier, typeOnly }) => specifier + (typeOnly ? ' (types)' : ''))).toEqual([
      'a',
      'b (types)',
      'c (types)',
      'd',
      'e',
      'f (types)',
      'g',
      'h (types)',
      'i',
    ]);
  });

  test('finds the imports of the program', () => {
    expect(all.length).toBeGreaterThan(1_000);
    expect(new Set(all.map(({ from }) => from.split('/')[0]))).toEqual(
      new Set(['src', 'connectors', 'tools', 'web', 'bin', 'tests']),
    );
  });
});

describe('the kernel', () => {
  const found = all.filter(({ from }) => from.startsWith('src/kernel/') && !from.endsWith('.test.ts'));

  test('imports nothing of ours and nothing of Node', () => {
    expect(
      not(found.filter(({ to, ours }) => (ours ? !to.startsWith('src/kernel/') : to.startsWith('node:')))),
    ).toEqual([]);
  });
});

test('the platform knows the kernel and itself, no module', () => {
  const found = all.filter(({ from, ours }) => ours && from.startsWith('src/platform/') && !from.endsWith('.test.ts'));
  expect(not(found.filter(({ to }) => !/^src\/(?:kernel|platform)\//.test(to)))).toEqual([]);
});

describe('files of modules', () => {
  const files = filesBelow('src/modules').filter((path) => path.endsWith('.ts') && placeOf(path) !== undefined);

  test('have names that say what they are', () => {
    expect(files.filter((path) => placeOf(path)?.kind === undefined)).toEqual([]);
    expect(namedFiles.filter((name) => !files.includes(`src/modules/${name}`))).toEqual([]);
  });

  test('belong to modules of the table', () => {
    const names = MODULES.map(({ name }) => name);
    expect([...new Set(files.map((path) => placeOf(path)!.module))].filter((name) => !names.includes(name))).toEqual(
      [],
    );
  });

  test('import what the file table allows', () => {
    const wrong = all.filter((one) => {
      const place = placeOf(one.from);
      return place?.kind !== undefined && !allowed(place, one);
    });
    expect(not(wrong)).toEqual([]);
  });
});

describe('the module table', () => {
  const row = (name: string) => MODULES.find((module) => module.name === name);

  test('lets calls go down the tiers only', () => {
    const up = MODULES.flatMap(({ name, tier, calls }) =>
      calls.filter((called) => (row(called)?.tier ?? 9) >= tier).map((called) => `${name} → ${called}`),
    );
    expect(up).toEqual([]);
    expect(MODULES.map(({ tier }) => tier)).toEqual(MODULES.map(({ tier }) => tier).sort());
  });

  test('names every module that another one imports, tests included', () => {
    const wrong = all.filter(({ from, to }) => {
      const [place, target] = [placeOf(from), placeOf(to)];
      if (!place || !target || place.module === target.module) return false;
      return !row(place.module)?.calls.includes(target.module);
    });
    expect(not(wrong)).toEqual([]);
  });
});

describe('outside the modules', () => {
  const outside = all.filter(({ from, to }) => placeOf(from) === undefined && placeOf(to) !== undefined);

  test('only the front door is used, and module.ts by main.ts alone', () => {
    const wrong = outside.filter(({ from, to }) => {
      const { name } = placeOf(to)!;
      if (from.startsWith('tests/')) return false;
      return !isFrontDoor(name) && !(from === 'src/main.ts' && name === 'module.ts');
    });
    expect(not(wrong)).toEqual([]);
  });

  test('the pages know the kernel, and types of what they are handed', () => {
    const wrong = all.filter(({ from, to, ours, typeOnly }) => {
      if (!from.startsWith('web/src/') || !ours || to.startsWith('web/') || to.startsWith('src/kernel/')) return false;
      // What a form reacts by while somebody writes is the rules of the server, which come by a door of their own.
      if (placeOf(to)?.name === 'api-sheet.ts') return false;
      return !typeOnly || !(to.startsWith('src/platform/') || isFrontDoor(placeOf(to)?.name));
    });
    expect(not(wrong)).toEqual([]);
  });
});

test('no file imports itself in the end', () => {
  const edges = new Map<string, string[]>();
  for (const { from, to, ours, typeOnly } of all) {
    if (ours && !typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) {
      cycles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of edges.keys()) walk(file, []);
  expect(cycles).toEqual([]);
});
