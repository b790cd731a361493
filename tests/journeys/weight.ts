import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** What a page may bring of script, compressed, in KB of 1000 bytes; the library that draws maps apart. */
export const MOST_KB = 40;
/** The library and its worker, by the names the build gives them. */
const MAP_LIBRARY = /\/maplibre[^/]*$/;

const sizes = new Map<string, Promise<number>>();

async function read(address: string): Promise<number> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return gzipSync(Buffer.from(await answer.arrayBuffer())).length;
}

function sizeOf(address: string): Promise<number> {
  const known = sizes.get(address) ?? read(address);
  sizes.set(address, known);
  return known;
}

/** Bytes of all scripts the page has asked for until now, each compressed by gzip, without the library of maps. */
export async function weightOf(page: Page): Promise<number> {
  const asked: string[] = await page
    .locator('html')
    .evaluate((root) =>
      root.ownerDocument.defaultView.performance.getEntriesByType('resource').map(({ name }: { name: string }) => name),
    );
  const { host } = new URL(page.url());
  const scripts = [...new Set(asked)].filter((name) => {
    const address = new URL(name);
    return address.host === host && /\.m?js$/.test(address.pathname) && !MAP_LIBRARY.test(address.pathname);
  });
  // Asked for under the plain name of this machine: not every resolver knows the cities' names below it.
  const all = await Promise.all(
    scripts.map((name) => sizeOf(Object.assign(new URL(name), { hostname: 'localhost' }).href)),
  );
  return all.reduce((sum, bytes) => sum + bytes, 0);
}

/** The page an address shows, without what it is about: `/office/reports/…`. */
export const pageOf = (pathname: string): string =>
  pathname
    .replace(/^\/(ar|en)(?=\/|$)/, '')
    .replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/g, '/…')
    .replace(/\/[A-Z0-9]*\d[A-Z0-9-]*(?=\/|$)/g, '/…')
    .replace(/^$/, '/');

const fileIn = (notes: string): string => join(notes, 'weights');

/** Notes what a page weighed, for the table that is printed when all journeys are done. */
export function noteWeight(notes: string, pathname: string, bytes: number): void {
  appendFileSync(fileIn(notes), `${pageOf(pathname)} ${bytes}\n`);
}

/** Every page that was looked at with the most it weighed, the heaviest first: a table in Markdown. */
export function tableOf(notes: string): string {
  const file = fileIn(notes);
  const most = new Map<string, number>();
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []) {
    const [page = '', bytes] = line.split(' ');
    most.set(page, Math.max(most.get(page) ?? 0, Number(bytes)));
  }
  const rows = [...most].sort(([a, one], [b, other]) => other - one || a.localeCompare(b));
  const none = rows.filter(([, bytes]) => bytes === 0);
  return [
    '| page | script, KB gzip |',
    '| --- | ---: |',
    ...rows.filter(([, bytes]) => bytes > 0).map(([page, bytes]) => `| \`${page}\` | ${(bytes / 1_000).toFixed(1)} |`),
    `| ${none.length} other pages | 0 |`,
  ].join('\n');
}
