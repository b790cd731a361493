import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** What .gitignore leaves out, and git's own folder. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'data', 'build', '.svelte-kit', 'evidence', 'coverage']);

/** Files below a folder of the project as paths from its root with `/`, in order; generated ones are left out. */
export function filesBelow(folder: string): string[] {
  const start = join(ROOT, folder);
  let entries: ReturnType<typeof list>;
  try {
    entries = list(start);
  } catch {
    return [];
  }
  return entries
    .flatMap((entry) => {
      const path = relative(ROOT, join(start, entry.name)).replaceAll('\\', '/');
      if (LEFT_OUT.has(entry.name) || entry.name.endsWith('.log')) return [];
      return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
    })
    .sort();
}

const list = (path: string) => readdirSync(path, { withFileTypes: true });

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export const readJson = (path: string): unknown => JSON.parse(read(path));
