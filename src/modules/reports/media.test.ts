import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type City, startCity } from '../../../tests/support/city.ts';
import { mediaJob } from './jobs-media.ts';
import { createMediaClient } from './media-client.ts';

let city: City;
let key: string;
let pictures: Server;
let origin: string;
const asked: string[] = [];
const held = new Set<ServerResponse>();
let busy = 2;
let picture: Buffer;

beforeAll(async () => {
  picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#8a5' } })
    .jpeg()
    .toBuffer();
  pictures = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const send = (status: number, headers: Record<string, string>, body?: string | Buffer) =>
      void response.writeHead(status, headers).end(body);
    const jpeg = { 'content-type': 'image/jpeg' };
    if (path.startsWith('/good')) return send(200, jpeg, picture);
    if (path === '/again') return send(302, { location: '/good/after' });
    if (path === '/round') return send(302, { location: '/round' });
    if (path === '/inside') return send(302, { location: 'http://169.254.169.254/latest/meta-data' });
    if (path === '/page') return send(200, { 'content-type': 'text/html' }, '<p>a page</p>');
    if (path === '/lies') return send(200, jpeg, '<script>alert(1)</script>');
    if (path === '/claims-huge') return send(200, { ...jpeg, 'content-length': String(1 << 30) });
    if (path === '/busy') return busy-- > 0 ? send(503, {}) : send(200, jpeg, picture);
    if (path === '/endless') {
      response.writeHead(200, jpeg);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) {
          // Goes on as long as somebody reads.
        }
      };
      response.on('drain', more);
      return more();
    }
    if (path === '/drip') {
      held.add(response);
      response.writeHead(200, jpeg);
      const drop = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drop));
      return;
    }
    send(404, {});
  });
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
  city = await startCity();
  const owner = await city.database.transaction(city.eastern.id, (tx) =>
    city.composition.identity.api.findPartyByCode(tx, 'EST-SAMPLE-1'),
  );
  const made = await city.asSystem<{ key: string }>('identity.create-api-key', {
    ownerId: owner!.id,
    name: { ar: 'نظام شريك نموذجي', en: 'Sample partner system' },
    label: 'open311',
    scopes: ['reports.*'],
  });
  key = made.key;
}, 120_000);
afterAll(async () => {
  for (const response of held) response.destroy();
  pictures.closeAllConnections();
  await new Promise((resolve) => pictures.close(resolve));
  await city?.close();
});

const client = createMediaClient({ allowed: ['127.0.0.1/32'], timeoutMilliseconds: 700, mostBytes: 1 << 20 });

async function work(by = client): Promise<void> {
  const { composition, database } = city;
  await mediaJob(by, () => 0.5).run({
    now: Temporal.Now.instant(),
    signal: new AbortController().signal,
    newId: () => crypto.randomUUID() as never,
    tenants: composition.tenants.all,
    transaction: (id, run) => database.transaction(id, run),
    call: (tenant, operation, input) => composition.callAsSystem(tenant, operation, input),
  });
}

async function send(urls: readonly string[], resource = 'requests', form: Record<string, string> = {}) {
  const body = new URLSearchParams({ api_key: key, service_code: 'RD-01', lat: '26.42', long: '50.1', ...form });
  body.set('description', 'حفرة نموذجية');
  for (const url of urls) body.append('media_url', url);
  const response = await fetch(`http://127.0.0.1:${city.port}/open311/v2/${resource}.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  return { status: response.status, answer: (await response.json()) as Record<string, string>[] };
}

/** What the report shows of its photos, what its timeline says of them, and how each address stands. */
async function standing(number: string) {
  const { rows } = await city.owner.query<{ photos: string[] | null; said: string[] }>(
    `select projection -> 'data' -> 'photos' as photos, array(select input ->> 'text' from cases.action a
       where a.case_id = c.id and action = 'senderPictures' and input ? 'text' order by seq) as said
     from cases."case" c where number = $1`,
    [number],
  );
  const media = await city.owner.query<{ status: string; problem: string | null }>(
    'select status, problem from reports.media_fetch where number = $1 order by url',
    [number],
  );
  return { photos: rows[0]!.photos ?? [], said: rows[0]!.said, media: media.rows };
}

describe('a picture that another system names', () => {
  test('is fetched after the report was taken, re-encoded, and stands among its photos', async () => {
    const { status, answer } = await send([`${origin}/good/1`, `${origin}/again`]);
    expect(status).toBe(200);
    const number = answer[0]!.service_request_id!;
    expect((await standing(number)).photos).toEqual([]);
    await work();
    const { photos, media } = await standing(number);
    expect(media).toEqual([
      { status: 'taken', problem: null },
      { status: 'taken', problem: null },
    ]);
    expect(photos).toHaveLength(2);
    const { rows } = await city.owner.query(
      'select state, audience, width, height, scan from documents.file where id = any($1)',
      [photos],
    );
    expect(rows[0]).toMatchObject({ state: 'attached', audience: 'internal', width: 64, height: 48 });
    // The address is asked once, however often the job runs.
    const before = asked.length;
    await work();
    expect(asked.length).toBe(before);
  });

  test('comes with an update too', async () => {
    const { answer } = await send([]);
    const number = answer[0]!.service_request_id!;
    const update = { service_request_id: number, update_id: 'with-a-picture', status: 'OPEN' };
    expect((await send([`${origin}/good/2`], 'servicerequestupdates', update)).status).toBe(200);
    await work();
    expect((await standing(number)).photos).toHaveLength(1);
  });

  test.each([
    ['/page', /no picture but text\/html/],
    ['/lies', /documents\.not-a-photo|documents\./],
    ['/claims-huge', /too large/],
    ['/endless', /too large/],
    ['/round', /led on more than 3 times/],
    ['/inside', /private network/],
    ['/nothing', /answered 404/],
  ])('at %s is refused, and the timeline says why', async (path, why) => {
    const { answer } = await send([`${origin}${path}`]);
    await work();
    const { photos, said, media } = await standing(answer[0]!.service_request_id!);
    expect(photos).toEqual([]);
    expect(media).toEqual([{ status: 'refused', problem: expect.stringMatching(why) }]);
    expect(said).toEqual([expect.stringContaining(`${origin}${path}`)]);
  });

  test('at a server that is busy or drips is tried again later', async () => {
    const { answer } = await send([`${origin}/busy`, `${origin}/drip`]);
    const number = answer[0]!.service_request_id!;
    const later = () => city.owner.query(`update reports.media_fetch set next_at = now() where next_at is not null`);
    await work();
    expect((await standing(number)).media.map(({ status, problem }) => [status, problem])).toEqual([
      ['waiting', 'answered 503'],
      ['waiting', expect.stringMatching(/no whole answer/)],
    ]);
    for (let n = 0; n < 3; n += 1) {
      await later();
      await work();
    }
    expect((await standing(number)).media.map(({ status }) => status)).toEqual(['taken', 'waiting']);
    for (let n = 0; n < 8; n += 1) {
      await later();
      await work();
    }
    expect((await standing(number)).media[1]).toMatchObject({ status: 'refused' });
  });

  test('more than five at once are refused in the standard’s words', async () => {
    const { status, answer } = await send(Array.from({ length: 6 }, (_, n) => `${origin}/good/${n}`));
    expect([status, answer[0]!.description]).toEqual([400, expect.stringMatching(/^media_url: /)]);
    expect((await send(['file:///etc/passwd'])).status).toBe(400);
  });
});

describe('an address that leads inside', () => {
  const closed = createMediaClient({ allowed: [], timeoutMilliseconds: 700 });

  test.each([
    'http://127.0.0.1/x.jpg',
    'http://10.1.2.3/x.jpg',
    'http://192.168.0.1/x.jpg',
    'http://169.254.169.254/latest',
    'http://[::1]/x.jpg',
    'http://[::ffff:127.0.0.1]/x.jpg',
    'http://[64:ff9b::7f00:1]/x.jpg',
    'http://[fd00::1]/x.jpg',
    'http://0.0.0.0/x.jpg',
    'http://2130706433/x.jpg',
    'http://0x7f.1/x.jpg',
    'http://user:secret@example.org/x.jpg',
    'ftp://example.org/x.jpg',
  ])('%s is not called', async (url) => {
    expect(await closed.fetch(url)).toMatchObject({ permanent: true });
  });

  test('by a name is not called, whatever the name led to before', async () => {
    let answers = ['203.0.113.7', '127.0.0.1'];
    const rebinding = createMediaClient({
      allowed: [],
      timeoutMilliseconds: 300,
      lookup: ((_name: string, _options: unknown, done: (...given: unknown[]) => void) => {
        const [address, ...rest] = answers;
        answers = rest.length > 0 ? rest : answers;
        done(null, [{ address, family: 4 }]);
      }) as never,
    });
    const before = asked.length;
    const { port } = new URL(origin);
    // The first look-up leads outside, where nobody answers; each later one leads here.
    await rebinding.fetch(`http://pictures.example.org:${port}/good/rebound`);
    expect(await rebinding.fetch(`http://pictures.example.org:${port}/good/rebound`)).toEqual({
      failure: 'the address leads into a private network',
      permanent: true,
    });
    expect(asked.length).toBe(before);
  });
});
