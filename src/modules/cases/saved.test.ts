import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Actor, anonymous, type Role } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { composed } from '../../../tests/support/compose.ts';
import { applyTenant, TENANTS_FOLDER } from '../../seed.ts';

const composition = await composed();
const { tenant } = await applyTenant(composition, join(TENANTS_FOLDER, 'eastern'), false);
const employee = (role: Role, ...teams: string[]): Actor => ({
  ...anonymous(tenant.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role, municipalityId: null }],
  teams,
});
async function call<O>(operation: string, input: unknown, actor: Actor): Promise<O> {
  return (await composition.pipeline.call({ operation, input, actor, tenant, requestId: newId() })).output as O;
}
interface Saved {
  lists: { id: string; name: string; first: boolean; editable: boolean; own: boolean; total: { count: number } }[];
}
const listsOf = async (actor: Actor) => (await call<Saved>('cases.list-saved', { page: 'work' }, actor)).lists;
const save = async (actor: Actor, name: string, more: object = {}) =>
  (await call<{ id: string }>('cases.save-list', { page: 'work', name, filter: { type: 'report' }, ...more }, actor))
    .id;
const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code,
  );

test('a list keeps its name, order and count; only its owner sees it unless a team does', async () => {
  const [sorter, mate] = [employee('triage', 'ROADS-1'), employee('triage', 'ROADS-1')];
  const late = await save(sorter, 'المتأخرة', { filter: { type: 'report', overdue: true, order: 'due' } });
  const all = await save(sorter, 'الكل', { first: true });
  await call(
    'reports.submit',
    { category: 'RD-01', location: { longitude: 50.1033, latitude: 26.4207 }, description: 'حفرة نموذجية' },
    anonymous(tenant.id),
  );
  expect(await listsOf(sorter)).toMatchObject([
    { id: late, name: 'المتأخرة', first: false, total: { count: 0 } },
    { id: all, name: 'الكل', first: true, total: { count: 1, atLeast: false } },
  ]);
  expect(await listsOf(mate)).toEqual([]);
  await call('cases.change-list', { listId: all, move: 'up' }, sorter);
  expect((await listsOf(sorter)).map(({ id }) => id)).toEqual([all, late]);
  await call('cases.change-list', { listId: late, team: 'ROADS-1', name: 'متأخرات الطرق' }, sorter);
  expect(await listsOf(mate)).toMatchObject([{ name: 'متأخرات الطرق', own: false, editable: false }]);
  expect(await refused(call('cases.change-list', { listId: late, name: 'لي' }, mate))).toBe('cases.list-unknown');
  expect(await refused(save(sorter, 'لفريق آخر', { team: 'WASTE-1' }))).toBe('cases.list-team');
});

test('deleting is undone, also when it was shared; who leads may change what a team sees', async () => {
  const [sorter, leader] = [employee('triage', 'ROADS-2'), employee('supervisor', 'ROADS-2')];
  const shared = await save(sorter, 'مشتركة', { team: 'ROADS-2' });
  await call('cases.begin-with-list', { page: 'work', listId: shared }, leader);
  await call('cases.delete-list', { listId: shared }, leader);
  expect(await listsOf(sorter)).toEqual([]);
  expect(await refused(call('cases.change-list', { listId: shared, name: 'س' }, sorter))).toBe('cases.list-unknown');
  await call('cases.delete-list', { listId: shared, undo: true }, sorter);
  const shown = await listsOf(leader);
  expect(shown.find(({ id }) => id === shared)).toMatchObject({ first: true, editable: true });
  await call('cases.begin-with-list', { page: 'work', listId: null }, leader);
  expect((await listsOf(leader)).every(({ first }) => !first)).toBe(true);
});
