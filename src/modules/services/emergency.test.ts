import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '#modules/cases/api.ts';
import { apply, exampleOf } from '../../../tests/support/applying.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import type { ApplicationView, Breaches } from './api.ts';

const SERVICE = 'emergency-excavation';
let city: City;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');
beforeAll(async () => {
  city = await startCity({ now: () => now });
  for (const code of ['officer-roads', 'supervisor-1']) await city.signIn(code);
  await city.signIn('agency-water', { segment: 'government' });
});
afterAll(() => city.close());

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);
const notify = () => apply((operation, input) => call('agency-water', operation, input), SERVICE, exampleOf(SERVICE));
const office = (id: string) => call<CaseView>('officer-roads', 'cases.get-case', { id });
const upload = async () => {
  const bytes = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const photo = { bytes, fileName: 'x.png', declaredType: 'image/png' };
  return [{ id: (await call<{ id: string }>('agency-water', 'documents.upload-photo', photo)).id }];
};
async function submitPapers(id: string) {
  const input = {
    route: {
      points: [
        [50.1, 26.42],
        [50.1003, 26.42],
      ],
    },
    width: 1,
    depth: 2,
    surface: 'asphalt',
    fromDate: now.toString().slice(0, 10),
    days: 2,
    closure: 'lane',
    contractor: 'مؤسسة نموذج للمقاولات',
    contractorCr: '0000000001',
    consultant: 'مكتب هندسي نموذج',
  };
  const files = { routeDrawing: await upload(), safetyPlan: await upload(), trafficPlan: await upload() };
  return call<{ state: string }>('agency-water', 'services.act', { id, action: 'submitPapers', input, files });
}

test('work begins with the notice, and silence of the office lets it go on', async () => {
  const { id, state } = await notify();
  expect(state).toBe('notified');
  now = now.add({ minutes: 61 });
  await city.asSystem('cases.tick-clocks', {});
  expect((await office(id)).state).toBe('working');
  const mine = await call<ApplicationView>('agency-water', 'services.get-application', { id });
  expect(mine.clocks.find(({ key }) => key === 'paperwork')?.status).toBe('running');
  expect(mine.fee).toBeNull();
});

test('the paperwork brings the fee with it and goes to review', async () => {
  const { id } = await notify();
  await call('officer-roads', 'services.act', { id, action: 'approvePreliminary' });
  expect((await submitPapers(id)).state).toBe('review');
  const mine = await call<ApplicationView>('agency-water', 'services.get-application', { id });
  expect(mine.fee?.total).toBe(89_700);
  expect(mine.clocks.find(({ key }) => key === 'paperwork')?.status).toBe('stopped');
});

test('paperwork that does not come is recorded and brought before a supervisor, and may still come', async () => {
  const { id } = await notify();
  await call('officer-roads', 'services.act', { id, action: 'approvePreliminary' });
  now = now.add({ hours: 25 });
  await city.asSystem('cases.tick-clocks', {});
  expect(await office(id)).toMatchObject({ state: 'overdue', escalation: 1 });
  const breaches = async () =>
    (await call<Breaches>('officer-roads', 'services.list-breaches', {})).items.filter((one) => one.id === id);
  expect(await breaches()).toMatchObject([{ id, code: 'INF-05', mendedAt: null, party: { ar: expect.any(String) } }]);
  expect((await breaches())[0]!.dueAt).not.toBeNull();
  expect((await submitPapers(id)).state).toBe('review');
  expect(await breaches(), 'what was late stays on record').toMatchObject([{ id, mendedAt: expect.any(String) }]);
});
