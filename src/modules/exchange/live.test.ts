import { request } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#platform/ids.ts';
import { type City, type SignedIn, startCity } from '../../../tests/support/city.ts';
import { insertChanges } from './store-live.ts';

let city: City;
let triage: SignedIn;

beforeAll(async () => {
  city = await startCity();
  triage = await city.signIn('triage-1');
});
afterAll(() => city?.close());

interface Line {
  readonly status: Promise<number>;
  /** Whole messages, as they arrived. */
  readonly heard: { id: string | undefined; event: string; changes: { id: string; version: number }[] }[];
  readonly open: () => boolean;
  close(): void;
}

const lines: Line[] = [];
afterAll(() => {
  for (const line of lines) line.close();
});

function watch(headers: Readonly<Record<string, string>>, from?: string, host = 'localhost'): Line {
  const heard: Line['heard'] = [];
  let open = true;
  let rest = '';
  const sent = request({
    port: city.port,
    host: '127.0.0.1',
    path: '/api/v1/live',
    headers: { ...headers, host, ...(from === undefined ? {} : { 'last-event-id': from }) },
  });
  const status = new Promise<number>((resolve) => {
    sent.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.on('data', (piece: Buffer) => {
        const messages = (rest + piece).split('\n\n');
        rest = messages.pop() ?? '';
        for (const message of messages) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1];
          if (field('event') === undefined) continue;
          heard.push({ id: field('id'), event: field('event')!, changes: JSON.parse(field('data')!).changes ?? [] });
        }
      });
      response.on('close', () => {
        open = false;
      });
      response.on('error', () => {});
    });
  });
  sent.on('error', () => {});
  sent.end();
  const line = { status, heard, open: () => open, close: () => void sent.destroy() };
  lines.push(line);
  return line;
}

const report = (category = 'RD-10') =>
  city.asSystem<{ id: string; number: string }>('reports.submit', {
    category,
    location: { longitude: 50.1033, latitude: 26.4344 },
    description: 'بلاغ نموذجي سري جدا',
  });
const note = (id: string) =>
  city.composition.pipeline.call({
    operation: 'reports.act',
    input: { id, action: 'note', input: { text: 'ملاحظة نموذجية', audience: ['office'] } },
    actor: triage.actor,
    tenant: city.eastern,
    requestId: newId(),
  });
const changesOf = (line: Line) => line.heard.flatMap(({ changes }) => changes);

test('whoever watches hears ids and versions of what changed, and of nothing else', async () => {
  const line = watch(triage.headers);
  expect(await line.status).toBe(200);
  await expect.poll(() => line.heard[0]?.event).toBe('ready');
  const { id } = await report();
  await note(id);
  await city.settle();
  await expect.poll(() => changesOf(line)).toEqual([{ id, version: 2 }]);
  expect(JSON.stringify(line.heard)).not.toMatch(/نموذج|RD-10/);
});

test('only within the reader’s reach, in their own city', async () => {
  const roads = watch((await city.signIn('officer-roads')).headers);
  const buildings = watch((await city.signIn('officer-bldg')).headers);
  const other = watch((await city.signIn('triage-1', { tenant: city.boston })).headers, undefined, 'boston.localhost');
  await Promise.all([roads, buildings, other].map((line) => line.status));
  const all = watch(triage.headers);
  await all.status;
  const { id } = await report('BL-05');
  await city.settle();
  await expect.poll(() => changesOf(all).length).toBe(1);
  const { rows } = await city.owner.query(`select team from cases."case" where id = $1`, [id]);
  const teams = (await city.signIn('officer-bldg')).actor.teams;
  expect(changesOf(buildings).length).toBe(teams.includes(rows[0].team) ? 1 : 0);
  expect(changesOf(roads)).toEqual([]);
  expect(changesOf(other)).toEqual([]);
});

test('nobody else may watch', async () => {
  expect(await watch({}).status).toBe(401);
  expect(await watch((await city.signIn('resident-1')).headers).status).toBe(403);
});

test('a broken line loses nothing: what was missed is told on return', async () => {
  const line = watch(triage.headers);
  await line.status;
  await report();
  await city.settle();
  await expect.poll(() => changesOf(line).length).toBe(1);
  const last = line.heard.at(-1)!.id!;
  line.close();
  const [one, two] = [await report(), await report()];
  await city.settle();
  const back = watch(triage.headers, last);
  await expect
    .poll(() =>
      changesOf(back)
        .map(({ id }) => id)
        .sort(),
    )
    .toEqual([one.id, two.id].sort());
  const far = watch(triage.headers, '999999999');
  await expect.poll(() => far.heard[0]?.event).toBe('resync');
  await city.owner.query('delete from exchange.change where position <= $1', [Number(last) + 1]);
  const gap = watch(triage.headers, String(Number(last) - 1));
  await expect.poll(() => gap.heard[0]?.event).toBe('resync');
});

test('the end of a session ends the line at once; a changed role changes what is told', async () => {
  const officer = await city.signIn('officer-bldg');
  const line = watch(officer.headers);
  await line.status;
  await city.asSystem('identity.put-role-grant', {
    partyId: officer.actor.partyId,
    role: 'supervisor',
    municipalityId: null,
  });
  await expect.poll(() => line.heard.map(({ event }) => event)).toContain('resync');
  await city.composition.pipeline.call({
    operation: 'identity.revoke-session',
    input: { sessionId: officer.actor.sessionId },
    actor: officer.actor,
    tenant: city.eastern,
    requestId: newId(),
  });
  await expect.poll(() => line.open()).toBe(false);
  expect(line.heard.at(-1)!.event).toBe('ended');
});

test('a reader who reads nothing is sent away, and comes back to what was missed', async () => {
  const before = city.composition.live.watchers();
  const slow = request({ port: city.port, host: '127.0.0.1', path: '/api/v1/live', headers: triage.headers });
  slow.on('error', () => {});
  const socket = await new Promise<Socket>((resolve) => {
    slow.on('response', (response) => {
      response.on('error', () => {});
      response.pause();
      resolve(response.socket);
    });
    slow.end();
  });
  socket.pause();
  await expect.poll(() => city.composition.live.watchers()).toBe(before + 1);
  // Long news for somebody who does not listen: thousands of changes at once, again and again.
  for (let i = 0; i < 120 && city.composition.live.watchers() > before; i += 1) {
    await city.database.transaction(city.eastern.id, async (tx) => {
      const many = Array.from({ length: 900 }, () => ({ id: newId(), version: 1, teams: [], municipalityId: null }));
      await insertChanges(tx, many);
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await expect.poll(() => city.composition.live.watchers(), { timeout: 20_000 }).toBeLessThanOrEqual(before);
  slow.destroy();
});
