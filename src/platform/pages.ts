import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { tryLockFile } from './file-lock.ts';
import type { NodeHandler } from './http.ts';
import type { Log } from './log.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const WEB = join(ROOT, 'web');
const BUILD = join(WEB, 'build');
const STAMP = join(BUILD, 'sources.sha256');
const TURN = join(WEB, '.building');
// The builder hears when the program that started it is gone, and goes too: nobody else would end it.
const END_WITH_PARENT = 'data:text/javascript,process.once("disconnect",()=>process.exit(1));process.channel?.unref();';
const SOURCES = ['web/src', 'web/static', 'web/vite.config.ts', 'src/kernel', 'package-lock.json'];

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry) => filesBelow(join(path, entry.name)))
    .sort();
}

/** A digest of everything the pages are built from. */
function sourcesDigest(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesBelow(join(ROOT, source)))) {
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds the pages unless what is built already is of these very sources. Throws with the builder's last words. */
export async function ensurePagesBuilt(log: Pick<Log, 'info'>): Promise<void> {
  const digest = sourcesDigest();
  const built = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest;
  if (built()) return;
  const leave = await waitForTurn();
  try {
    if (!built()) await build(digest, log);
  } finally {
    leave();
  }
}

/** One builder at a time: two would write over each other. */
async function waitForTurn(): Promise<() => void> {
  mkdirSync(TURN, { recursive: true });
  for (;;) {
    const leave = tryLockFile(join(TURN, 'lock'));
    if (leave !== undefined) return leave;
    await sleep(200);
  }
}

async function build(digest: string, log: Pick<Log, 'info'>): Promise<void> {
  log.info('building the pages; this happens once after each change of their sources');
  const output: Buffer[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
    const child = spawn(process.execPath, ['--import', END_WITH_PARENT, vite, 'build', 'web', '--logLevel', 'warn'], {
      // From the root: the adapter reads there which packages stay outside the build.
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    child.stdout!.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr!.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error(`the pages could not be built:\n${Buffer.concat(output).toString().slice(-4_000)}`);
  writeFileSync(STAMP, digest);
}

/** The request handler of the built pages. */
export async function loadPages(): Promise<NodeHandler> {
  const built = (await import(pathToFileURL(join(BUILD, 'handler.js')).href)) as { handler: NodeHandler };
  return built.handler;
}
