import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { isRunning } from '#platform/postgres-processes.ts';
import { App } from './app.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'amanah-start-'));
chmodSync(folder, 0o711);
const app = await App.prepare();

afterAll(async () => {
  await app.remove();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** `npm start` as people type it. */
function npmStart(name: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn('npm', ['start'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DATA_DIR: join(folder, name), ...env },
  });
}

const ended = (child: ChildProcess) =>
  new Promise<number | NodeJS.Signals>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal!)));

async function said(child: ChildProcess, words: string): Promise<void> {
  let all = '';
  for await (const chunk of child.stdout!.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    all += chunk;
    if (all.includes(words)) break;
  }
  child.stdout!.resume();
  expect(all).toContain(words);
}

async function gone(pid: number): Promise<void> {
  for (let i = 0; i < 2_400 && isRunning(pid); i += 1) await sleep(25);
  expect(isRunning(pid)).toBe(false);
}

const serverOf = (name: string) =>
  Number(readFileSync(join(folder, name, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

const programOf = (name: string) =>
  Number(/^process (\d+)/.exec(readFileSync(join(folder, name, 'lock-holder'), 'utf8'))![1]);

test.each(['SIGTERM', 'SIGINT'] as const)('npm start told %s ends with everything it started', async (signal) => {
  const child = npmStart('one');
  await said(child, 'Development mailbox');
  const server = serverOf('one');
  const program = programOf('one');
  const end = ended(child);
  child.kill(signal);
  await end;
  await gone(program);
  await gone(server);
  expect(existsSync(join(folder, 'one/postgres/postmaster.pid'))).toBe(false);
  expect(existsSync(join(folder, 'one/postgres-address'))).toBe(false);
});

test('a start told to end in its midst ends at once, cleanly, and blocks nothing', async () => {
  const child = npmStart('two', { SAMPLE_LIFE: 'off' });
  await said(child, 'making the demonstration city');
  const server = serverOf('two');
  const complaints = text(child.stderr!);
  const end = ended(child);
  child.kill('SIGTERM');
  expect(await end).toBe(0);
  expect(await complaints).not.toContain('    at ');
  await gone(server);
  const again = npmStart('two', { SAMPLE_LIFE: 'off' });
  await said(again, 'Development mailbox');
  const over = ended(again);
  again.kill('SIGTERM');
  await over;
});

test('whatever is killed, the next start finds its way', async () => {
  await app.start();
  app.killPostgres();
  await app.kill();
  await app.start();
  await app.kill();
  await app.start();
});

test('a second start on the same data folder is refused in words', async () => {
  const second = npmStart('three', { DATA_DIR: app.dataDir });
  const complaints = text(second.stderr!);
  expect(await ended(second)).toBe(1);
  expect(await complaints).toMatch(/is in use by another running Amanah \(process \d+ on .*Stop that one/);
  expect(await complaints).not.toContain('    at ');
  expect(await app.isReady()).toBe(true);
});

test('a port that is taken is said in words', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  const child = npmStart('four', { PORT: String(port), DEMO: 'off' });
  const complaints = text(child.stderr!);
  expect(await ended(child)).toBe(1);
  expect(await complaints).toContain(`Port ${port} is taken`);
  expect(await complaints).not.toContain('    at ');
  await new Promise((resolve) => holder.close(resolve));
});
