// Long because a licence is followed from its issue through offer, renewal and extension, in one city.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentCheck, MyDocument } from '#modules/documents/api.ts';
import { newId } from '#platform/ids.ts';
import { apply, exampleOf } from '../../../tests/support/applying.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { payer } from '../../../tests/support/paying.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type {
  ApplicationSheet,
  ApplicationView,
  DraftView,
  EndingLicences,
  OfferView,
  RenewableView,
  RenewalDesk,
  RenewalOffers,
  RunView,
} from './api.ts';

let city: City;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');
const RENEWAL = 'commercial-licence-renewal';
const YEARS_NEARLY = 24 * 330;

beforeAll(async () => {
  city = await startCity({ now: () => now, environment: { CHROMIUM: '/nowhere/chromium' } });
  for (const code of ['resident-1', 'resident-2', 'officer-market', 'officer-health', 'supervisor-1', 'finance-1']) {
    await city.signIn(code);
  }
  await city.signIn('officer-encr');
  await city.signIn('delegate-1', { segment: 'business' });
});
afterAll(() => city.close());

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);
const as = (who: string) => (operation: string, input: unknown) => call<never>(who, operation, input);
const act = (who: string, id: string, action: string, input: object = {}) =>
  call<{ state: string }>(who, 'services.act', { id, action, input });
const payBill = payer(() => ({ city, call, now }));
const application = (who: string, id: string) => call<ApplicationView>(who, 'services.get-application', { id });
const renewable = (who: string) => call<RenewableView>(who, 'services.list-renewable', { service: RENEWAL });
const begin = (who: string, renews?: string) =>
  call<{ id: string }>(who, 'services.start-draft', { service: RENEWAL, ...(renews === undefined ? {} : { renews }) });

/** A bookshop's licence for a year, issued at once. */
async function licence(who: string): Promise<{ caseId: string; id: string; number: string }> {
  const { id: caseId } = await apply(as(who), 'commercial-licence', exampleOf('commercial-licence', 1));
  await city.runJob('cases.clocks');
  if ((await application(who, caseId)).state === 'review') await act('officer-market', caseId, 'approve');
  await payBill(who, caseId);
  const [document] = (await application(who, caseId)).documents;
  return { caseId, id: document!.id, number: document!.number };
}
const mine = (who: string, id: string) => call<MyDocument>(who, 'documents.get-mine', { id });
const verify = async (who: string, id: string) =>
  call<DocumentCheck>('nobody', 'documents.verify', { document: (await mine(who, id)).card!.scan });

describe('a licence that is renewed', () => {
  let first: Awaited<ReturnType<typeof licence>>;
  beforeAll(async () => {
    first = await licence('resident-1');
  });

  test('is not renewed before its time, and says from when on', async () => {
    const { items } = await renewable('resident-1');
    expect(items).toMatchObject([{ id: first.id, number: first.number, application: null }]);
    expect(items[0]!.why[0]!.en).toMatch(
      /^It is too early to renew: applications are taken from 26 May 2027 · .* AH, 180 days/,
    );
    expect(items[0]!.why[0]!.ar).toContain('180 يومًا');
    expect((await refusalOf(begin('resident-1', first.id))).code).toBe('services.licence-not-renewable');
  });

  test('is one of the applicant’s own, and has to be named', async () => {
    now = now.add({ hours: YEARS_NEARLY });
    expect((await refusalOf(begin('resident-1'))).code).toBe('services.licence-needed');
    expect((await refusalOf(begin('resident-2', first.id))).code).toBe('services.licence-unknown');
    expect((await refusalOf(begin('resident-1', newId()))).code).toBe('services.licence-unknown');
    expect((await renewable('resident-2')).items).toEqual([]);
    expect((await renewable('resident-1')).items).toMatchObject([{ id: first.id, why: [] }]);
  });

  test('is not renewed while it is suspended', async () => {
    await act('officer-market', first.caseId, 'suspendDocument', {
      ground: 'المادة 12 من اللائحة',
      reason: 'لم تصحح المخالفة في مهلتها.',
    });
    const refused = await refusalOf(begin('resident-1', first.id));
    expect([refused.code, refused.text.ar.includes('المادة 12 من اللائحة')]).toEqual([
      'services.licence-suspended',
      true,
    ]);
    await act('officer-market', first.caseId, 'liftDocument', { reason: 'صححت المخالفة.' });
  });

  test('fills the form, keeps what it says, and is followed by its renewal', async () => {
    const { id } = await begin('resident-1', first.id);
    const draft = await call<DraftView>('resident-1', 'services.get-draft', { id });
    expect(draft.renews).toMatchObject({ number: first.number });
    expect(draft.data).toMatchObject({
      licenceNumber: first.number,
      expiresOn: '2027-11-22',
      tradeName: 'مكتبة نموذج',
      activity: '4761',
      floorArea: 60,
      years: 1,
      changed: false,
    });
    expect(draft.pages.flatMap(({ locked }) => locked)).toEqual(
      expect.arrayContaining([
        'licenceNumber',
        'expiresOn',
        'crNumber',
        'activity',
        'floorArea',
        'signArea',
        'location',
      ]),
    );
    expect(draft.fee?.total).toBe(18_000 + 40_000);

    const answers = { ...exampleOf(RENEWAL, 1), floorArea: 9, expiresOn: '2030-01-01', years: 2 };
    const sent = await apply(as('resident-1'), RENEWAL, answers, { renews: first.id });
    const [again] = (await renewable('resident-1')).items;
    expect(again).toMatchObject({ application: { id: sent.id, number: sent.number } });
    expect(again!.why[0]!.en).toContain(sent.number);
    // The one begun before it cannot be sent any more.
    expect((await refusalOf(begin('resident-1', first.id))).code).toBe('services.licence-in-renewal');

    const view = await application('resident-1', sent.id);
    expect(view.data).toMatchObject({ floorArea: 60, expiresOn: '2027-11-22', licenceNumber: first.number, years: 2 });
    await act('officer-market', sent.id, 'approve');
    await payBill('resident-1', sent.id);
    const [issued] = (await application('resident-1', sent.id)).documents;
    expect(issued).toMatchObject({ standing: 'not-yet', validFrom: '2027-11-22', validUntil: '2029-11-22' });

    // Until the new one begins the earlier one holds, and says what comes after it.
    expect(await mine('resident-1', first.id)).toMatchObject({
      standing: 'valid',
      previous: null,
      next: { id: issued!.id, number: issued!.number },
    });
    expect(await mine('resident-1', issued!.id)).toMatchObject({ previous: { id: first.id }, next: null });
    expect(await verify('resident-1', first.id)).toMatchObject({
      standing: 'valid',
      newer: { number: issued!.number, version: 1, from: '2027-11-22' },
    });
    expect(await verify('resident-1', issued!.id)).toMatchObject({ previous: { number: first.number, version: 1 } });
    expect((await refusalOf(begin('resident-1', first.id))).code).toBe('services.licence-renewed');
    now = now.add({ hours: 24 * 60 });
    expect(await verify('resident-1', first.id)).toMatchObject({
      standing: 'superseded',
      newer: { number: issued!.number },
    });
    expect((await renewable('resident-1')).items.map(({ number }) => number)).toEqual([issued!.number]);
  });
});

test('what is paid for a licence that was revoked meanwhile is given back', async () => {
  const old = await licence('resident-2');
  now = now.add({ hours: YEARS_NEARLY });
  const sent = await apply(as('resident-2'), RENEWAL, exampleOf(RENEWAL, 1), { renews: old.id });
  await act('officer-market', sent.id, 'approve');
  await act('officer-market', old.caseId, 'revokeDocument', { ground: 'المادة 15 من اللائحة', reason: 'إزالة المحل.' });
  await payBill('resident-2', sent.id);
  const view = await application('resident-2', sent.id);
  expect(view.documents).toEqual([]);
  expect(view.bill).toMatchObject({ state: expect.not.stringMatching('^issued$') });
  await act('resident-2', sent.id, 'withdraw');
});

describe('offers to renew', () => {
  let run: string;
  const window = { service: RENEWAL, from: '2029-01-01', until: '2029-12-31' };
  const holders = ['resident-2', 'resident-2', 'resident-2'];
  const licences: Awaited<ReturnType<typeof licence>>[] = [];
  const seen = (who: string) => call<{ items: { id: string; number: string }[] }>(who, 'services.list-own-offers', {});
  const goOn = () => city.asSystem<{ left: boolean }>('services.continue-renewal-run', { id: run });
  const runOf = () => call<RunView>('officer-market', 'services.get-renewal-run', { id: run });
  const offersOf = () => call<RenewalOffers>('officer-market', 'services.list-renewal-offers', { service: RENEWAL });
  const told = async () =>
    (
      await city.owner.query<{ n: number }>(
        `select count(*)::int as n from notifications.message where notice like 'renewal%'`,
      )
    ).rows[0]!.n;

  beforeAll(async () => {
    now = Temporal.Instant.from('2028-06-20T06:00:00Z');
    for (const who of holders) licences.push(await licence(who));
    now = Temporal.Instant.from('2029-04-01T06:00:00Z');
  });

  test('are weighed before they are made, by whoever answers for the service', async () => {
    const ending = await call<EndingLicences>('officer-market', 'services.list-ending', window);
    expect(ending.total).toBe(4);
    expect(ending.byMunicipality).toMatchObject([{ count: 4 }]);
    expect(ending.items.filter(({ would }) => would === 'offer').map(({ fee }) => fee?.amount)).toEqual([
      58_000, 58_000, 58_000,
    ]);
    expect(ending.items.at(-1)).toMatchObject({ would: 'unfit', validUntil: '2029-11-22' });
    expect((await refusalOf(call('officer-health', 'services.list-ending', window))).code).toBe(
      'services.not-your-department',
    );
    const wrong = { ...window, until: '2028-01-01' };
    expect((await refusalOf(call('officer-market', 'services.start-renewal-run', wrong))).code).toBe(
      'services.window-wrong',
    );
  });

  test('are made once, however often the run is begun, stopped and gone on with', async () => {
    ({ id: run } = await call<{ id: string }>('officer-market', 'services.start-renewal-run', window));
    await call('officer-market', 'services.set-renewal-run', { id: run, to: 'stopped' });
    expect(await goOn()).toEqual({ left: false });
    expect(await runOf()).toMatchObject({ state: 'stopped', looked: 0, found: 4 });
    await call('officer-market', 'services.set-renewal-run', { id: run, to: 'running' });
    // Two programs at once: one waits for the other, and finds it done.
    await Promise.all([goOn(), goOn()]);
    expect(await runOf()).toMatchObject({ state: 'done', looked: 4, offered: 3, unfit: 1, known: 0 });
    ({ id: run } = await call<{ id: string }>('officer-market', 'services.start-renewal-run', window));
    await city.runJob('services.renewals');
    expect(await runOf()).toMatchObject({ state: 'done', offered: 0, known: 3, unfit: 1 });
    expect((await refusalOf(call('officer-market', 'services.set-renewal-run', { id: run, to: 'stopped' }))).code).toBe(
      'services.run-done',
    );
    await city.settle();
    expect(await told()).toBe(3);
    expect((await offersOf()).figures).toEqual([{ state: 'offered', count: 3 }]);
  });

  test('are the holder’s to open, accept, change and decline', async () => {
    const { items } = await seen('resident-2');
    expect(items).toHaveLength(3);
    const [one, two] = items;
    expect((await refusalOf(call('resident-1', 'services.open-renewal-offer', { id: one!.id }))).code).toBe(
      'services.offer-not-found',
    );
    const view = await call<OfferView>('resident-2', 'services.open-renewal-offer', { id: one!.id });
    expect(view).toMatchObject({ state: 'opened', why: [], fee: { total: 58_000 }, draft: null });
    const accepted = await call<{ draft: string; step: null }>('resident-2', 'services.answer-renewal-offer', {
      id: one!.id,
      answer: 'accept',
    });
    expect(accepted.step, 'nothing is left to answer').toBe(null);
    const draft = await call<DraftView>('resident-2', 'services.get-draft', { id: accepted.draft });
    expect(draft.complete).toBe(true);
    await call('resident-2', 'services.answer-renewal-offer', {
      id: two!.id,
      answer: 'decline',
      reason: 'سأغلق المحل',
    });
    const states = async () => Object.fromEntries((await offersOf()).figures.map(({ state, count }) => [state, count]));
    expect(await states()).toEqual({ opened: 1, declined: 1, offered: 1 });
    const sent = await call<{ id: string; number: string }>('resident-2', 'services.submit-draft', {
      id: accepted.draft,
      declared: true,
      serviceVersion: draft.service.version,
    });
    expect(await states()).toEqual({ applied: 1, declined: 1, offered: 1 });
    const late = call('resident-2', 'services.answer-renewal-offer', { id: one!.id, answer: 'decline' });
    expect((await refusalOf(late)).text.en).toContain(sent.number);
    await act('officer-market', sent.id, 'approve');
    await payBill('resident-2', sent.id);
    expect(await states()).toEqual({ renewed: 1, declined: 1, offered: 1 });
    expect((await seen('resident-2')).items).toHaveLength(1);
  });

  test('are called to mind by the schedule, once a day that it names, and expire', async () => {
    const before = await told();
    now = Temporal.Instant.from('2029-05-25T06:00:00Z');
    for (let again = 0; again < 2; again += 1) {
      await city.runJob('services.renewal-schedule');
      await city.runJob('services.renewals');
      await city.settle();
    }
    // The schedule says 60 and 30 days; one licence waits for its holder, who was told at 80 days by hand.
    expect((await told()) - before).toBe(1);
    const { runs } = await call<RenewalDesk>('officer-market', 'services.get-renewal-desk', {});
    expect(runs[0]).toMatchObject({ scheduled: true, reminded: 1, offered: 0 });
    now = Temporal.Instant.from('2029-06-25T06:00:00Z');
    expect((await offersOf()).figures).toContainEqual({ state: 'expired', count: 1 });
  });
});

test('a permit is extended before its end: another version, with the later end and the fee of the table', async () => {
  now = Temporal.Instant.from('2029-07-01T06:00:00Z');
  const input = { ...exampleOf('sidewalk-occupancy'), fromDate: '2029-07-10', untilDate: '2029-10-08' };
  const { id } = await apply(as('delegate-1'), 'sidewalk-occupancy', input);
  const approved = { standardConditions: ['t1', 't3'], decisionGrounds: ['t1'], conditions: 'شرط خاص بهذا المحل.' };
  await act('officer-encr', id, 'approve', approved);
  await payBill('delegate-1', id);
  const before = await application('delegate-1', id);
  expect(before.documents).toMatchObject([{ version: 1, validUntil: '2029-10-08' }]);
  const check = await verify('delegate-1', before.documents[0]!.id);
  expect(check.conditions).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ en: expect.stringContaining('way for pedestrians') }),
      'شرط خاص بهذا المحل.',
    ]),
  );
  expect(before.extensions[1]).toMatchObject({ until: '2029-12-08', title: { en: '2 months' } });
  const asked = { extendBy: '2', extensionReason: 'ما زال الموسم قائمًا.' };
  expect((await act('delegate-1', id, 'requestExtension', asked)).state).toBe('extension');
  expect((await act('officer-encr', id, 'approveExtension')).state).toBe('extensionPayment');
  await payBill('delegate-1', id);
  const after = await application('delegate-1', id);
  expect(after.state).toBe('issued');
  expect(after.documents.map(({ version, validUntil, standing }) => [version, validUntil, standing])).toEqual([
    [2, '2029-12-08', 'not-yet'],
    [1, '2029-10-08', 'superseded'],
  ]);
  expect(after.documents[0]!.steps).toMatchObject([{ step: 'extended' }]);
  await act('delegate-1', id, 'requestExtension', asked);
  const refused = { extensionAnswer: 'تبدأ أعمال صيانة الرصيف بعد نهاية التصريح.' };
  expect((await act('officer-encr', id, 'refuseExtension', refused)).state).toBe('issued');
  now = Temporal.Instant.from('2029-12-20T06:00:00Z');
  expect((await refusalOf(act('delegate-1', id, 'requestExtension', asked))).code).toBe('cases.condition-not-met');
});

test('digging permits are extended too, by days and for what the trench costs in them', async () => {
  const service = 'building-connection-excavation';
  await city.signIn('officer-roads');
  const fromDate = now.add({ hours: 72 }).toString().slice(0, 10);
  const { id } = await apply(as('delegate-1'), service, { ...exampleOf(service), network: 'telecom', fromDate });
  const { consulted } = await call<ApplicationSheet>('officer-roads', 'services.get-sheet', { id });
  for (const [agency, name] of [
    ['agency-power', 'Electricity'],
    ['agency-water', 'Water'],
    ['agency-traffic', 'Traffic'],
    ['agency-civil-defence', 'Civil'],
  ] as const) {
    await city.signIn(agency, { segment: 'government' });
    await act(agency, consulted.find((one) => one.name.en?.includes(name))!.id, 'reply', { answer: 'agrees' });
  }
  const met = { check_route: 'met', check_detour: 'met', check_restore: 'met', check_team: 'met' };
  await act('officer-roads', id, 'technicalReview', met);
  expect((await act('officer-roads', id, 'approve')).state).toBe('payment');
  await payBill('delegate-1', id);
  const before = await application('delegate-1', id);
  const [first] = before.documents;
  const later = Temporal.PlainDate.from(first!.validUntil!).add({ days: 5 }).toString();
  const offered = before.extensions.find(({ until }) => until === later);
  expect(offered?.fee?.lines.map(({ key }) => key)).toEqual(['digging']);
  await act('delegate-1', id, 'requestExtension', { extendBy: '5', extensionReason: 'ظهرت صخور في المسار.' });
  expect((await act('officer-roads', id, 'approveExtension')).state).toBe('extensionPayment');
  await payBill('delegate-1', id);
  const after = await application('delegate-1', id);
  expect([after.state, after.documents.map(({ version, validUntil }) => [version, validUntil])]).toEqual([
    'issued',
    [
      [2, later],
      [1, first!.validUntil],
    ],
  ]);
});
