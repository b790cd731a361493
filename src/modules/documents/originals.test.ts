// Long because an original, its blurring and its scanning are one life of one photo, told in one place.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { type Actor, anonymous } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import { rows, sql } from '#platform/db.ts';
import { openFiles } from '#platform/files.ts';
import { newId } from '#platform/ids.ts';
import { createPipeline } from '#platform/pipeline.ts';
import { clamdScanner } from '#platform/scanner.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { startSampleScanner } from '../../../tests/support/clamd.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { createVault } from '../identity/vault.ts';
import type { Area } from './api.ts';
import { nothingIssued } from './issuing.fixture.ts';
import { createDocuments } from './module.ts';

const { database } = await testDatabase({ fresh: true });
const folder = mkdtempSync(join(tmpdir(), 'amanah-originals-'));
const clamd = await startSampleScanner({ 'Sample.Signature': 'bad-bytes' });
afterAll(async () => {
  await clamd.stop();
  rmSync(folder, { recursive: true, force: true });
});
const files = openFiles(folder);

// The vault itself; of identity's rows only the wrapped key of each person.
const vault = createVault(new Uint8Array(32).fill(1));
const keys = new Map<Id, Uint8Array>();
const personalKeys = {
  async sealFor(_: unknown, partyId: Id, field: string, text: string) {
    if (!keys.has(partyId)) keys.set(partyId, vault.newSubjectKey(1, partyId));
    return vault.subject(1, partyId, keys.get(partyId)!).seal(field, text);
  },
  async openFor(_: unknown, partyId: Id, field: string, sealed: Uint8Array) {
    const wrapped = keys.get(partyId);
    return wrapped && vault.subject(1, partyId, wrapped).open(field, sealed);
  },
};
const failures: unknown[] = [];
const { module, api, http, kept } = createDocuments({
  ...nothingIssued,
  files,
  linkKey: new Uint8Array(32).fill(7),
  originalsKey: new Uint8Array(32).fill(8),
  identity: personalKeys,
  scanner: clamdScanner(clamd.address, 500),
  transaction: (tenantId, work) => database.transaction(tenantId, work),
  unscanned: (error) => failures.push(error),
});

const tenant: Tenant = {
  id: 1,
  key: 'sample',
  name: { ar: 'أمانة نموذجية' },
  languages: ['ar'],
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory'],
  settings: { photos: { keepOriginalsDays: 10 } },
};
let now = Temporal.Now.instant();
const pipeline = createPipeline({
  database,
  operations: module.operations,
  record: () => sql`select 1`,
  isHeard: () => false,
  wakeRelay: () => {},
  now: () => now,
});
const person = (partyId: Id): Actor => ({ ...anonymous(1), kind: 'person', partyId, segment: 'individual' });
const officer: Actor = {
  ...person(newId()),
  segment: 'employee',
  roles: [{ role: 'officer', municipalityId: null }],
};
const colleague: Actor = { ...officer, partyId: newId() };

/** Noise on the left, black on the right, with a position. */
const picture = async (width = 400) => {
  const black = await sharp({ create: { width: width / 2, height: 300, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height: 300, channels: 3, background: '#888', noise } })
    .composite([{ input: black, left: width / 2, top: 0 }])
    .withExif({
      IFD0: { Make: 'canary-camera' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '26/1 25/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '50/1 6/1 0/1' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">canary-xmp</x:xmpmeta>')
    .jpeg({ quality: 90 })
    .toBuffer();
};

async function upload(actor: Actor, bytes: Uint8Array) {
  const input = { bytes, fileName: 'a.jpg', declaredType: 'image/jpeg' };
  const call = { operation: 'documents.upload-photo', input, actor, tenant, requestId: 'r', idempotencyKey: newId() };
  return (await pipeline.call(call)).output as { id: Id; scan: string; links: { display: string; thumbnail: string } };
}
/** How the scan of a photo stands, as somebody who may ask is told. */
async function scansOf(actor: Actor, id: Id): Promise<string[]> {
  const input = { photos: [{ id }] };
  const { output } = await pipeline.call({
    operation: 'documents.list-upload-states',
    input,
    actor,
    tenant,
    requestId: 'r',
  });
  return (output as { items: { scan: string }[] }).items.map(({ scan }) => scan);
}
const get = (actor: Actor, path: string) =>
  http(new Request(`http://localhost${path}`), {
    tenant,
    actor,
    call: async (operation: string, input: unknown) =>
      (await pipeline.call({ operation, input, actor, tenant, requestId: 'r' })).output,
    failed: (error: unknown) => failures.push(error),
  } as unknown as RequestServices);
const bytesOf = async (actor: Actor, path: string) => Buffer.from(await (await get(actor, path))!.arrayBuffer());
const run = (index: number) =>
  module.jobs![index]!.run({
    now,
    signal: new AbortController().signal,
    newId,
    tenants: async () => [tenant],
    transaction: (id, work) => database.transaction(id, work),
    call: async () => undefined,
  });
const allBytes = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
const linkFor = (actor: Actor, id: Id) =>
  database.transaction(1, (tx) => api.linkToOriginal(tx, id, 'سبب نموذجي', { actor, tenant, now, newId }));
const blur = async (id: Id, areas: readonly Area[], seen: number) => {
  const prepared = await api.prepareBlur(tenant, id, areas);
  return database.transaction(1, (tx) => api.applyBlur(tx, prepared, { actor: officer, now, reason: 'وجه', seen }));
};

describe('an original', () => {
  test('lies encrypted, with digest and length, and opens for the employee who said what for', async () => {
    const bytes = await picture();
    const { id } = await upload(person(newId()), bytes);
    for (const stored of allBytes()) {
      expect(stored.includes('canary')).toBe(false);
      expect(stored.includes(bytes.subarray(2_000, 2_032))).toBe(false);
    }
    const [row] = await database.transaction(1, (tx) =>
      rows<{ sha256: string; bytes: number }>(
        tx,
        sql`select original_sha256 as sha256, original_bytes as bytes from documents.file where id = ${id}`,
      ),
    );
    expect(row!.bytes).toBe(bytes.length);
    const link = await linkFor(officer, id);
    const response = (await get(officer, link))!;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${id}.jpeg"`,
      'content-type': 'image/jpeg',
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    const readings = await database.transaction(1, (tx) => api.readingsOf(tx, id));
    expect(readings).toMatchObject([{ purpose: 'سبب نموذجي', by: officer.partyId }]);
  });

  test('opens for nobody else, and not for long', async () => {
    const owner = person(newId());
    const { id } = await upload(owner, await picture(404));
    const link = await linkFor(officer, id);
    for (const actor of [owner, colleague, anonymous(1)]) {
      await expect(get(actor, link)).rejects.toMatchObject({ code: 'documents.unknown-file' });
    }
    await expect(get(officer, `/files/${id}/original`)).rejects.toMatchObject({ code: 'documents.unknown-file' });
    now = now.add({ minutes: 3 });
    await expect(get(officer, link)).rejects.toMatchObject({ code: 'documents.unknown-file' });
  });

  test('is gone with the key of the person who took it, and after its time', async () => {
    const owner = person(newId());
    const { id } = await upload(owner, await picture(408));
    keys.delete(owner.partyId!);
    await expect(get(officer, await linkFor(officer, id))).rejects.toMatchObject({ code: 'documents.no-original' });
    const { id: old } = await upload(officer, await picture(412));
    await database.transaction(1, (tx) =>
      api.attach(tx, [old], { type: 'case', id: newId() }, 'internal', { actor: officer, now }),
    );
    const [described] = await database.transaction(1, (tx) => api.describe(tx, [old]));
    expect(described!.original).toBe(true);
    const then = now;
    now = now.add({ hours: 24 * 11 });
    const [rule] = kept.filter(({ key }) => key === 'documents.originals');
    const before = now.subtract({ hours: 24 * rule!.usual(tenant)! });
    const expiry = (subjects: Id[]) => ({ before, now, held: { parties: [], subjects } });
    const removal = rule!.removal!;
    await database.transaction(1, async (tx) => {
      expect(await removal.remove(tx, tenant, expiry([]), 100)).toBeGreaterThan(0);
      expect(await removal.due(tx, tenant, expiry([]), 100)).toBe(0);
    });
    await run(0);
    const [later] = await database.transaction(1, (tx) => api.describe(tx, [old]));
    expect(later!.original).toBe(false);
    await expect(linkFor(officer, old)).rejects.toMatchObject({ code: 'documents.no-original' });
    now = then;
  });
});

describe('blurring', () => {
  const left: Area = { left: 0, top: 0, right: 500, bottom: 1_000 };

  test('makes copies without what was there, and brings it back from the original', async () => {
    const { id, links } = await upload(person(newId()), await picture(416));
    const spread = async () => {
      const part = await sharp(await bytesOf(officer, links.display))
        .extract({ left: 20, top: 20, width: 160, height: 260 })
        .png()
        .toBuffer();
      const { channels } = await sharp(part).stats();
      return channels[0]!.stdev;
    };
    expect(await spread()).toBeGreaterThan(30);
    await blur(id, [left], 1);
    expect(await spread()).toBeLessThan(12);
    const [described] = await database.transaction(1, (tx) => api.describe(tx, [id]));
    expect(described).toMatchObject({ version: 2, blurred: [left] });
    await blur(id, [], 2);
    expect(await spread()).toBeGreaterThan(30);
    const history = await database.transaction(1, (tx) => api.blurringsOf(tx, id));
    expect(history.map(({ version, areas }) => [version, areas.length])).toEqual([
      [3, 0],
      [2, 1],
    ]);
    expect(history[0]).toMatchObject({ by: officer.partyId, reason: 'وجه' });
  });

  test('that somebody else changed meanwhile is not overwritten', async () => {
    const { id } = await upload(person(newId()), await picture(420));
    await blur(id, [left], 1);
    await expect(blur(id, [], 1)).rejects.toMatchObject({ code: 'documents.changed-meanwhile' });
  });

  test('without an original goes one way only', async () => {
    const owner = person(newId());
    const { id } = await upload(owner, await picture(424));
    await blur(id, [left], 1);
    keys.delete(owner.partyId!);
    await expect(blur(id, [], 2)).rejects.toMatchObject({ code: 'documents.no-original' });
    await blur(id, [left, { left: 600, top: 0, right: 700, bottom: 100 }], 2);
  });
});

describe('with a scanner', () => {
  const infected = async () => Buffer.concat([await picture(428), Buffer.from('bad-bytes')]);

  test('an infected upload is refused, kept nowhere, and told to the staff', async () => {
    const before = allBytes().length;
    await expect(upload(person(newId()), await infected())).rejects.toMatchObject({
      code: 'documents.infected',
      fields: [{ path: 'bytes' }],
    });
    expect(allBytes().length).toBe(before);
    const [newest] = await database.transaction(1, (tx) => api.blocked(tx, 5));
    expect(newest).toMatchObject({ found: 'Sample.Signature', attachedTo: null });
  });

  test.each(['silent', 'hang-up', 'nonsense'] as const)(
    'that is %s, an upload waits and appears by itself',
    async (mood) => {
      clamd.mood = mood;
      const owner = person(newId());
      const { id, scan, links } = await upload(owner, await picture(432 + mood.length * 2));
      expect(scan).toBe('waiting');
      expect([await scansOf(owner, id), await scansOf(person(newId()), id)]).toEqual([['waiting'], []]);
      for (const actor of [owner, officer]) {
        await expect(get(actor, links.thumbnail)).rejects.toMatchObject({ code: 'documents.being-checked' });
      }
      await expect(api.prepareBlur(tenant, id, [])).rejects.toMatchObject({ code: 'documents.being-checked' });
      await expect(get(officer, await linkFor(officer, id))).rejects.toMatchObject({ code: 'documents.being-checked' });
      await run(1);
      await expect(get(owner, links.thumbnail)).rejects.toMatchObject({ code: 'documents.being-checked' });
      clamd.mood = 'well';
      await run(1);
      expect((await get(owner, links.thumbnail))!.status).toBe(200);
      expect(await scansOf(owner, id)).toEqual(['clean']);
    },
  );

  test('that was down, what turns out infected stays blocked and its original is let go', async () => {
    await clamd.stop();
    const owner = person(newId());
    const { id, scan, links } = await upload(owner, await infected());
    expect(scan).toBe('waiting');
    await clamd.start();
    await run(1);
    await expect(get(owner, links.display)).rejects.toMatchObject({ code: 'documents.blocked' });
    expect(await scansOf(owner, id)).toEqual(['infected']);
    const [described] = await database.transaction(1, (tx) => api.describe(tx, [id]));
    expect(described).toMatchObject({ scan: 'infected', original: false });
    expect((await database.transaction(1, (tx) => api.blocked(tx, 5))).some((one) => one.id === id)).toBe(true);
    expect(failures.length).toBeGreaterThan(0);
  });
});
