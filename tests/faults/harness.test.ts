import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import {
  App,
  checkJournal,
  type Fault,
  isClean,
  Journal,
  sendNoted,
  sendUntilSettled,
  startProxy,
  underLoad,
} from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'amanah-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the checker', () => {
  test('tells what was lost, doubled, done though refused, and not asked for', async () => {
    const journal = new Journal(join(folder, 'checker'));
    journal.send('kept')('ok');
    journal.send('lost')('ok');
    journal.send('twice')('ok');
    journal.send('refused')('fail');
    journal.send('ghost')('fail');
    journal.send('retried')('unknown');
    journal.send('retried')('ok');
    journal.send('vanished')('unknown');
    journal.send('cut off');
    journal.close();
    const found = new Map(Object.entries({ kept: 1, twice: 2, ghost: 1, retried: 1, 'cut off': 1, stranger: 1 }));
    const verdict = await checkJournal(journal.path, async () => found);
    expect(verdict).toEqual({
      ok: 4,
      fail: 2,
      unknown: 2,
      unknownDone: 1,
      lost: ['lost'],
      doubled: ['twice'],
      ghosts: ['ghost'],
      strangers: ['stranger'],
    });
    expect(isClean(verdict)).toBe(false);
  });

  test('refuses a journal that is no journal', async () => {
    const path = join(folder, 'broken');
    appendFileSync(path, '{"send":1,"key":\n');
    await expect(checkJournal(path, async () => new Map())).rejects.toThrow();
  });
});

test('the proxy breaks each exchange where it says', async () => {
  let worked = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      worked += 1;
      response.end('x'.repeat(100));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const faults: Fault[] = ['pass', 'drop-response', 'cut-response', 'drop-request', 'cut-request', { delay: 150 }];
  const proxy = await startProxy({
    targetPort: (server.address() as { port: number }).port,
    decide: (exchange) => faults[exchange - 1]!,
  });
  const journal = new Journal(join(folder, 'proxy'));
  const seen: unknown[] = [];
  try {
    for (let n = 1; n <= faults.length; n += 1) {
      const before = worked;
      const begun = performance.now();
      const { outcome } = await sendNoted(journal, { key: String(n), url: proxy.url, init: { body: 'y'.repeat(500) } });
      await sleep(20);
      seen.push([faults[n - 1], outcome, worked - before]);
      if (n === faults.length) expect(performance.now() - begun).toBeGreaterThan(145);
    }
  } finally {
    journal.close();
    await proxy.stop();
    server.closeAllConnections();
    server.close();
  }
  expect(seen).toEqual([
    ['pass', 'ok', 1],
    ['drop-response', 'unknown', 1],
    ['cut-response', 'unknown', 1],
    ['drop-request', 'unknown', 0],
    ['cut-request', 'unknown', 0],
    [{ delay: 150 }, 'ok', 1],
  ]);
  expect(proxy.counts).toEqual(
    Object.fromEntries(['delay', ...faults.filter((f) => typeof f === 'string')].map((f) => [f, 1])),
  );
});

/** Kills program and database under load, with one answer in five lost, and compares what clients know with what is. */
async function tortured(env: Record<string, string>) {
  const app = await App.prepare({ main: 'tests/faults/sample-app.ts', env });
  const proxy = await startProxy({
    targetPort: app.port,
    decide: (exchange) => (exchange % 5 === 0 ? 'drop-response' : 'pass'),
  });
  const journal = new Journal(join(app.folder, 'journal'));
  try {
    await app.start();
    const run = crypto.randomUUID();
    let settled = 0;
    const send = async (turn: number) => {
      const answer = await sendUntilSettled(journal, { key: `${run}-${turn}`, url: `${proxy.url}/effect` });
      if (answer.outcome === 'ok') settled += 1;
    };
    await underLoad(4, send, async () => {
      for (let round = 1; round <= 3; round += 1) {
        await sleep(150);
        await app.kill();
        await app.start();
        await sleep(150);
        app.killPostgres();
        await app.untilReady();
      }
      // However slow the machine: enough must have been tried for the verdict to mean something.
      while (settled <= 100 || (proxy.counts['drop-response'] ?? 0) <= 20) await sleep(50);
    });
    const effects = async () => {
      const found = await app.query<{ key: string; n: number }>(
        'select key, count(*)::integer as n from effect group by 1',
      );
      return new Map(found.map(({ key, n }) => [key, n]));
    };
    const verdict = await checkJournal(journal.path, effects);
    expect(await app.stop()).toBe(0);
    return { verdict, counts: proxy.counts };
  } finally {
    journal.close();
    await proxy.stop();
    await app.remove();
  }
}

describe('a program killed under load', () => {
  test('is found clean when it keeps its promises', async () => {
    const { verdict, counts } = await tortured({});
    expect(verdict.ok).toBeGreaterThan(100);
    expect(counts['drop-response']).toBeGreaterThan(20);
    expect(verdict).toMatchObject({ lost: [], doubled: [], ghosts: [], strangers: [] });
  });

  test('is found out when it forgets the keys', async () => {
    const { verdict } = await tortured({ FORGET_KEYS: 'yes' });
    expect(verdict.doubled.length).toBeGreaterThan(0);
    expect(isClean(verdict)).toBe(false);
  });
});
