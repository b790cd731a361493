import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bombard, buildBombardedWorld } from './bombard.ts';
import { RAW } from './corpus.ts';
import { runHostileApp } from './hostile-app.ts';
import type { World } from './matrix-world.ts';
import { isProblem } from './problem-shape.ts';

let world: World;
beforeAll(async () => {
  world = await buildBombardedWorld();
});
afterAll(() => world?.close());

test('20,000 hostile requests get answers below 500 that tell nothing and change nothing', async () => {
  const result = await bombard(world, { seed: 2030, requests: 20_000, clients: 6 });
  expect(result.faults).toEqual([]);
  expect(result.faultCount).toBe(0);
  expect(result.requests).toBe(20_000);
  expect(result.operations).toBe(world.city.composition.operations.length);
  expect(Object.keys(result.statuses).filter((status) => Number(status) >= 500)).toEqual([]);
  // They got in deep enough to be refused for many reasons, and some were right by chance.
  expect(Object.keys(result.codes).length).toBeGreaterThan(30);
  expect(result.statuses[200]).toBeGreaterThan(500);
});

test('1,500 hostile requests to the running program and its pages end neither', async () => {
  const result = await runHostileApp({ seed: 2030, requests: 1_500 });
  expect(result.faults).toEqual([]);
  expect(result.alive).toBe(true);
  expect(result.statuses[200]).toBeGreaterThan(100);
});

/** Sends bytes as they are. Returns all that comes back until the line is closed, or silent for so many milliseconds. */
const exchange = (raw: string, patience: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(world.city.port, '127.0.0.1', () => socket.end(raw, 'latin1'));
    let text = '';
    socket.setTimeout(patience, () => socket.destroy());
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });

test('who asks for the head alone of an address that is too long gets no body', async () => {
  const rest = `/${'x'.repeat(40_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  expect(await exchange(`HEAD ${rest}`, 60_000)).toMatch(/^HTTP\/1\.1 431 [\s\S]*\r\n\r\n$/);
  expect(await exchange(`GET ${rest}`, 60_000)).toMatch(/^HTTP\/1\.1 431 [\s\S]*\r\n\r\n\{/);
});

test('what is no HTTP at all is refused too, and the program goes on', async () => {
  for (const raw of RAW) {
    const answer = await exchange(raw, 2_000);
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
    // A client that hangs up before it asked anything is not answered.
    expect({ raw: raw.slice(0, 60), status: Number(status ?? 0) < 500 }).toMatchObject({ status: true });
    if (status !== undefined && Number(status) >= 400) {
      const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
      const json = body.startsWith('{') ? body : body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
      if (json !== '')
        expect({ raw: raw.slice(0, 60), answer, isProblem: isProblem(json) }).toMatchObject({
          answer,
          isProblem: true,
        });
    }
  }
  expect((await world.city.send({ method: 'GET', path: '/health/ready' })).status).toBe(200);
});
