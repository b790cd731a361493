import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { type Actor, anonymous, systemActor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import { rows, sql } from '#platform/db.ts';
import { openFiles } from '#platform/files.ts';
import { newId } from '#platform/ids.ts';
import { createPipeline } from '#platform/pipeline.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import type { PhotoLinks } from './api.ts';
import { nothingIssued } from './issuing.fixture.ts';
import { createDocuments, type DocumentsParts } from './module.ts';

const { database } = await testDatabase({ fresh: true });
const folder = mkdtempSync(join(tmpdir(), 'amanah-documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = openFiles(folder);
const parts: Omit<DocumentsParts, 'files'> = {
  ...nothingIssued,
  linkKey: new Uint8Array(32).fill(7),
  originalsKey: new Uint8Array(32).fill(8),
  // Nobody here has a key of their own: the installation's wraps all.
  identity: { sealFor: async () => undefined, openFor: async () => undefined },
  scanner: undefined,
  transaction: (tenantId, work) => database.transaction(tenantId, work),
};
const { module, api, http } = createDocuments({ ...parts, files });

const tenantOf = (id: number, key: string): Tenant => ({
  id,
  key,
  name: { ar: 'أمانة نموذجية' },
  languages: ['ar'],
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory'],
  settings: {},
});
const tenant = tenantOf(1, 'sample');
const other = tenantOf(2, 'other');

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
const reporter = person(newId());
const stranger = person(newId());

interface Uploaded {
  readonly id: Id;
  readonly claim: string | null;
  readonly position: { longitude: number; latitude: number } | null;
  readonly links: PhotoLinks;
}
const picture = (side = 400) =>
  sharp({ create: { width: side, height: 300, channels: 3, background: '#336699' } })
    .withExif({
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '26/1 25/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '50/1 6/1 0/1' },
    })
    .jpeg()
    .toBuffer();

async function upload(actor: Actor, bytes?: Uint8Array, key: string = newId(), of = tenant): Promise<Uploaded> {
  const input = { bytes: bytes ?? (await picture()), fileName: '../../a.svg', declaredType: 'image/jpeg' };
  const call = { operation: 'documents.upload-photo', input, actor, tenant: of, requestId: 'r', idempotencyKey: key };
  return (await pipeline.call(call)).output as Uploaded;
}
const servicesFor = (actor: Actor, of = tenant, failures: unknown[] = []) =>
  ({
    tenant: of,
    actor,
    call: async (operation: string, input: unknown) =>
      (await pipeline.call({ operation, input, actor, tenant: of, requestId: 'r' })).output,
    failed: (error: unknown) => failures.push(error),
  }) as unknown as RequestServices;
const get = (actor: Actor, path: string, headers: Record<string, string> = {}, of = tenant) =>
  http(new Request(`http://localhost${path}`, { headers }), servicesFor(actor, of));
const statusOf = (actor: Actor, path: string, of = tenant) =>
  get(actor, path, {}, of).then(
    (response) => response?.status,
    (error: { code: string }) => error.code,
  );
const attach = (ids: Id[], subjectId: Id, actor: Actor, audience: 'public' | 'internal', claimSecrets?: string[]) =>
  database.transaction(1, (tx) =>
    api.attach(tx, ids, { type: 'case', id: subjectId }, audience, { actor, now, claimSecrets }),
  );

describe('an uploaded photo', () => {
  test('is kept once for a repeated request', async () => {
    const bytes = await picture(410);
    const key = newId();
    const first = await upload(anonymous(1), bytes, key);
    expect(await upload(anonymous(1), bytes, key)).toEqual(first);
    expect(first.claim).toHaveLength(43);
    expect(first.position).toMatchObject({ latitude: expect.closeTo(26.4167, 3), longitude: expect.closeTo(50.1, 3) });
    await expect(upload(anonymous(1), await picture(411), key)).rejects.toMatchObject({ code: 'request.key-reused' });
  });

  test('stores no secret, and place and time only as evidence', async () => {
    const { id, claim } = await upload(anonymous(1));
    const [row] = await database.transaction(1, (tx) =>
      rows<object>(tx, sql`select * from documents.file where id = ${id}`),
    );
    expect(JSON.stringify(row)).not.toContain(claim);
    const evidence = await database.transaction(1, (tx) => api.evidenceOf(tx, [id]));
    expect(evidence.get(id)?.position?.longitude).toBeCloseTo(50.1, 4);
    const [described] = await database.transaction(1, (tx) => api.describe(tx, [id]));
    expect(described).toMatchObject({
      id,
      width: 400,
      height: 300,
      audience: 'internal',
      state: 'pending',
      attachedTo: null,
    });
    expect(JSON.stringify(described)).not.toContain('50.1');
  });

  test('that is refused leaves no file and no row', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'amanah-refused-'));
    const { module: own } = createDocuments({ ...parts, files: openFiles(fresh) });
    const prepare = own.operations[0]!.prepare!;
    const bytes = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    await expect(prepare({ bytes }, { tenant } as never)).rejects.toMatchObject({ code: 'documents.not-a-photo' });
    expect(existsSync(join(fresh, 'sample'))).toBe(false);
    rmSync(fresh, { recursive: true });
  });

  test('without bytes is a wrong input, not a fault', async () => {
    for (const input of [{}, { bytes: 'text' }, { bytes: null }, { bytes: [1, 2] }]) {
      const call = { operation: 'documents.upload-photo', input, actor: anonymous(1), tenant, requestId: 'r' };
      await expect(pipeline.call(call)).rejects.toMatchObject({ status: 422 });
    }
  });
});

describe('attaching', () => {
  test('is for the uploader, by account or by claim, and can be repeated', async () => {
    const mine = await upload(reporter);
    const unnamed = await upload(anonymous(1));
    const subject = newId();
    await expect(attach([mine.id], subject, stranger, 'public')).rejects.toMatchObject({
      code: 'documents.unknown-file',
    });
    await expect(attach([unnamed.id], subject, anonymous(1), 'public', ['wrong'])).rejects.toMatchObject({
      status: 404,
    });
    await expect(attach([unnamed.id], subject, anonymous(1), 'public')).rejects.toMatchObject({ status: 404 });
    await expect(attach([newId()], subject, reporter, 'public')).rejects.toMatchObject({ status: 404 });
    await attach([mine.id, unnamed.id], subject, reporter, 'public', [unnamed.claim!]);
    await attach([mine.id], subject, reporter, 'public');
    await expect(attach([mine.id], newId(), reporter, 'public')).rejects.toMatchObject({
      code: 'documents.attached-elsewhere',
    });
    const attached = await database.transaction(1, (tx) => api.attachedTo(tx, 'case', [subject]));
    expect(attached.map(({ id }) => id)).toEqual([mine.id, unnamed.id]);
    expect(attached[0]).toMatchObject({ audience: 'public', attachedTo: { type: 'case', id: subject } });
  });
  test('what one photo is refused for, none is attached', async () => {
    const mine = await upload(reporter);
    const theirs = await upload(stranger);
    await expect(attach([mine.id, theirs.id], newId(), reporter, 'public')).rejects.toMatchObject({ status: 404 });
    expect((await database.transaction(1, (tx) => api.describe(tx, [mine.id])))[0]!.state).toBe('pending');
  });
});

describe('seeing', () => {
  test('a photo not public is for its uploader and holders of a signed link, and for no employee as such', async () => {
    const { id, links } = await upload(reporter);
    const path = `/files/${id}/display`;
    const unseen = 'documents.unknown-file';
    expect(await statusOf(reporter, path)).toBe(200);
    expect(await statusOf(officer, path)).toBe(unseen);
    expect(await statusOf(officer, links.display)).toBe(200);
    expect(await statusOf(stranger, path)).toBe(unseen);
    expect(await statusOf(anonymous(1), path)).toBe(unseen);
    expect(await statusOf({ ...officer, tenantId: 2 }, path, other)).toBe(unseen);
    expect(await statusOf(anonymous(1), links.display)).toBe(200);
    expect(await statusOf(anonymous(2), links.display, other)).toBe(unseen);
    expect(await statusOf(anonymous(1), links.display.replace(/until=\d+/, 'until=9999999999'))).toBe(unseen);
    expect(await statusOf(anonymous(1), links.display.replace(id, (await upload(stranger)).id))).toBe(unseen);
    now = now.add({ hours: 2 });
    expect(await statusOf(anonymous(1), links.display)).toBe(unseen);
    now = now.subtract({ hours: 2 });
  });

  test('a public photo is for everybody until it is hidden', async () => {
    const { id } = await upload(reporter);
    await attach([id], newId(), reporter, 'public');
    const response = (await get(anonymous(1), `/files/${id}/thumbnail`))!;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': 'inline',
      'cache-control': 'public, max-age=300, must-revalidate',
    });
    expect(await sharp(await response.arrayBuffer()).metadata()).toMatchObject({ format: 'webp', width: 320 });
    const again = await get(anonymous(1), `/files/${id}/thumbnail`, { 'if-none-match': response.headers.get('etag')! });
    expect(again?.status).toBe(304);
    await database.transaction(1, (tx) => api.setAudience(tx, [id], 'internal'));
    expect(await statusOf(anonymous(1), `/files/${id}/thumbnail`)).toBe('documents.unknown-file');
  });

  test.each([
    '/files/',
    '/files/x/display',
    `/files/${newId()}/original`,
    `/files/${newId()}/display/more`,
    '/files/..%2f/x',
  ])('%s is nothing', async (path) => expect(await statusOf(officer, path)).toBe('documents.unknown-file'));
});

test('photos never attached go after a day, with their bytes; shared bytes stay', async () => {
  const bytes = await picture(555);
  const forgotten = await upload(reporter, bytes);
  const kept = await upload(reporter, bytes);
  const alone = await upload(reporter, await picture(556));
  await attach([kept.id], newId(), reporter, 'internal');
  const stored = await database.transaction(1, (tx) =>
    rows<{ id: Id; sha256: string }>(tx, sql`select id, sha256 from documents.file where tenant_id = 1`),
  );
  const pathOf = (id: Id) => {
    const { sha256 } = stored.find((row) => row.id === id)!;
    return join(folder, 'sample', sha256.slice(0, 2), sha256);
  };
  const later = now.add({ hours: 30 });
  const longAgo = new Date(now.epochMilliseconds - 1_000);
  for (const { id } of stored) utimesSync(pathOf(id), longAgo, longAgo);
  await module.jobs![0]!.run({
    now: later,
    signal: new AbortController().signal,
    newId,
    tenants: async () => [tenant],
    transaction: (id, work) => database.transaction(id, work),
    call: async () => undefined,
  });
  const left = await database.transaction(1, (tx) => api.describe(tx, [forgotten.id, kept.id, alone.id]));
  expect(left.map(({ id }) => id)).toEqual([kept.id]);
  expect([existsSync(pathOf(kept.id)), existsSync(pathOf(alone.id))]).toEqual([true, false]);
  expect(await statusOf(systemActor(1), `/files/${kept.id}/display`)).toBe(200);
});
