import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningSimulators, startSimulators } from '../../../connectors/simulators.ts';
import examples from '../../../e-services/commercial-licence/examples.json' with { type: 'json' };
import definition from '../../../e-services/commercial-licence/service.json' with { type: 'json' };
import { type City, startCity } from '../../../tests/support/city.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type { ApplicationSheet, DraftView } from './api.ts';

/** Fetching answers from agencies that are real servers, on good days and bad ones. */
let city: City;
let simulators: RunningSimulators;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  simulators = await startSimulators();
  city = await startCity({ now: () => now, simulators });
  for (const code of ['resident-1', 'resident-2', 'owner-1', 'officer-market', 'steward-1', 'administrator-1']) {
    await city.signIn(code);
  }
});
afterAll(async () => {
  await city?.close();
  await simulators?.stop();
});
beforeEach(async () => {
  for (const id of ['commercial-register', 'national-address']) {
    simulators.setMode(id, 'happy');
    await call('administrator-1', 'exchange.resume-connector', { id });
  }
});

const call = <O = Record<string, unknown>>(who: string, operation: string, input: unknown): Promise<O> =>
  city.callAs(who, operation, input);
const begin = (who: string) => call<{ id: string }>(who, 'services.start-draft', { service: 'commercial-licence' });
const draftOf = (who: string, id: string) => call<DraftView>(who, 'services.get-draft', { id });
const fetching = async (who: string, id: string, prefill: string, input: object, agreed = true) =>
  call<{ state: string; filled: string[]; version: number }>(who, 'services.fetch-answers', {
    ...{ id, prefill, input, agreed, version: (await draftOf(who, id)).version },
  });
const save = async (who: string, id: string, page: string, input: object, files: object = {}) =>
  call(who, 'services.save-page', { id, page, input, files, version: (await draftOf(who, id)).version });
const log = (filter: object) =>
  call<{ items: Record<string, unknown>[] }>('steward-1', 'exchange.list-calls', filter).then(({ items }) => items);

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const bookshop = examples.good[1]!.input as Record<string, unknown>;

/** Fills in the other pages and sends the application. */
async function finish(who: string, id: string, changes: Record<string, unknown>) {
  const given = { ...bookshop, ...changes };
  for (const { key, fields } of definition.pages) {
    const mine = Object.entries(given).filter(([field]) => (fields as string[]).includes(field));
    const files: Record<string, { id: string }[]> = {};
    for (const [field] of mine.filter(([one]) => one === 'shopPhotos')) {
      const photo = { bytes: png, fileName: 'x.png', declaredType: 'image/png' };
      files[field] = [{ id: (await call<{ id: string }>(who, 'documents.upload-photo', photo)).id }];
    }
    await save(who, id, key, Object.fromEntries(mine.filter(([field]) => field !== 'shopPhotos')), files);
  }
  const { service } = await draftOf(who, id);
  const sent = { id, declared: true, serviceVersion: service.version };
  return call<{ id: string; number: string }>(who, 'services.submit-draft', sent);
}
const verify = async () => {
  const due = await city.asSystem<{ items: object[] }>('services.due-verifications', {});
  for (const one of due.items) await city.asSystem('services.verify-answers', one);
  return due.items.length;
};
const sourceOf = async (id: string) =>
  (await call<ApplicationSheet>('officer-market', 'services.get-sheet', { id })).sources.find(
    ({ key }) => key === 'register',
  );

describe('fetching', () => {
  test('is offered in words: who is asked, why, what leaves, what comes, and on what ground', async () => {
    const { id } = await begin('resident-1');
    const { pages } = await draftOf('resident-1', id);
    const [offer] = pages.find(({ key }) => key === 'establishment')!.prefills;
    expect(offer).toMatchObject({
      state: 'offered',
      agency: { ar: 'وزارة التجارة', en: 'Ministry of Commerce' },
      basis: { regulation: { ar: expect.stringContaining('حماية البيانات الشخصية') } },
      needs: ['crNumber'],
      locked: [],
    });
    expect(offer!.receives.some(({ personal }) => personal)).toBe(true);
  });

  test('asks nobody before the applicant agrees', async () => {
    const { id } = await begin('resident-1');
    const before = simulators.of('commercial-register')!.received.length;
    const problem = await refusalOf(fetching('resident-1', id, 'register', { crNumber: '0000000001' }, false));
    expect(problem).toMatchObject({ code: 'services.consent-needed', fields: [{ path: 'agreed' }] });
    expect(simulators.of('commercial-register')!.received.length).toBe(before);
  });

  test('needs to know what to ask about', async () => {
    const { id } = await begin('resident-1');
    const none = await refusalOf(fetching('resident-1', id, 'register', {}));
    expect(none.fields.map(({ path }) => path)).toEqual(['input.crNumber']);
    const wrong = await refusalOf(fetching('resident-1', id, 'register', { crNumber: '12' }));
    expect(wrong.fields.map(({ path }) => path)).toEqual(['input.crNumber']);
  });

  test('fills in what the agency says, and keeps what else was typed', async () => {
    const { id } = await begin('resident-1');
    const done = await fetching('resident-1', id, 'register', { crNumber: '0000000001' });
    expect(done).toMatchObject({ state: 'answered' });
    const { data, pages } = await draftOf('resident-1', id);
    expect(data).toMatchObject({
      crNumber: '0000000001',
      unifiedNumber: '7000000001',
      tradeName: 'مؤسسة نموذج للمقاولات',
      registrationStatus: 'active',
      owners: 'صاحب منشأة نموذجي',
      registeredActivities: '410010 الإنشاءات العامة للمباني السكنية\n475110 البيع بالتجزئة للأقمشة',
    });
    expect(pages[0]!.prefills[0]).toMatchObject({ state: 'answered', locked: expect.arrayContaining(['owners']) });
  });

  test('what is locked stays as the agency said, what is not may be changed', async () => {
    const { id } = await begin('resident-1');
    await fetching('resident-1', id, 'register', { crNumber: '0000000001' });
    await save('resident-1', id, 'establishment', {
      ...{ crNumber: '0000000001', tradeName: 'مكتبة نموذج', registrationStatus: 'struck-off', owners: 'غيره' },
    });
    expect((await draftOf('resident-1', id)).data).toMatchObject({
      tradeName: 'مكتبة نموذج',
      registrationStatus: 'active',
      owners: 'صاحب منشأة نموذجي',
    });
  });

  test('is forgotten when it was about something else', async () => {
    const { id } = await begin('resident-1');
    await fetching('resident-1', id, 'register', { crNumber: '0000000001' });
    await save('resident-1', id, 'establishment', { crNumber: '0000000009', tradeName: 'متجر نموذج' });
    const { data, pages } = await draftOf('resident-1', id);
    expect(data).toMatchObject({ crNumber: '0000000009', tradeName: 'متجر نموذج' });
    expect(data.owners).toBeUndefined();
    expect(pages[0]!.prefills[0]!.state).toBe('offered');
  });

  test('consent is withdrawn as easily as it was given', async () => {
    const { id } = await begin('resident-1');
    await fetching('resident-1', id, 'register', { crNumber: '0000000001' });
    await call('resident-1', 'services.forget-answers', { id, prefill: 'register' });
    const { data, pages } = await draftOf('resident-1', id);
    // What they typed stands, and what is known of them.
    expect(data).toEqual({ crNumber: '0000000001', contactMobile: '+966500000000', immediate: false });
    const consent = () =>
      city.database.transaction(city.eastern.id, (tx) =>
        city.composition.identity.api.consentTo(tx, id, 'commercial-register.establishment'),
      );
    expect((await consent())?.withdrawnAt).not.toBeNull();
    now = now.add({ minutes: 1 });
    await fetching('resident-1', id, 'register', { crNumber: '0000000001' });
    expect((await consent())?.withdrawnAt).toBeNull();
    await call('resident-1', 'services.forget-answers', { id, prefill: 'register' });
    expect(pages[0]!.prefills[0]!.state).toBe('offered');
  });

  test('a registration that is suspended stands in the way of sending, in words', async () => {
    const { id } = await begin('resident-1');
    await fetching('resident-1', id, 'register', { crNumber: '0000000003' });
    const { unmet } = await draftOf('resident-1', id);
    expect(unmet.map(({ ar }) => ar)).toEqual([expect.stringContaining('السجل التجاري غير نشط')]);
  });

  test('an address brings its place on the map', async () => {
    const { id } = await begin('resident-1');
    await fetching('resident-1', id, 'address', { shortAddress: 'dmma1234' });
    expect((await draftOf('resident-1', id)).data).toMatchObject({
      shortAddress: 'DMMA1234',
      location: { longitude: 50.1033, latitude: 26.4344 },
      addressLine: expect.stringContaining('32241'),
    });
  });

  test('somebody else’s draft is not there', async () => {
    const { id } = await begin('resident-1');
    const version = (await draftOf('resident-1', id)).version;
    const input = { id, prefill: 'register', input: { crNumber: '0000000001' }, agreed: true, version };
    expect(await refusalOf(call('resident-2', 'services.fetch-answers', input))).toMatchObject({
      code: 'services.draft-not-found',
    });
  });

  test('is in the log, and on the page of the person it was for', async () => {
    const { id } = await begin('resident-2');
    await fetching('resident-2', id, 'register', { crNumber: '0000000001' });
    const { items } = await call<{ items: Record<string, unknown>[] }>('resident-2', 'exchange.list-own-calls', {});
    expect(items).toMatchObject([
      {
        agency: { ar: 'وزارة التجارة' },
        by: 'party',
        outcome: 'answered',
        basis: { ground: 'consent' },
        purpose: { ar: expect.stringContaining('السجل التجاري') },
      },
    ]);
    const [newest] = await log({ limit: 1 });
    expect(newest).toMatchObject({ subjectId: id, consented: true });
    expect((await call<{ items: unknown[] }>('owner-1', 'exchange.list-own-calls', {})).items).toEqual([]);
  });
});

describe('an agency that is down', () => {
  test('leaves the fields to be typed, and is asked again once the application was sent', async () => {
    const { id } = await begin('resident-1');
    await call('administrator-1', 'exchange.pause-connector', { id: 'commercial-register', reason: 'صيانة' });
    expect(await fetching('resident-1', id, 'register', { crNumber: '0000000001' })).toMatchObject({
      state: 'unavailable',
      filled: [],
    });
    const sent = await finish('resident-1', id, { unifiedNumber: '7000000001', tradeName: 'مكتبة نموذج' });
    expect(await sourceOf(sent.id)).toMatchObject({ state: 'waiting' });
    // Still down: nothing is learnt, and it is asked again later.
    expect(await verify()).toBe(1);
    expect(await sourceOf(sent.id)).toMatchObject({ state: 'waiting' });
    await call('administrator-1', 'exchange.resume-connector', { id: 'commercial-register' });
    expect(await verify()).toBe(0);
    now = now.add({ minutes: 5 });
    expect(await verify()).toBe(1);
    expect(await sourceOf(sent.id)).toMatchObject({
      state: 'differs',
      differences: [{ field: 'الاسم التجاري على اللوحة', said: 'مكتبة نموذج', source: 'مؤسسة نموذج للمقاولات' }],
    });
    const [newest] = await log({ subjectNumber: sent.number });
    expect(newest).toMatchObject({ askedByKind: 'system', outcome: 'answered' });
  });

  test('what was typed and is true is verified', async () => {
    const { id } = await begin('resident-1');
    simulators.setMode('commercial-register', 'broken');
    expect(await fetching('resident-1', id, 'register', { crNumber: '0000000002' })).toMatchObject({
      state: 'unavailable',
    });
    simulators.setMode('commercial-register', 'happy');
    await call('administrator-1', 'exchange.resume-connector', { id: 'commercial-register' });
    const sent = await finish('resident-1', id, { crNumber: '0000000002', tradeName: 'مطعم نموذج' });
    expect(await verify()).toBe(1);
    expect(await sourceOf(sent.id)).toMatchObject({ state: 'verified', differences: [] });
  });

  test('a number it does not know is told, and is no fault of the agency', async () => {
    const { id } = await begin('resident-1');
    expect(await fetching('resident-1', id, 'register', { crNumber: '0000009999' })).toMatchObject({
      state: 'unknown',
      filled: [],
    });
    const sent = await finish('resident-1', id, { crNumber: '0000009999' });
    expect(await sourceOf(sent.id)).toMatchObject({ state: 'unknown' });
    expect(await verify()).toBe(0);
  });

  test('what nobody agreed to have fetched is told to be typed', async () => {
    const { id } = await begin('resident-1');
    const sent = await finish('resident-1', id, {});
    expect(await sourceOf(sent.id)).toMatchObject({ state: 'typed' });
  });
});

test('what was fetched goes to the office with the application', async () => {
  const { id } = await begin('resident-1');
  await fetching('resident-1', id, 'register', { crNumber: '0000000001' });
  const sent = await finish('resident-1', id, { tradeName: 'مكتبة نموذج' });
  expect(await sourceOf(sent.id)).toMatchObject({
    state: 'answered',
    changed: ['الاسم التجاري على اللوحة'],
    fields: expect.arrayContaining([expect.objectContaining({ key: 'owners' })]),
  });
});
