import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Actor, anonymous } from '#kernel/actor.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

interface View {
  readonly waiting: boolean;
  readonly why: readonly string[];
  readonly wording: string;
  readonly shown: string | null;
  readonly photos: readonly { id: string; shown: boolean; display: string }[];
  readonly flags: readonly { reason: string }[];
  readonly history: readonly { textShown: boolean; reason: string | null; by: Record<string, string> | null }[];
}
interface Public {
  readonly description: string | null;
  readonly textWithheld: boolean;
  readonly photos: readonly { id: string; display: string }[];
}
interface Queue {
  readonly items: readonly { id: string; why: readonly string[]; hints: readonly string[] }[];
  readonly total: { readonly count: number };
}

let city: City;
let desk: Actor;
let crew: Actor;

beforeAll(async () => {
  city = await startCity();
  desk = (await city.signIn('triage-1')).actor;
  crew = (await city.signIn('crew-light')).actor;
});
afterAll(() => city.close());

async function call<O>(actor: Actor | undefined, operation: string, input: unknown): Promise<O> {
  const { eastern, composition } = city;
  const { output } = await composition.pipeline.call({
    operation,
    input,
    actor: actor ?? anonymous(eastern.id),
    tenant: eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}

async function submit(description: string, photos = 0) {
  const given: { id: string; secret: string }[] = [];
  for (let n = 0; n < photos; n++) {
    const bytes = await sharp({ create: { width: 80 + n, height: 60, channels: 3, background: '#387' } })
      .jpeg()
      .toBuffer();
    const { id, claim } = await call<{ id: string; claim: string }>(undefined, 'documents.upload-photo', { bytes });
    given.push({ id, secret: claim });
  }
  const input = { category: 'RD-01', location: { longitude: 50.1, latitude: 26.42 }, description, photos: given };
  const made = await call<{ id: string; number: string }>(undefined, 'reports.submit', input);
  await city.settle();
  return { ...made, photos: given.map(({ id }) => id) };
}
const publicOf = (number: string) => call<Public>(undefined, 'reports.get-public', { number });
const queueOf = () => call<Queue>(desk, 'reports.list-moderation', { limit: 100 });
const found = async (q: string) =>
  (await call<{ items: { number: string }[] }>(undefined, 'reports.list-public', { q })).items.map((one) => one.number);
const statusOf = (path: string) => city.send({ method: 'GET', path }).then(({ status }) => status);

describe('what a resident wrote', () => {
  test('is masked at once, queued, and published as it was decided', async () => {
    const report = await submit('حفرة كركدن أمام المدرسة، جوالي 0512345678');
    expect((await publicOf(report.number)).description).toBe('حفرة كركدن أمام المدرسة، جوالي •••');
    const queued = (await queueOf()).items.find(({ id }) => id === report.id);
    expect(queued).toMatchObject({ why: ['hints'], hints: ['telephone'] });
    const view = await call<View>(desk, 'reports.moderate', {
      id: report.id,
      textShown: true,
      wording: 'حفرة زرافة أمام المدرسة',
    });
    expect(view).toMatchObject({ waiting: false, shown: 'حفرة زرافة أمام المدرسة' });
    expect((await publicOf(report.number)).description).toBe('حفرة زرافة أمام المدرسة');
    expect((await queueOf()).items.some(({ id }) => id === report.id)).toBe(false);
    // The public search follows: by the new wording, no longer by the old.
    expect(await found('زرافة')).toContain(report.number);
    expect(await found('كركدن')).toEqual([]);
  });

  test('is hidden with a reason, found by nobody, and brought back', async () => {
    const report = await submit('نص وحيدقرن نموذجي');
    await expect(call(desk, 'reports.moderate', { id: report.id, textShown: false })).rejects.toMatchObject({
      code: 'reports.no-reason',
      fields: [{ path: 'reason' }],
    });
    await expect(call(desk, 'reports.moderate', { id: report.id, textShown: true })).rejects.toMatchObject({
      code: 'reports.no-wording',
    });
    await call(desk, 'reports.moderate', { id: report.id, textShown: false, reason: 'accusation', note: 'يسمي جارا' });
    expect(await publicOf(report.number)).toMatchObject({ description: null, textWithheld: true });
    expect(await found('وحيدقرن')).toEqual([]);
    const office = await call<{ data: { description: string } }>(desk, 'cases.get-case', { id: report.id });
    expect(office.data.description).toBe('نص وحيدقرن نموذجي');
    await call(desk, 'reports.moderate', { id: report.id, textShown: true, wording: 'نص وحيدقرن نموذجي' });
    expect(await found('وحيدقرن')).toEqual([report.number]);
    const { history } = await call<View>(desk, 'reports.get-moderation', { id: report.id });
    expect(history.map(({ textShown, reason }) => [textShown, reason])).toEqual([
      [true, null],
      [false, 'accusation'],
    ]);
    expect(history[0]!.by?.ar).toBeTruthy();
  });

  test('is looked at again when the office edits it; the timeline keeps what stood there', async () => {
    const report = await submit('حفرة أمام المدرسة');
    const moderate = (wording: string) => call(desk, 'reports.moderate', { id: report.id, textShown: true, wording });
    await moderate('حفرة أمام المدرسة');
    const edit = (description: string) =>
      call(desk, 'reports.act', { id: report.id, action: 'edit', input: { description } });
    await edit('حفرة عميقة أمام المدرسة، اتصلوا على 0512345678');
    await city.settle();
    // The public reads what was approved until somebody has looked again.
    expect((await publicOf(report.number)).description).toBe('حفرة أمام المدرسة');
    const queued = (await queueOf()).items.find(({ id }) => id === report.id);
    expect(queued?.why).toEqual(['hints', 'changed']);
    await moderate('حفرة عميقة أمام المدرسة');
    expect((await publicOf(report.number)).description).toBe('حفرة عميقة أمام المدرسة');
    const { data, timeline } = await call<{
      data: { description: string };
      timeline: { action: string; remarks: { title: { ar?: string }; text: string }[] }[];
    }>(desk, 'cases.get-case', { id: report.id });
    expect(data.description).toMatch(/^حفرة عميقة/);
    expect(timeline.find(({ action }) => action === 'edit')!.remarks).toMatchObject([
      { title: { ar: 'وصف الملاحظة' }, text: 'حفرة عميقة أمام المدرسة، اتصلوا على 0512345678' },
      { title: { ar: 'وصف الملاحظة (قبل التعديل)' }, text: 'حفرة أمام المدرسة' },
    ]);
    await expect(
      call(crew, 'reports.act', { id: report.id, action: 'edit', input: { description: 'شيء آخر' } }),
    ).rejects.toMatchObject({ status: expect.toSatisfy((status: number) => status < 500) });
  });

  test('is nobody’s to decide but the desk’s', async () => {
    const report = await submit('نص نموذجي آخر');
    for (const actor of [undefined, crew]) {
      await expect(call(actor, 'reports.get-moderation', { id: report.id })).rejects.toMatchObject({
        status: actor === undefined ? 401 : 403,
      });
    }
  });
});

describe('photos', () => {
  test('are public once released, and gone from the public when hidden', async () => {
    const report = await submit('حفرة بصور', 2);
    const [first, second] = report.photos as [string, string];
    expect((await publicOf(report.number)).photos).toEqual([]);
    expect(await statusOf(`/files/${first}/display`)).toBe(404);
    const decided = { id: report.id, textShown: true, wording: 'حفرة', reason: 'face-or-plate' };
    await call(desk, 'reports.moderate', { ...decided, photos: [first] });
    const [shown, ...others] = (await publicOf(report.number)).photos;
    expect([shown!.id, others]).toEqual([first, []]);
    expect(shown!.display).toBe(`/files/${first}/display?v=1`);
    expect([await statusOf(shown!.display), await statusOf(`/files/${second}/display`)]).toEqual([200, 404]);
    await expect(
      call(desk, 'reports.moderate', { id: report.id, textShown: true, wording: 'حفرة', photos: [] }),
    ).rejects.toMatchObject({ code: 'reports.no-reason' });
    await call(desk, 'reports.moderate', { ...decided, photos: [] });
    expect((await publicOf(report.number)).photos).toEqual([]);
    expect(await statusOf(shown!.display)).toBe(404);
    await expect(call(desk, 'reports.moderate', { ...decided, photos: [newId()] })).rejects.toMatchObject({
      code: 'reports.not-its-photo',
    });
  });

  test('are blurred, under a new address, by whoever may reach the report', async () => {
    const report = await submit('حفرة بلوحة', 1);
    const [photo] = report.photos as [string];
    await call(desk, 'reports.moderate', { id: report.id, textShown: true, wording: 'حفرة', photos: [photo] });
    const which = { id: report.id, photo };
    const areas = [{ left: 100, top: 100, right: 400, bottom: 300 }];
    const { picture } = await call<{ picture: string }>(desk, 'reports.preview-blur', { ...which, areas });
    expect(await sharp(Buffer.from(picture.split(',')[1]!, 'base64')).metadata()).toMatchObject({ format: 'webp' });
    const before = (await publicOf(report.number)).photos[0]!;
    const old = await city.send({ method: 'GET', path: before.display });
    await call(desk, 'reports.blur-photo', { ...which, areas, seen: 1, reason: 'لوحة' });
    const after = (await publicOf(report.number)).photos[0]!;
    expect(after.display).toBe(`/files/${photo}/display?v=2`);
    const answers = await Promise.all([before, after].map((one) => city.send({ method: 'GET', path: one.display })));
    expect(answers.map((answer) => answer.headers.etag)).toEqual([answers[1]!.headers.etag, answers[1]!.headers.etag]);
    expect(answers[0]!.headers.etag).not.toBe(old.headers.etag);
    await expect(call(desk, 'reports.blur-photo', { ...which, areas, seen: 2, reason: 'لوحة' })).rejects.toMatchObject({
      code: 'documents.nothing-changed',
    });
    await expect(
      call(desk, 'reports.blur-photo', { ...which, areas: [], seen: 1, reason: 'لوحة' }),
    ).rejects.toMatchObject({
      code: 'documents.changed-meanwhile',
    });
    const other = await submit('بلاغ آخر');
    await expect(call(desk, 'reports.get-photo', { id: other.id, photo })).rejects.toMatchObject({ status: 404 });
    await expect(call(crew, 'reports.get-photo', which)).rejects.toMatchObject({ status: 403 });
  });

  test('open as they were taken for a purpose, which the ledger learns', async () => {
    const report = await submit('حفرة بأصل', 1);
    const which = { id: report.id, photo: report.photos[0] };
    await expect(call(desk, 'reports.open-original', { ...which, purpose: '' })).rejects.toMatchObject({ status: 422 });
    const { address } = await call<{ address: string }>(desk, 'reports.open-original', {
      ...which,
      purpose: 'تدقيق نموذجي',
    });
    expect(await statusOf(address)).toBe(404);
    const entries = await city.database.transaction(city.eastern.id, (tx) =>
      rows<{ operation: string; kind: string }>(
        tx,
        sql`select operation, kind from ledger.entry where tenant_id = platform.current_tenant()
            and operation = 'reports.open-original'`,
      ),
    );
    expect(entries.map(({ kind }) => kind).sort()).toEqual(['change', 'disclosure']);
    const { readings } = await call<{ readings: { purpose: string }[] }>(desk, 'reports.get-photo', which);
    expect(readings).toMatchObject([{ purpose: 'تدقيق نموذجي' }]);
  });
});

describe('a reader who reports content', () => {
  test('brings it to the queue, and the decision settles it', async () => {
    const report = await submit('نص هادئ نموذجي');
    expect((await queueOf()).items.some(({ id }) => id === report.id)).toBe(false);
    await call(undefined, 'reports.flag-content', { number: report.number, reason: 'untrue', note: 'غير صحيح' });
    const queued = (await queueOf()).items.find(({ id }) => id === report.id);
    expect(queued?.why).toEqual(['flagged']);
    const view = await call<View>(desk, 'reports.get-moderation', { id: report.id });
    expect(view.flags).toMatchObject([{ reason: 'untrue' }]);
    await call(desk, 'reports.moderate', { id: report.id, textShown: true, wording: view.wording });
    expect(await call<View>(desk, 'reports.get-moderation', { id: report.id })).toMatchObject({
      waiting: false,
      flags: [],
    });
    await expect(
      call(undefined, 'reports.flag-content', { number: '940-2026-101-999999-1', reason: 'other' }),
    ).rejects.toMatchObject({ status: 404 });
  });
});
