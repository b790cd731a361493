import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';

/** Makes PDF files of pages. */
export interface Printer {
  /** Where the browser is; undefined: none was found, and nothing can be printed. */
  readonly browser: string | undefined;
  /** @throws PrinterUnavailable when there is no browser or it gave no file: trying again later may help */
  pdf(html: string): Promise<Uint8Array>;
  /** Ends the browser. */
  close(): Promise<void>;
}

export class PrinterUnavailable extends Error {}

const USUAL = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const SECONDS = 30;
/** A browser that made so many files is replaced: what little it loses never adds up. */
const FILES_OF_ONE = 500;

const mayRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The browser named, or the first usual one on the path. */
export function findBrowser(named: string | undefined, path = process.env.PATH ?? ''): string | undefined {
  if (named !== undefined) return mayRun(named) ? named : undefined;
  return path
    .split(':')
    .flatMap((folder) => USUAL.map((name) => join(folder, name)))
    .find(mayRun);
}

/** Nothing but drawing a page that is handed over whole: no network, no extensions, no profile that stays. */
const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-background-networking',
  // Two pages of its own for an address bar that nobody sees.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--mute-audio',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=socks5://127.0.0.1:9',
];

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A browser that runs, spoken to over a pipe (Chrome DevTools Protocol): no port is opened that others could use. */
class Session {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  #last = 0;
  #ended = false;
  made = 0;

  constructor(browser: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'amanah-print-'));
    // The browser refuses to keep its sandbox as root; nothing is drawn but pages of our own, without script.
    const flags = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS;
    this.#process = spawn(browser, [...flags, `--user-data-dir=${this.#profile}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // With a group of its own it can be ended with all its helpers.
      detached: true,
    });
    this.#process.once('error', (error) => this.#end(error));
    this.#process.once('exit', () => this.#end(new Error('the browser ended')));
    const [, , , , output] = this.#process.stdio as unknown as [null, null, null, Duplex, Readable];
    this.#input.on('error', (error) => this.#end(error));
    const pieces: Buffer[] = [];
    output.on('data', (piece: Buffer) => {
      let from = 0;
      for (let at = piece.indexOf(0); at >= 0; at = piece.indexOf(0, from)) {
        pieces.push(piece.subarray(from, at));
        this.#heard(JSON.parse(Buffer.concat(pieces.splice(0)).toString('utf8')) as Answer);
        from = at + 1;
      }
      if (from < piece.length) pieces.push(piece.subarray(from));
    });
  }

  get #input(): Writable {
    return (this.#process.stdio as unknown as [null, null, null, Writable])[3];
  }

  get ended(): boolean {
    return this.#ended;
  }

  #heard({ id, result, error }: Answer): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id!);
    if (error) waiting.reject(new Error(error.message));
    else waiting.resolve(result ?? {});
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 3 });
  }

  #ask(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    if (this.#ended) return Promise.reject(new Error('the browser ended'));
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    });
  }

  async pdf(html: string): Promise<Uint8Array> {
    const { targetId } = await this.#ask('Target.createTarget', { url: 'about:blank' });
    try {
      const { sessionId } = await this.#ask('Target.attachToTarget', { targetId, flatten: true });
      const ask = (method: string, params?: object) => this.#ask(method, params, sessionId as string);
      const { frameTree } = (await ask('Page.getFrameTree')) as { frameTree: { frame: { id: string } } };
      await ask('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
      // Fonts stand in the page itself, and are still read after it is there.
      await ask('Runtime.evaluate', { expression: 'document.fonts.ready.then(() => 1)', awaitPromise: true });
      const { data } = await ask('Page.printToPDF', {
        preferCSSPageSize: true,
        printBackground: true,
        generateTaggedPDF: true,
      });
      this.made += 1;
      return Buffer.from(data as string, 'base64');
    } finally {
      this.#ask('Target.closeTarget', { targetId }).catch(() => {});
    }
  }

  async end(): Promise<void> {
    const { pid } = this.#process;
    if (this.#ended || pid === undefined) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    try {
      process.kill(-pid, 'SIGKILL');
      await gone;
    } catch {
      // It went by itself in the same moment.
    }
  }
}

/**
 * Prints by an installed Chromium that is started when it is first needed and kept. One file at a time: what is asked
 * for meanwhile waits its turn.
 */
export function chromiumPrinter(named: string | undefined, milliseconds: number = SECONDS * 1_000): Printer {
  const browser = findBrowser(named);
  let session: Session | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function print(html: string): Promise<Uint8Array> {
    if (browser === undefined) throw new PrinterUnavailable('no Chromium is installed, or CHROMIUM names none');
    if (session !== undefined && (session.ended || session.made >= FILES_OF_ONE)) {
      await session.end();
      session = undefined;
    }
    session ??= new Session(browser);
    const used = session;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no file within ${milliseconds} ms`)), milliseconds);
    });
    try {
      return await Promise.race([used.pdf(html), late]);
    } catch (error) {
      session = undefined;
      await used.end();
      throw new PrinterUnavailable(`the browser made no file: ${(error as Error).message}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    browser,
    pdf(html) {
      const made = turn.then(() => print(html));
      turn = made.catch(() => {});
      return made;
    },
    async close() {
      await turn;
      await session?.end();
      session = undefined;
    },
  };
}
