import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Actor, anonymous, type Role } from '#kernel/actor.ts';
import type { Problem } from '#kernel/problem.ts';
import { newId } from '#platform/ids.ts';
import { composed } from '../../../tests/support/compose.ts';
import { applyTenant, TENANTS_FOLDER } from '../../seed.ts';
import type { ReportCatalogue, ReportCategory } from './model.ts';

const composition = await composed();
const folder = join(TENANTS_FOLDER, 'eastern');
const { tenant } = await applyTenant(composition, folder, false);
const employee = (role: Role): Actor => ({
  ...anonymous(tenant.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role, municipalityId: null }],
});
const administrator = employee('administrator');
const resident = anonymous(tenant.id);

async function call<O>(operation: string, input: unknown, actor: Actor = administrator): Promise<O> {
  return (await composition.pipeline.call({ operation, input, actor, tenant, requestId: newId() })).output as O;
}
const refusal = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => expect.unreachable(),
    (error) => error,
  );
const catalogue = async (actor = administrator) =>
  (
    await call<{ catalogue: ReportCatalogue }>(
      'reports.get-catalogue',
      actor === administrator ? { all: true } : {},
      actor,
    )
  ).catalogue;
async function pothole(changes: Partial<ReportCategory> = {}) {
  const found = (await catalogue()).categories.find(({ code }) => code === 'RD-01')!;
  const { provenance: _, violationGroup: __, ...category } = found;
  return { ...category, ...changes };
}
const history = (category?: string) =>
  call<{
    version: number;
    changes: { kind: string; version: number; by: object | null; note: string | null; members: { path: string }[] }[];
  }>('reports.list-category-changes', category === undefined ? {} : { category });
const submit = (actor: Actor, input: object = {}) =>
  call<{ id: string; dueAt: string }>(
    'reports.submit',
    { category: 'RD-01', location: { longitude: 50.1033, latitude: 26.4207 }, description: 'حفرة نموذجية', ...input },
    actor,
  );

test('a category is changed with who, when and what; reports made before keep theirs', async () => {
  const before = await submit(resident);
  const { version: seen, changes } = await history();
  expect(changes).toEqual([]);
  const changed = await pothole({ resolve: { amount: 5, unit: 'workingDay' }, priority: 'P3' });
  expect(await call('reports.put-category', { category: changed, seen, note: 'بعد مراجعة الإدارة' })).toEqual({
    version: seen + 1,
    changed: true,
  });
  expect((await history('RD-01')).changes).toMatchObject([
    {
      kind: 'changed',
      version: seen + 1,
      note: 'بعد مراجعة الإدارة',
      members: [
        { path: 'priority' },
        { path: 'provenance.timeBasis' },
        { path: 'resolve.amount' },
        { path: 'resolve.unit' },
      ],
    },
  ]);
  const view = (id: string) => call<{ data: { category: { priority: string } } }>('cases.get-case', { id });
  expect((await view(before.id)).data.category.priority).toBe('P2');
  expect((await view((await submit(resident)).id)).data.category.priority).toBe('P3');
  // Saying the same again is no change.
  const same = await call('reports.put-category', { category: changed, seen: seen + 1 });
  expect(same).toEqual({ version: seen + 1, changed: false });
  // Who read it before the change is told.
  const late = await refusal(call('reports.put-category', { category: await pothole({ safety: false }), seen }));
  expect(late.code).toBe('reports.catalogue-changed');
});

test('a retired category is offered to nobody and taken from nobody; one of other channels only there', async () => {
  const { version } = await history();
  await call('reports.put-category', { category: await pothole({ active: false }), seen: version });
  expect((await catalogue(resident)).categories.some(({ code }) => code === 'RD-01')).toBe(false);
  expect((await catalogue()).categories.some(({ code }) => code === 'RD-01')).toBe(true);
  expect((await refusal(submit(resident))).code).toBe('reports.category-retired');
  await call('reports.put-category', {
    category: await pothole({ active: true, channels: ['phone'] }),
    seen: version + 1,
  });
  expect((await refusal(submit(resident))).code).toBe('reports.category-not-on-channel');
  const agent = employee('agent940');
  expect((await submit(agent, { channel: 'phone' })).id).toBeTruthy();
  expect((await refusal(submit(agent, { channel: 'pigeon' }))).code).toBe('reports.unknown-channel');
});

test('a new one needs a code of its own and what it names', async () => {
  const fresh = await pothole({ code: 'RD-90' });
  expect((await refusal(call('reports.put-category', { category: await pothole(), seen: 0 }))).code).toBe(
    'reports.category-exists',
  );
  const wrong = await refusal(call('reports.put-category', { category: { ...fresh, department: 'NONE' }, seen: 0 }));
  expect(wrong.fields.map(({ path }) => path)).toEqual(['category.department']);
  expect(await call('reports.put-category', { category: fresh, seen: 0 })).toMatchObject({ changed: true });
  expect((await history('RD-90')).changes).toMatchObject([{ kind: 'added' }]);
});

test('applying the tenant’s file again leaves what the office changed', async () => {
  const { version } = await history();
  await applyTenant(composition, folder, false);
  expect((await history()).version).toBe(version);
  expect(
    (await refusal(call('reports.put-category', { category: await pothole(), seen: version }, employee('officer'))))
      .status,
  ).toBe(403);
});
