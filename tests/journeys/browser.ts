// Long because a visitor is one person, whatever they do on their device.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page, type Worker } from 'playwright-core';
import { afterAll, beforeAll, inject, test } from 'vitest';
import { faultsOf, overflowOf } from './checks.ts';
import type { City } from './setup.ts';

/** How somebody comes: in which language, on how wide a screen, with or without JavaScript, from where. */
export interface Manner {
  readonly language: 'ar' | 'en';
  /** CSS pixels: a phone, a desk, or a desk at 400 %. */
  readonly width: 360 | 1440 | 320;
  /** Whether the browser runs JavaScript; it does unless said otherwise. */
  readonly scripts?: boolean;
  readonly city?: 'first' | 'second';
  /** Whether their device is set to dark. */
  readonly dark?: boolean;
  /** Where the device is, for pages that may ask. */
  readonly at?: { readonly longitude: number; readonly latitude: number };
}

const HEIGHTS = { 320: 256 * 2, 360: 780, 1440: 900 } as const;
const PATIENCE = 60_000;
/** Runs in every page: what the policy stops is said in the console, where the visitor hears it. */
const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', (event) => {
  console.error('the policy was violated:', event.violatedDirective, event.blockedURI, event.sample);
});`;
const SHOTS = join(tmpdir(), 'amanah-journeys');

/**
 * The pages of Chromium's own address bar cost each new window more than most pages of ours. A later list replaces an earlier
 * one, so what Playwright turns off stands here again.
 */
const WITHOUT = [
  'WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  'AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints',
  'PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning',
].join();

export const city = (): City => inject('city');

let browser: Browser;

/** One Chromium for a file of journeys; called once at its top. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
        `--disable-features=${WITHOUT}`,
        '--no-first-run',
      ],
    });
  });
  afterAll(() => browser.close());
}

/** Somebody in front of a screen. Every page they come to is looked at; what is wrong with any fails their journey. */
export class Visitor {
  readonly page: Page;
  readonly manner: Manner;
  readonly faults: string[] = [];
  readonly #context: BrowserContext;
  readonly #looked = new Set<string>();

  private constructor(context: BrowserContext, page: Page, manner: Manner) {
    this.#context = context;
    this.page = page;
    this.manner = manner;
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', (error) => this.#fault(`a script failed: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const { url } = message.location();
      // A refused form is answered with its status, which Chromium calls an error of the page itself.
      if (/^Failed to load resource/.test(message.text()) && url === page.url()) return;
      this.#fault(`the console says: ${message.text()} (${url})`);
    });
    page.on('dialog', (dialog) => {
      this.#fault(`a dialog opened: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('response', (response) => {
      if (response.status() >= 500) this.#fault(`${response.url()} answered ${response.status()}`);
    });
  }

  static async come(manner: Manner): Promise<Visitor> {
    const context = await browser.newContext({
      javaScriptEnabled: manner.scripts ?? true,
      viewport: { width: manner.width, height: HEIGHTS[manner.width] },
      hasTouch: manner.width === 360,
      locale: manner.language === 'ar' ? 'ar-SA' : 'en-GB',
      reducedMotion: 'reduce',
      colorScheme: manner.dark ? 'dark' : 'light',
      ...(manner.at === undefined ? {} : { geolocation: manner.at, permissions: ['geolocation'] }),
    });
    await context.addInitScript({ content: TELL_VIOLATIONS });
    return new Visitor(context, await context.newPage(), manner);
  }

  get #scripts(): boolean {
    return this.manner.scripts ?? true;
  }

  get origin(): string {
    return this.manner.city === 'second' ? city().second : city().url;
  }

  /** A path of their city in their language: `/report` is `http://…/ar/report`. */
  address(path: string): string {
    return `${this.origin}/${this.manner.language}${path === '/' ? '' : path}`;
  }

  #fault(text: string): void {
    const { pathname } = URL.canParse(this.page.url()) ? new URL(this.page.url()) : { pathname: '' };
    const line = `${pathname} (${this.manner.width} px${this.#scripts ? '' : ', no script'}): ${text}`;
    if (!this.faults.includes(line)) this.faults.push(line);
  }

  /** Opens a path of their language, or a whole address, and looks at the page. */
  async open(pathOrAddress: string, heading?: string | RegExp): Promise<void> {
    const address = URL.canParse(pathOrAddress) ? pathOrAddress : this.address(pathOrAddress);
    await this.page.goto(address);
    await this.sees(heading);
  }

  /** Waits until the page has come that has this first heading, and looks at it. */
  async sees(heading?: string | RegExp): Promise<void> {
    const level = this.page.getByRole('heading', { level: 1, ...(heading === undefined ? {} : { name: heading }) });
    await level
      .first()
      .waitFor()
      .catch(async () => {
        const shown = await this.page.locator('h1').allInnerTexts();
        const wrong = await this.page.locator('.errors, .error, [role="alert"]').allInnerTexts();
        throw new Error(
          `expected the page “${heading}”, but ${this.page.url()} shows “${shown.join(' / ')}” ${wrong.join(' / ')}`,
        );
      });
    await this.look();
  }

  /** Looks at the page as it stands: axe, language, direction, width, scripts. Once for each state of an address. */
  async look(state = ''): Promise<void> {
    await this.page.waitForLoadState('load');
    // Scripts of a page have run by then; an island may still fetch what it shows, such as a map.
    if (this.#scripts && (await this.page.locator('[data-island]').count()) > 0) {
      await this.page.waitForLoadState('networkidle');
    }
    const { pathname } = new URL(this.page.url());
    const title = await this.page.title();
    const key = `${pathname} ${title} ${state}`;
    if (this.#looked.has(key)) return;
    this.#looked.add(key);
    const { language, width, dark = false, city: which = 'first' } = this.manner;
    const manner = `${which} ${language} ${width} ${dark}`;
    const { notes, read } = city();
    for (const fault of await faultsOf(this.page, { scripts: this.#scripts, manner, notes, read })) {
      this.#fault(fault);
    }
  }

  /** Whether the page also fits another width, without looking at all the rest again. */
  async fits(width: Manner['width']): Promise<void> {
    await this.page.setViewportSize({ width, height: HEIGHTS[width] });
    const { pixels, widest } = await overflowOf(this.page);
    if (pixels > 1) this.#fault(`at ${width} px it must be scrolled sideways by ${pixels} px (${widest.join(', ')})`);
    await this.page.setViewportSize({ width: this.manner.width, height: HEIGHTS[this.manner.width] });
  }

  /** A button or link by its words, on the page or within a part of it. */
  control(name: string | RegExp, within: Locator | Page = this.page): Locator {
    const exact = typeof name === 'string';
    return within
      .getByRole('button', { name, exact })
      .or(within.getByRole('link', { name, exact }))
      .filter({ visible: true })
      .first();
  }

  /** Does what leads to another page, or to another answer of this one, and waits until it has come. */
  async goesOn(act: () => Promise<unknown>): Promise<void> {
    const gone = this.page.waitForEvent('framenavigated', { predicate: (frame) => frame === this.page.mainFrame() });
    gone.catch(() => {});
    await act();
    await gone;
    await this.page.waitForLoadState('load');
  }

  /** Presses a button or link that leads on. */
  async press(name: string | RegExp, within?: Locator): Promise<void> {
    await this.goesOn(() => this.control(name, within).click());
  }

  /** Writes into the field of this label. */
  async write(label: string | RegExp, text: string): Promise<void> {
    await this.page.getByLabel(label).first().fill(text);
  }

  /** Waits until these words are to be seen somewhere on the page. */
  async reads(words: string | RegExp): Promise<void> {
    await this.page
      .getByText(words)
      .filter({ visible: true })
      .first()
      .waitFor()
      .catch(async () => {
        const shown = (await this.words()).slice(0, 1_500);
        throw new Error(`expected to read “${words}” at ${this.page.url()}, which says:\n${shown}`);
      });
  }

  /** All words of the main part of the page. */
  async words(): Promise<string> {
    return (await this.page.locator('main').allInnerTexts()).join('\n');
  }

  /** Carries the device to another place. */
  async goTo(place: { readonly longitude: number; readonly latitude: number }): Promise<void> {
    await this.#context.setGeolocation(place);
  }

  /** Lets the device show notices of this city, as somebody does who is asked. */
  async allowNotices(): Promise<void> {
    await this.#context.grantPermissions(['notifications'], { origin: this.origin });
  }

  /** Hands this device a notice as its push service would, to the worker that waits for them. */
  async deliver(notice: unknown): Promise<void> {
    const session = await this.#context.newCDPSession(this.page);
    const registered = new Promise<string>((found) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const waits = registrations.findLast((one) => !one.isDeleted && one.scopeURL.startsWith(this.origin));
        if (waits !== undefined) found(waits.registrationId);
      });
    });
    await session.send('ServiceWorker.enable');
    const registrationId = await registered;
    const data = JSON.stringify(notice);
    await session.send('ServiceWorker.deliverPushMessage', { origin: this.origin, registrationId, data });
    await session.detach();
  }

  /** Whether a worker of this city waits for notices on this device. */
  waits(): Promise<boolean> {
    return this.page.evaluate(
      `navigator.serviceWorker.getRegistration('/push-notices/').then((one) => one?.active?.state === 'activated')`,
    );
  }

  /** The worker of this device that shows notices. */
  worker(): Worker {
    const worker = this.#context.serviceWorkers().find((one) => one.url().endsWith('/push-worker.js'));
    if (worker === undefined) throw new Error('no worker waits for notices');
    return worker;
  }

  /** Another look at the world by the same person: same session, same manner. */
  async newTab(): Promise<Visitor> {
    return new Visitor(this.#context, await this.#context.newPage(), this.manner);
  }

  async shot(name: string): Promise<string> {
    const path = join(SHOTS, `${name}.png`);
    await this.page.screenshot({ path, fullPage: true, timeout: 5_000 });
    return path;
  }

  async leave(): Promise<void> {
    await this.#context.close();
  }
}

/** Brings the people of one journey to their screens. */
export type Come = (manner: Manner) => Promise<Visitor>;

/**
 * A journey of people through the real program. Fails when a step fails, with a picture of every screen, and when any
 * page any of them came to was not as every page must be.
 */
export function journey(sentence: string, walk: (come: Come) => Promise<void>): void {
  test(sentence, async () => {
    const visitors: Visitor[] = [];
    const come: Come = async (manner) => {
      const visitor = await Visitor.come(manner);
      visitors.push(visitor);
      return visitor;
    };
    let failed: unknown;
    try {
      await walk(come);
    } catch (error) {
      failed = error;
      mkdirSync(SHOTS, { recursive: true });
      const folder = mkdtempSync(join(SHOTS, 'failed-'));
      for (const [index, visitor] of visitors.entries()) {
        const name = join(
          folder.slice(SHOTS.length + 1),
          `${index + 1}-${visitor.manner.language}-${visitor.manner.width}`,
        );
        const path = await visitor.shot(name).catch(() => 'no picture');
        console.error(`${visitor.page.url()}: ${path}`);
      }
    }
    const faults = visitors.flatMap((visitor) => visitor.faults);
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    if (faults.length > 0) {
      const list = `pages that are not as every page must be:\n  ${faults.join('\n  ')}`;
      if (failed === undefined) throw new Error(list);
      console.error(list);
    }
    if (failed !== undefined) throw failed;
  });
}
