import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { MOST_KB, noteWeight, weightOf } from './weight.ts';

/** What one page must be for its visitor. */
export interface Expected {
  readonly scripts: boolean;
  /** Which page in which state, language, width and light. What axe has found nothing in is not read again, whoever comes. */
  readonly view: string;
  /** Folder for what the run remembers of its pages. */
  readonly notes: string;
}

/** Addresses (without the language) whose pages may bring script: a map, panes and keys, a crew's position, a passkey. */
const SCRIPTED = [
  /^\/report\/where$/,
  /^\/reports$/,
  /^\/(office|field)(\/|$)/,
  /^\/gallery(\/|$)/,
  /^\/account\/second-factor$/,
  // A step reacts while it is written; without script it does so when it is saved.
  /^\/account\/applications\/drafts\/[^/]+\/[^/]+$/,
  // A browser takes messages only when a script has asked it to.
  /^\/account\/notices$/,
];

interface Impact {
  readonly id: string;
  readonly impact?: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly target: unknown; readonly html: string }[];
}

/**
 * Lets axe read Arabic: it draws letters to tell icon fonts from words, takes joined letters for icons, and then leaves
 * the contrast of every text in that font unlooked at. No page has an icon font, so its drawings are made to agree.
 * Answered by what puts the page back as it was.
 */
async function withoutIconFonts(page: Page): Promise<() => Promise<void>> {
  const root = page.locator('html');
  await root.evaluate(({ ownerDocument: { defaultView: view } }) => {
    const { prototype } = view.HTMLCanvasElement;
    view.drawing = prototype.getContext;
    const alike = {
      canvas: {},
      measureText: (text: string) => ({ width: 40 * text.length }),
      fillText: () => {},
      clearRect: () => {},
      getImageData: () => ({ data: new view.Uint8ClampedArray([9, 9, 9, 9]) }),
    };
    prototype.getContext = function (...given: [string, { willReadFrequently?: boolean }?]) {
      return given[0] === '2d' && given[1]?.willReadFrequently ? alike : view.drawing.apply(this, given);
    };
  });
  return () =>
    root.evaluate(({ ownerDocument: { defaultView: view } }) => {
      view.HTMLCanvasElement.prototype.getContext = view.drawing;
    });
}

/**
 * Runs `work` where the page may run no script: Chromium fires no timer there, so the page's timers are kept in a list
 * and run from outside.
 */
async function firingTimers<T>(page: Page, work: () => Promise<T>): Promise<T> {
  const root = page.locator('html');
  await root.evaluate(({ ownerDocument: { defaultView: view } }) => {
    view.waiting = [];
    view.setTimeout = (run: () => void, after = 0) => view.waiting.push({ run, after });
  });
  let done = false;
  const working = work().finally(() => {
    done = true;
  });
  // Its end is awaited below; a refusal in the meantime must not count as one nobody handles.
  working.catch(() => {});
  while (!done) {
    await root.evaluate(({ ownerDocument: { defaultView: view } }) => {
      // Long ones are limits of patience, which nothing here reaches.
      for (const { run, after } of view.waiting.splice(0)) if (after < 1_000) run();
    });
  }
  return working;
}

/** axe in its short form: every page looked at has to take it in. */
const ITS_BUILDER = createRequire(import.meta.url).resolve('@axe-core/playwright');
const AXE = readFileSync(createRequire(ITS_BUILDER).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything axe finds in the page as it stands. */
async function axe(page: Page, scripts: boolean): Promise<readonly Impact[]> {
  const builder = new AxeBuilder({ page, axeSource: AXE }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const putBack = await withoutIconFonts(page);
  const { violations } = await (scripts ? builder.analyze() : firingTimers(page, () => builder.analyze()));
  await putBack();
  return violations;
}

/** What axe finds on the page that keeps somebody from using it, a sentence each. */
async function axeFaultsOf(page: Page, { scripts, view, notes }: Expected): Promise<string[]> {
  const note = join(notes, createHash('sha256').update(view).digest('hex'));
  if (existsSync(note)) return [];
  const faults = (await axe(page, scripts))
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, help, nodes }) => {
      const where = nodes.slice(0, 3).map(({ target, html }) => `${String(target)} ${html.slice(0, 160)}`);
      return `axe, ${impact}: ${id}, ${help} (${nodes.length}): ${where.join(' | ')}`;
    });
  if (faults.length === 0) writeFileSync(note, '');
  return faults;
}

/** How far the page must be scrolled sideways, in CSS pixels, and what sticks out; 0 when it fits. */
export async function overflowOf(page: Page): Promise<{ pixels: number; widest: readonly string[] }> {
  return page.locator('html').evaluate((root) => {
    const document = root.ownerDocument;
    const { innerWidth } = document.defaultView;
    const all: (typeof root)[] = [...document.body.querySelectorAll('*')];
    const sticksOut = (element: typeof root): boolean => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && element.checkVisibility() && (right > innerWidth + 1 || left < -1);
    };
    return {
      pixels: Math.max(0, Number(document.scrollingElement.scrollWidth - innerWidth)),
      widest: all
        .filter(sticksOut)
        .slice(0, 5)
        .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`),
    };
  });
}

/** What is wrong with the page as it stands, a sentence each; empty when it is as every page must be. */
export async function faultsOf(page: Page, expected: Expected): Promise<string[]> {
  const { scripts, notes } = expected;
  const faults: string[] = [];
  const { pathname } = new URL(page.url());
  const [, language = '', ...rest] = pathname.split('/');
  const seen = await page.locator('html').evaluate((root) => {
    const document = root.ownerDocument;
    return {
      language: String(root.lang),
      direction: String(root.dir),
      title: String(document.title),
      scripts: Number(document.querySelectorAll('script:not([type="application/ld+json"])').length),
      mains: Number(document.querySelectorAll('main, [role="main"]').length),
      headings: Number(document.querySelectorAll('h1').length),
    };
  });
  if (language === 'ar' || language === 'en') {
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    if (seen.language !== language) faults.push(`says lang="${seen.language}"`);
    if (seen.direction !== direction) faults.push(`says dir="${seen.direction}"`);
    const path = `/${rest.join('/')}`;
    const bytes = scripts ? await weightOf(page) : 0;
    if (scripts) noteWeight(notes, pathname, bytes);
    if (bytes > MOST_KB * 1_000)
      faults.push(`brings ${(bytes / 1_000).toFixed(1)} KB of script, and ${MOST_KB} is the most`);
    if (seen.scripts > 0 && !SCRIPTED.some((one) => one.test(path))) {
      faults.push(`brings ${seen.scripts} scripts, and a page to read or report needs none`);
    }
  }
  if (seen.title.trim() === '') faults.push('has no title');
  if (seen.mains !== 1) faults.push(`has ${seen.mains} main parts`);
  // The gallery shows pages within its page.
  if (seen.headings !== 1 && rest[0] !== 'gallery') faults.push(`has ${seen.headings} headings of the first level`);
  const overflow = await overflowOf(page);
  if (overflow.pixels > 1) {
    faults.push(`must be scrolled sideways by ${overflow.pixels} px (${overflow.widest.join(', ')})`);
  }
  faults.push(...(await axeFaultsOf(page, expected)));
  return faults;
}
