import { afterAll, beforeAll, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
let desk: Awaited<ReturnType<City['signIn']>>;

beforeAll(async () => {
  city = await startCity({ now: () => Temporal.Instant.from('2026-11-22T06:00:00Z') });
  desk = await city.signIn('supervisor-1');
});
afterAll(() => city.close());

async function call<O>(who: 'desk' | 'nobody', operation: string, input: unknown): Promise<O> {
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor: who === 'desk' ? desk.actor : anonymous(city.eastern.id),
    tenant: city.eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}
const submit = (description: string, latitude = 26.42) =>
  call<{ id: string; number: string; trackingCode: string }>('nobody', 'reports.submit', {
    category: 'RD-01',
    location: { longitude: 50.1, latitude },
    description,
  });
const found = async (q: string) =>
  (
    await call<{ items: { number: string }[] }>('desk', 'cases.list-cases', { type: 'report', q, order: 'newest' })
  ).items.map(({ number }) => number);
const similar = async (id: string) =>
  (await call<{ items: { number: string; sharedWords: string[] }[] }>('desk', 'reports.list-similar', { id })).items;

test('a corrected description is searched for, and compared, as it reads now', async () => {
  const report = await submit('انقطاع في النافورة');
  const other = await submit('زحف الرمال قرب المستودع', 26.42001);
  expect(await found('النافورة')).toEqual([report.number]);
  expect((await similar(other.id)).flatMap(({ sharedWords }) => sharedWords)).toEqual([]);
  await call('desk', 'reports.act', {
    id: report.id,
    action: 'askReporter',
    input: { question: 'صف الموقع بدقة', fields: ['description'] },
  });
  await call('nobody', 'reports.respond', {
    number: report.number,
    code: report.trackingCode,
    action: 'correct',
    input: { answer: 'صححت الوصف', description: 'زحف الرمال على الطريق قرب المستودع' },
  });
  expect(await found('النافورة')).toEqual([]);
  expect(await found('المستودع')).toContain(report.number);
  const [first] = await similar(other.id);
  expect(first).toMatchObject({ number: report.number });
  expect(first!.sharedWords.length).toBeGreaterThan(1);
});

test('a new category is found by its name, no longer by that of before', async () => {
  const report = await submit('بلاغ نموذجي عن رصيف', 26.43);
  expect(await found('حفرة رصيف')).toEqual([report.number]);
  await call('desk', 'reports.act', {
    id: report.id,
    action: 'reclassify',
    category: 'LT-01',
    input: { reason: 'تصنيف آخر' },
  });
  expect(await found('حفرة رصيف')).toEqual([]);
});

test('words of the tenant that offend are masked until somebody looked, in the two languages of the city', async () => {
  const report = await submit('أنت غبي وهذه حفرة. What an idiot left it', 26.44);
  const shown = await call<{ description: string | null }>('nobody', 'reports.get-public', { number: report.number });
  expect(shown.description).toContain('حفرة');
  expect(shown.description).not.toContain('غبي');
  expect(shown.description).not.toMatch(/idiot/i);
});
