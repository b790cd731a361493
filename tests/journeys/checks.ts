import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { MOST_KB, noteWeight, pageOf, weightOf } from './weight.ts';

/** What one page must be for its visitor. */
export interface Expected {
  readonly scripts: boolean;
  /**
   * City, language, width and light. What axe has read of a page in the same manner and found nothing in is not read again,
   * whoever comes and in whichever step of the tests.
   */
  readonly manner: string;
  /** Folder for what the run remembers of its pages. */
  readonly notes: string;
  /** Folder for what axe has read. */
  readonly read: string;
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

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

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

/** axe in its short form: every page looked at has to take it in. The package for Playwright brings it twice to each. */
const ITS_PACKAGE = createRequire(import.meta.url).resolve('@axe-core/playwright');
const AXE = readFileSync(createRequire(ITS_PACKAGE).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules whose breach is minor or moderate to axe, whatever broke them. */
const NEVER_SERIOUS =
  'aria-allowed-role aria-deprecated-role empty-heading empty-table-header focus-order-semantics form-field-multiple-labels ' +
  'heading-order image-redundant-alt landmark-banner-is-top-level landmark-contentinfo-is-top-level ' +
  'landmark-main-is-top-level landmark-no-duplicate-banner landmark-no-duplicate-contentinfo landmark-no-duplicate-main ' +
  'landmark-one-main landmark-unique meta-viewport-large page-has-heading-one presentation-role-conflict region ' +
  'scope-attr-valid skip-link table-duplicate-name';
const OPTIONS = JSON.stringify({
  resultTypes: ['violations'],
  rules: Object.fromEntries(NEVER_SERIOUS.split(' ').map((rule) => [rule, { enabled: false }])),
});

/** Everything axe finds in the page as it stands, or in the marked parts of it. */
async function axe(page: Page, scripts: boolean, marked: boolean): Promise<Violations> {
  const part = marked ? JSON.stringify(`[${UNREAD}]`) : 'document';
  const putBack = await withoutIconFonts(page);
  for (const frame of page.frames()) await frame.evaluate(AXE);
  const run = () => page.evaluate<Violations>(`axe.run(${part}, ${OPTIONS}).then((found) => found.violations)`);
  const violations = await (scripts ? run() : firingTimers(page, run));
  await putBack();
  if (marked) {
    await page.locator('html').evaluate((root, mark) => {
      for (const element of root.ownerDocument.querySelectorAll(`[${mark}]`)) element.removeAttribute(mark);
    }, UNREAD);
  }
  return violations;
}

/** Marks what axe has to read; gone when it has. */
const UNREAD = 'data-unread';

/**
 * What the page is made of that is not known, as far as axe can tell parts of it apart, a number for each kind: an element
 * by its tag, classes, attributes, state and all it stands in, and whether it says something itself. Words, numbers and
 * addresses do not count, nor what is never shown. Where something is known, the outermost of the rest are marked.
 */
function unreadIn(page: Page, known: readonly number[], mark: string): Promise<number[]> {
  return page.locator('html').evaluate(
    (root, given) => {
      // Their values refer, name or address; that they are there is what counts, and whether they are empty.
      const FREE =
        /^(?:id|for|href|src|srcset|alt|title|name|value|placeholder|d|points|data-.*|datetime)$|label|by$|controls|owns|activedescendant|value(?:now|text)/;
      const DIGITS = /[-\d.]+/g;
      const hash = (seed: number, text: string) => {
        let sum = seed;
        for (let n = 0; n < text.length; n += 1)
          sum = (Math.imul(sum ^ text.charCodeAt(n), 0x5bd1e995) ^ (sum >>> 15)) >>> 0;
        return sum;
      };
      const read = new Set(given.known);
      const unread = new Set<number>();
      const ids = new Map<string, number>();
      for (const { id } of root.ownerDocument.querySelectorAll('[id]')) ids.set(id, (ids.get(id) ?? 0) + 1);
      const walk = (element: typeof root, within: number, outermost: boolean): void => {
        if (/^(?:HEAD|SCRIPT|STYLE|TEMPLATE)$/.test(element.tagName)) return;
        const attributes: string[] = [];
        for (const { name, value } of element.attributes) {
          const kept = FREE.test(name) ? value.trim() !== '' : name === 'class' ? value : value.replace(DIGITS, '');
          attributes.push(`${name}=${kept}`);
        }
        let says = false;
        for (const node of element.childNodes) says ||= node.nodeType === 3 && node.data.trim() !== '';
        const { id, checked, disabled, open } = element;
        const state = [checked, disabled, open, says, element.checkVisibility(), ids.get(id) === 1].join(' ');
        const kind = hash(within, `${element.tagName} ${attributes.sort().join(' ')} ${state}`);
        const isNew = !read.has(kind);
        if (isNew) unread.add(kind);
        if (isNew && outermost && read.size > 0) element.setAttribute(given.mark, '');
        for (const child of element.children) walk(child, kind, outermost && !isNew);
      };
      walk(root, 0, true);
      return [...unread];
    },
    { known, mark },
  );
}

/** What axe finds on the page that keeps somebody from using it, a sentence each. */
async function axeFaultsOf(page: Page, { scripts, manner, read }: Expected): Promise<string[]> {
  const place = `${manner} ${pageOf(new URL(page.url()).pathname)}`;
  const note = join(read, createHash('sha256').update(place).digest('hex'));
  const known = existsSync(note) ? readFileSync(note, 'utf8').split('\n').filter(Boolean).map(Number) : [];
  const unread = await unreadIn(page, known, UNREAD);
  if (unread.length === 0) return [];
  const whole = () => axe(page, scripts, false);
  // A part may have been drawn anew since it was marked; then all of the page is read.
  const found = await (known.length > 0 ? axe(page, scripts, true).catch(whole) : whole());
  const faults = found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, help, nodes }) => {
      const where = nodes.slice(0, 3).map(({ target, html }) => `${String(target)} ${html.slice(0, 160)}`);
      return `axe, ${impact}: ${id}, ${help} (${nodes.length}): ${where.join(' | ')}`;
    });
  if (faults.length === 0) appendFileSync(note, `${unread.join('\n')}\n`);
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
