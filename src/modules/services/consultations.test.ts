import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView } from '#modules/cases/api.ts';
import { apply, exampleOf } from '../../../tests/support/applying.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type { ApplicationSheet, ApplicationView, AskedOpinion, AskedOpinions } from './api.ts';

const DIGGING = 'building-connection-excavation';
let city: City;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  city = await startCity({ now: () => now });
  for (const code of ['officer-roads', 'officer-parks', 'officer-adv', 'supervisor-1', 'resident-1']) {
    await city.signIn(code);
  }
  await city.signIn('delegate-1', { segment: 'business' });
  for (const code of ['agency-power', 'agency-water', 'agency-traffic', 'agency-civil-defence']) {
    await city.signIn(code, { segment: 'government' });
  }
});
afterAll(() => city.close());

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);
type Input = Record<string, unknown>;
const act = (who: string, id: string, action: string, input: Input = {}) =>
  call<{ state: string }>(who, 'services.act', { id, action, input });
const sheet = (id: string) => call<ApplicationSheet>('supervisor-1', 'services.get-sheet', { id });
const office = (id: string) => call<CaseView>('officer-roads', 'cases.get-case', { id });
const day = (later: number) =>
  now
    .add({ hours: 24 * later })
    .toString()
    .slice(0, 10);
const dig = (change: Input = {}) =>
  apply((operation, input) => call('delegate-1', operation, input), DIGGING, {
    ...exampleOf(DIGGING),
    network: 'telecom',
    fromDate: day(3),
    ...change,
  });

/** The request that a body of an application was sent. */
const askedOf = async (id: string, name: string) =>
  (await sheet(id)).consulted.find((one) => one.name.en?.includes(name))!.id;

describe('bodies that are asked for their opinion', () => {
  test('are asked at once, each with its own clock, and the applicant sees who and until when', async () => {
    const { id, state } = await dig();
    expect(state).toBe('consultation');
    const mine = await call<ApplicationView>('delegate-1', 'services.get-application', { id });
    expect(mine.consulted.map(({ name }) => name.en).sort()).toEqual([
      'General Department of Traffic',
      'General Directorate of Civil Defence',
      'National Water Company',
      'Saudi Electricity Company',
    ]);
    for (const one of mine.consulted) expect(Temporal.Instant.compare(one.dueAt!, now)).toBe(1);
    expect(new Set(mine.consulted.map(({ dueAt }) => dueAt)).size).toBe(2);
    // The time to decide stands still meanwhile.
    expect(mine.clocks.find(({ key }) => key === 'norm')?.status).toBe('paused');
  });

  test('sees what the definition shows it, and nobody else does', async () => {
    const { id } = await dig();
    const asked = await askedOf(id, 'Electricity');
    const seen = await call<AskedOpinion>('agency-power', 'services.get-opinion-asked', { id: asked });
    expect(seen.fields.map(({ key }) => key)).toEqual(expect.arrayContaining(['route', 'depth']));
    expect(seen.fields.map(({ key }) => key)).not.toContain('contactMobile');
    expect(seen.data.contactMobile).toBeUndefined();
    expect(seen.actions.map(({ action }) => action)).toEqual(['reply']);
    const list = await call<AskedOpinions>('agency-power', 'services.list-opinions-asked', {});
    expect(list.items.map((one) => one.id)).toContain(asked);
    // The team that asked reads along, and does not answer for others.
    await call('officer-roads', 'services.get-opinion-asked', { id: asked });
    expect((await refusalOf(act('officer-roads', asked, 'reply', { answer: 'agrees' }))).status).toBe(404);
    for (const other of ['agency-water', 'resident-1', 'delegate-1', 'officer-adv']) {
      expect((await refusalOf(call(other, 'services.get-opinion-asked', { id: asked }))).status).toBe(404);
      expect((await refusalOf(act(other, asked, 'reply', { answer: 'agrees' }))).status).toBe(404);
    }
  });

  test('a condition needs its words, an objection its reasons', async () => {
    const { id } = await dig();
    const asked = await askedOf(id, 'Electricity');
    for (const [answer, field] of [
      ['agreesIf', 'conditions'],
      ['objects', 'reasons'],
    ]) {
      const problem = await refusalOf(act('agency-power', asked, 'reply', { answer }));
      expect(problem.fields.map(({ path }) => path)).toEqual([`input.${field}`]);
    }
  });

  test('one that is silent is taken to agree, another is brought before a supervisor, as the tenant says', async () => {
    const { id } = await dig();
    const conditions = 'يحفر يدويًا على بعد متر من الكابل.';
    await act('agency-power', await askedOf(id, 'Electricity'), 'reply', { answer: 'agreesIf', conditions });
    now = now.add({ hours: 13 });
    await city.asSystem('cases.tick-clocks', {});
    const states = Object.fromEntries((await sheet(id)).consulted.map(({ name, state }) => [name.en, state]));
    expect(states).toEqual({
      'Saudi Electricity Company': 'answered',
      'National Water Company': 'deemed',
      'General Department of Traffic': 'late',
      'General Directorate of Civil Defence': 'late',
    });
    expect((await office(id)).state).toBe('consultation');
    expect((await refusalOf(act('officer-roads', id, 'goOn', { why: 'لا ينتظر أكثر من ذلك.' }))).status).toBe(403);
    expect((await act('supervisor-1', id, 'goOn', { why: 'لا ينتظر أكثر من ذلك.' })).state).toBe('review');
    const after = await sheet(id);
    expect(after.consulted.filter(({ state }) => state === 'calledOff')).toHaveLength(2);
    const { data } = await office(id);
    expect(data.opinions).toHaveLength(2);
  });

  test('the last answer brings the application on, with conditions and without an objection', async () => {
    const { id } = await dig();
    const conditions = 'يحفر يدويًا على بعد متر من الكابل.';
    await act('agency-power', await askedOf(id, 'Electricity'), 'reply', { answer: 'agreesIf', conditions });
    await act('agency-water', await askedOf(id, 'Water'), 'reply', { answer: 'objects', reasons: 'يمر فوق خط رئيس.' });
    expect((await office(id)).state).toBe('consultation');
    await act('agency-traffic', await askedOf(id, 'Traffic'), 'reply', { answer: 'agrees' });
    await act('agency-civil-defence', await askedOf(id, 'Civil'), 'reply', { answer: 'agrees' });
    const view = await office(id);
    expect(view.state).toBe('review');
    expect(view.data).toMatchObject({ conditions, noObjection: false });
    expect(view.actions.find(({ action }) => action === 'approve')?.offered).toBe(false);
    // The body that objected is asked again, the others keep their word.
    expect((await act('officer-roads', id, 'consult', { bodies: ['water'] })).state).toBe('consultation');
    const again = (await sheet(id)).consulted.filter(({ open }) => open);
    expect(again).toHaveLength(1);
    await act('agency-water', again[0]!.id, 'reply', { answer: 'agrees' });
    const checked = { check_route: 'met', check_detour: 'met', check_restore: 'notApplicable', check_team: 'met' };
    expect((await act('officer-roads', id, 'technicalReview', { ...checked, check_team: 'notMet' })).state).toBe(
      'review',
    );
    expect((await refusalOf(act('officer-roads', id, 'approve', {}))).code).toBe('cases.condition-not-met');
    await act('officer-roads', id, 'technicalReview', checked);
    const ready = await office(id);
    expect(ready.data).toMatchObject({ noObjection: true, reviewPassed: true });
    expect(ready.data.opinions).toHaveLength(4);
    expect((await act('officer-roads', id, 'approve', { conditions })).state).toBe('payment');
  });

  test('are told when what they were asked on is withdrawn', async () => {
    const { id } = await dig();
    await act('delegate-1', id, 'withdraw', {});
    const after = await sheet(id);
    expect(new Set(after.consulted.map(({ state }) => state))).toEqual(new Set(['calledOff']));
    expect((await office(id)).state).toBe('withdrawn');
  });
});

describe('a department that is asked', () => {
  test('answers by its team, and remarks of the review reach the applicant with what is to be corrected', async () => {
    const about = { ...exampleOf('event-permit'), site: 'park', crowd: 80, roadClosed: false, nonProfit: true };
    const { trafficPlan: _, ...input } = about as Input;
    const dates = { fromDate: day(30), untilDate: day(30) };
    const { id } = await apply((operation, given) => call('delegate-1', operation, given), 'event-permit', {
      ...input,
      ...dates,
    });
    const waiting = await call<AskedOpinions>('officer-parks', 'services.list-opinions-asked', {});
    const [asked] = waiting.items.filter(({ body }) => body.en === 'Parks team');
    await act('officer-parks', asked!.id, 'reply', { answer: 'agrees' });
    await act('agency-civil-defence', await askedOf(id, 'Civil'), 'reply', { answer: 'agrees' });
    const reviewRemarks = [{ about: 'sitePlan', remark: 'المخارج غير مبينة على المخطط.' }];
    const checks = { check_exits: 'notMet', check_access: 'met', check_waste: 'met', check_food: 'met' };
    await act('officer-parks', id, 'technicalReview', { ...checks, reviewRemarks });
    await act('officer-parks', id, 'askCorrection', { fields: ['sitePlan'], message: 'أرفق مخططًا يبين المخارج.' });
    const mine = await call<ApplicationView>('delegate-1', 'services.get-application', { id });
    expect(mine.remarks).toEqual(reviewRemarks);
    expect(mine.correction?.fields).toEqual(['sitePlan']);
    expect(mine.data.check_exits).toBeUndefined();
  });
});
