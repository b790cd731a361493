import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Actor, anonymous } from '#kernel/actor.ts';
import type { CaseView } from '#modules/cases/api.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
let officer: Actor;
beforeAll(async () => {
  city = await startCity();
  officer = (await city.signIn('supervisor-1')).actor;
}, 120_000);
afterAll(() => city.close());

async function call<O>(actor: Actor, operation: string, input: unknown): Promise<O> {
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor,
    tenant: city.eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}
const submit = async (longitude: number, category = 'RD-01') =>
  (
    await call<{ id: string }>(anonymous(city.eastern.id), 'reports.submit', {
      category,
      location: { longitude, latitude: 26.42 },
      description: 'حفرة عميقة أمام المدرسة',
    })
  ).id;
const act = (id: string, action: string, input: object = {}) => call(officer, 'reports.act', { id, action, input });
async function marked(...reports: string[]): Promise<Record<string, string[]>> {
  await city.settle();
  const { items } = await call<{ items: { id: string; others: string[] }[] }>(officer, 'reports.list-likely', {
    reports,
  });
  return Object.fromEntries(items.map(({ id, others }) => [id, others.toSorted()]));
}

test('reports that are likely one thing are marked on both sides while both are open', async () => {
  const [first, second, far, other] = [
    await submit(50.1),
    await submit(50.10001),
    await submit(50.11),
    await submit(50.1, 'BL-05'),
  ];
  expect(await marked(first, second, far, other)).toEqual({ [first]: [second], [second]: [first] });

  const third = await submit(50.1);
  expect(await marked(first)).toEqual({ [first]: [second, third].toSorted() });
  await act(third, 'triage');
  await act(third, 'closeWithReason', { result: 'not-municipal', reason: 'ليس من اختصاص البلدية، نص نموذجي.' });
  expect(await marked(first, third)).toEqual({ [first]: [second] });

  await call(officer, 'cases.merge', { id: second, into: first });
  expect(await marked(first, second)).toEqual({});
  // Each side tells it as it is there, and names the other.
  const told = async (id: string) => {
    const { timeline } = await call<CaseView>(officer, 'cases.get-case', { id });
    return timeline.map(({ title, remarks }) => [title.en, ...remarks.map(({ text }) => text)]).at(-1);
  };
  const numberOf = async (id: string) => (await call<CaseView>(officer, 'cases.get-case', { id })).number;
  expect(await told(first)).toEqual(['Another case was merged into this one', await numberOf(second)]);
  expect(await told(second)).toEqual(['Merge into another case', await numberOf(first)]);
  await call(officer, 'cases.split', { id: second });
  expect(await told(first)).toEqual(['A merged case was split off', await numberOf(second)]);
  expect(await marked(first, second)).toEqual({ [first]: [second], [second]: [first] });
  // Of another kind now, it is another thing.
  await call(officer, 'reports.act', {
    id: second,
    action: 'reclassify',
    category: 'BL-05',
    input: { reason: 'نموذج' },
  });
  expect(await marked(first, second, other)).toEqual({ [second]: [other], [other]: [second] });
});

test('the pairs of a page are read by their index', async () => {
  const { rows } = await city.owner
    .query<{ 'QUERY PLAN': string }>(
      `set enable_seqscan = off; explain select other_id from reports.likely_pair
       where tenant_id = 1 and case_id = any(array['${newId()}', '${newId()}']::uuid[])`,
    )
    .then((result) => (Array.isArray(result) ? result[1] : result));
  expect(rows.map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN']).join('\n')).toContain('likely_pair_pkey');
});
