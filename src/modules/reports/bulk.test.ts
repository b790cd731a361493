import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Actor, anonymous, type Role } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { composed } from '../../../tests/support/compose.ts';
import { applyTenant, TENANTS_FOLDER } from '../../seed.ts';

const composition = await composed();
const { tenant } = await applyTenant(composition, join(TENANTS_FOLDER, 'eastern'), false);
const employee = (role: Role): Actor => ({
  ...anonymous(tenant.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role, municipalityId: null }],
});
const sorter = employee('triage');
async function call<O>(operation: string, input: unknown, actor: Actor = sorter): Promise<O> {
  return (await composition.pipeline.call({ operation, input, actor, tenant, requestId: newId() })).output as O;
}
const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code,
  );
const submit = async (category = 'RD-01') =>
  (
    await call<{ id: string }>(
      'reports.submit',
      { category, location: { longitude: 50.1033, latitude: 26.4207 }, description: 'بلاغ نموذجي للتجربة' },
      anonymous(tenant.id),
    )
  ).id;
const draft = async (...reports: string[]) => (await call<{ id: string }>('reports.draft-bulk', { reports })).id;
interface View {
  status: string;
  undoable: boolean;
  offers: { action: string; count: number }[];
  items: { id: string; expected: { reason: { ar: string } | null } | null; outcome: string; undone: string }[];
}
const view = (runId: string, actor = sorter) => call<View>('reports.get-bulk', { runId }, actor);
const report = (id: string) =>
  call<{ state: string; priority: number; version: number; timeline: { action: string; name: object | null }[] }>(
    'cases.get-case',
    { id },
  );
const act = (id: string, action: string, input: object) => call('reports.act', { id, action, input });

const job = composition.modules.flatMap(({ jobs = [] }) => jobs).find(({ name }) => name === 'reports.bulk')!;
const runJob = () =>
  job.run({
    now: Temporal.Now.instant(),
    signal: new AbortController().signal,
    newId,
    tenants: async () => [tenant],
    transaction: (tenantId, work) => composition.database.transaction(tenantId, work),
    call: () => expect.unreachable(),
  });

test('is foreseen for each report, done once in the name of who confirmed it, and taken back', async () => {
  const [first, second, closed] = [await submit(), await submit('BL-05'), await submit()];
  await act(closed, 'reject', { result: 'permitted', reason: 'سبب نموذجي للرفض' });
  const runId = await draft(first, second, closed);
  const { offers } = await view(runId);
  expect(offers.find(({ action }) => action === 'setPriority')?.count).toBe(2);
  expect(await refused(call('reports.start-bulk', { runId }))).toBe('reports.bulk-unseen');
  expect(await refused(call('reports.plan-bulk', { runId, action: 'setPriority', input: { priority: 9 } }))).toBe(
    'cases.input-invalid',
  );
  const before = (await report(first)).priority;
  const plan = await call('reports.plan-bulk', { runId, action: 'setPriority', input: { priority: 1 } });
  expect(plan).toMatchObject({ ready: 2, refused: 1 });
  // Nothing has happened yet.
  expect((await report(first)).priority).toBe(before);
  const planned = await view(runId);
  expect(planned.items.map(({ expected }) => expected?.reason === null)).toEqual([true, true, false]);

  // Somebody acts on one of them between the look and the confirmation.
  await act(second, 'setPriority', { priority: 2 });
  await call('reports.start-bulk', { runId });
  await call('reports.start-bulk', { runId });
  expect(await refused(call('reports.plan-bulk', { runId, action: 'note' }))).toBe('reports.bulk-begun');
  await runJob();
  await runJob();
  const done = await view(runId);
  expect(done.items.map(({ outcome }) => outcome)).toEqual(['done', 'changed', 'refused']);
  expect(done).toMatchObject({ status: 'done', undoable: true });
  const after = await report(first);
  expect(after.priority).toBe(1);
  expect(after.timeline.filter(({ action }) => action === 'setPriority')).toHaveLength(1);
  expect((await report(second)).priority).toBe(2);

  await call('reports.undo-bulk', { runId });
  await runJob();
  expect((await report(first)).priority).toBe(before);
  expect((await view(runId)).items.map(({ undone }) => undone)).toEqual(['done', null, null]);
});

test('many are merged into one, and are parted again', async () => {
  const [survivor, ...others] = [await submit(), await submit(), await submit()];
  const runId = await draft(survivor!, ...others);
  expect(await refused(call('reports.plan-bulk', { runId, action: 'merge' }))).toBe('reports.bulk-into');
  expect(await call('reports.plan-bulk', { runId, action: 'merge', into: survivor })).toMatchObject({ ready: 2 });
  await call('reports.start-bulk', { runId });
  await runJob();
  expect((await view(runId)).items.map(({ outcome }) => outcome)).toEqual(['refused', 'done', 'done']);
  for (const id of others) expect((await report(id)).state).toBe('duplicate');
  await call('reports.undo-bulk', { runId });
  await runJob();
  for (const id of others) expect((await report(id)).state).toBe('received');
});

test('is its maker’s alone; a category is changed with its own routing', async () => {
  const id = await submit();
  const runId = await draft(id);
  expect(await refused(view(runId, employee('triage')))).toBe('reports.bulk-unknown');
  expect(await refused(call('reports.start-bulk', { runId }, employee('supervisor')))).toBe('reports.bulk-unknown');
  const reclassify = { action: 'reclassify', input: { reason: 'تصنيف أدق' } };
  expect(await refused(call('reports.plan-bulk', { runId, ...reclassify, category: 'none' }))).toBe(
    'reports.unknown-category',
  );
  await call('reports.plan-bulk', { runId, ...reclassify, category: 'BL-05' });
  await call('reports.start-bulk', { runId });
  await runJob();
  expect((await view(runId)).items[0]).toMatchObject({ outcome: 'done' });
  expect(await report(id)).toMatchObject({ state: 'triaged', data: { category: { code: 'BL-05' } } });
});
