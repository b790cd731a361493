import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MODULES } from '#modules/graph.ts';
import { type Kind, kindOf, LAYERS, namedFiles } from './layers.ts';
import { filesBelow, ROOT, read } from './sources.ts';

// Tables of ARCHITECTURE.md that are data elsewhere. After a change: UPDATE_ARCHITECTURE=1 npm test database

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const modules = table(
  ['tier', 'module', 'what it is for', 'may call'],
  MODULES.map(({ tier, name, purpose, calls }) => [String(tier), name, purpose, calls.join(', ') || '–']),
);

const NAMES: Readonly<Partial<Record<Kind, string>>> = { model: 'model, problems', rules: 'rules, lint', test: '' };

/** The file names of a kind; those that do not begin with it are named one by one. */
function filesOf(kind: Kind): string {
  const named = namedFiles.filter((name) => kindOf(...(name.split('/') as [string, string])) === kind);
  const usual = filesBelow('src/modules').some((path) => new RegExp(`/${kind}(?:-[^/]+)?\\.ts$`).test(path));
  return [usual ? (NAMES[kind] ?? kind) : `(${kind})`, ...named.map((name) => name.replace('.ts', ''))].join(', ');
}

const PLATFORM = (platform: readonly string[] | 'all') =>
  platform === 'all' ? 'platform' : platform.map((name) => `platform/${name.replace('.ts', '')}`).join(', ');

const files = table(
  ['file', 'is', 'may use, besides the kernel'],
  (Object.keys(LAYERS) as Kind[])
    .filter((kind) => kind !== 'test')
    .map((kind) => {
      const { is, uses, platform, modules: others } = LAYERS[kind];
      const own = kind === 'module' ? 'everything of the module' : uses.join(', ');
      const api = { no: '', types: 'types of other modules’ api', yes: 'other modules’ api' }[others];
      return [filesOf(kind), is, [own, PLATFORM(platform), api].filter(Boolean).join('; ') || '–'];
    }),
);

test.each([
  ['modules', modules],
  ['files', files],
])('ARCHITECTURE.md shows the table of %s as it is', (name, printed) => {
  const page = read('ARCHITECTURE.md');
  const place = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  expect(page).toMatch(place);
  const wanted = page.replace(place, (_, before: string, after: string) => `${before}\n${printed}\n\n${after}`);
  if (process.env.UPDATE_ARCHITECTURE) writeFileSync(join(ROOT, 'ARCHITECTURE.md'), wanted);
  else expect(page).toBe(wanted);
});
