import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Actor, anonymous, type Role, systemActor } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { composed } from '../../../tests/support/compose.ts';
import { applyTenant, TENANTS_FOLDER } from '../../seed.ts';
import { BANDS, SHARES } from './model-view.ts';
import { bandOf, bandSpan } from './rules-reminders.ts';

const composition = await composed();
const { tenant } = await applyTenant(composition, join(TENANTS_FOLDER, 'eastern'), false);
const employee = (role: Role): Actor => ({
  ...anonymous(tenant.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role, municipalityId: null }],
});
const supervisor = employee('supervisor');
async function call<O>(operation: string, input: unknown, actor: Actor = supervisor): Promise<O> {
  return (await composition.pipeline.call({ operation, input, actor, tenant, requestId: newId() })).output as O;
}
const asSystem = <O>(operation: string, input: object = {}) => call<O>(operation, input, systemActor(tenant.id));
const submit = async () =>
  (
    await call<{ id: string }>(
      'reports.submit',
      { category: 'RD-01', location: { longitude: 50.1033, latitude: 26.4207 }, description: 'حفرة نموذجية' },
      anonymous(tenant.id),
    )
  ).id;
interface Board {
  teams: { team: string; open: number; unassigned: number; escalated: number; soon: number; more: number }[];
  people: { id: string; open: number }[];
  days: { day: string; received: number; closed: number }[];
}
const board = () => call<Board>('cases.get-board', { type: 'report' });
const now = Temporal.Instant.from('2026-11-22T09:00:00Z');

test('every deadline lies in one band, or is more than a day away', () => {
  for (let hour = -400; hour < 100; hour += 1) {
    const at = now.add({ hours: hour }).toString();
    const bands = BANDS.filter((band) => {
      const { from, to } = bandSpan(band, now);
      return (from === null || Date.parse(from) <= Date.parse(at)) && Date.parse(at) < Date.parse(to);
    });
    expect(bands).toEqual(hour >= 24 ? [] : [bandOf(at, now)]);
  }
});

test('the board counts what is open, moves with each entry, and says the same when counted anew', async () => {
  const id = await submit();
  await submit();
  expect(await asSystem('cases.count-load')).toEqual({ counted: true, more: false });
  expect(await asSystem('cases.count-load')).toEqual({ counted: false, more: false });
  const [first] = (await board()).teams;
  expect(first).toMatchObject({ open: 2, unassigned: 2, escalated: 0, more: 0, under50: 2, under80: 0, under100: 0 });

  const load = composition.modules
    .flatMap(({ subscriptions = [] }) => subscriptions)
    .find(({ name }) => name === 'cases.load')!;
  const after = { state: 'assigned', category: 'open', team: 'SAMPLE', assignee: supervisor.partyId, escalation: 1 };
  const tell = (seq: number, standing: object, before: object | null, action = 'assign') =>
    composition.database.transaction(tenant.id, (tx) =>
      load.handle(
        tx,
        [
          {
            id: seq,
            tenantId: tenant.id,
            at: now,
            type: 'cases.changed',
            key: id,
            payload: {
              caseId: id,
              seq,
              type: 'report',
              action,
              at: Temporal.Now.instant().toString(),
              before,
              after: standing,
            },
          },
        ],
        tenant,
      ),
    );
  await tell(2, after, after);
  // The same again, and one that comes late, change nothing.
  await tell(2, after, after);
  await tell(1, { ...after, team: 'LATE' }, after);
  const moved = await board();
  expect(moved.teams.find(({ team }) => team === 'SAMPLE')).toMatchObject({ open: 1, unassigned: 0, escalated: 1 });
  expect(moved.teams.find(({ team }) => team === 'LATE')).toBeUndefined();
  expect(moved.people).toMatchObject([{ id: supervisor.partyId, open: 1 }]);
  await asSystem('cases.count-load', { again: true });
  expect((await board()).teams).toEqual(moved.teams);

  // Of ten hours six have passed, then nine, then all; what is late counts by how much it is.
  const norm = { total: 36_000_000, measure: 'continuous' };
  const listed = async (used: string) => (await call<{ items: { id: string }[] }>('cases.list-cases', { used })).items;
  for (const [seq, hours, share, band] of [
    [3, 8, 'under50', 'soon'],
    [4, 4, 'under80', 'soon'],
    [5, 1.01, 'under100', 'soon'],
    [6, -2, 'none', 'd1'],
    [7, -40, 'none', 'd3'],
  ] as const) {
    const dueAt = Temporal.Now.instant()
      .add({ minutes: Math.round(hours * 60) })
      .toString();
    await tell(seq, { ...after, dueAt, norm }, after);
    const zero = { under50: 0, under80: 0, under100: 0, soon: 0, d1: 0, d3: 0 };
    const standing = { ...zero, ...(share === 'none' ? {} : { [share]: 1 }), [band]: 1 };
    const team = (await board()).teams.find((one) => one.team === 'SAMPLE');
    expect(team).toMatchObject(standing);
    for (const used of SHARES) expect((await listed(used)).some((one) => one.id === id)).toBe(used === share);
    await asSystem('cases.count-load', { again: true });
    expect((await board()).teams.find((one) => one.team === 'SAMPLE')).toEqual(team);
  }

  // Joined to another report and parted again: nothing was done with.
  const joined = { ...after, state: 'duplicate', category: 'closed' };
  await tell(8, joined, after, 'merge');
  await tell(9, after, joined, 'split');
  expect((await board()).days.at(-1)).toMatchObject({ closed: 0 });
  await tell(10, { ...after, state: 'verified', category: 'closed' }, after);
  const closed = await board();
  expect(closed.teams.find(({ team }) => team === 'SAMPLE')).toBeUndefined();
  expect(closed.days.at(-1)).toMatchObject({ closed: 1 });
  expect(closed.days).toHaveLength(7);
});

test('a rule speaks once of a deadline: who is told, how far it is raised and why stand in the timeline', async () => {
  const id = await submit();
  const rules = [
    {
      key: 'near',
      name: { ar: 'قارب موعده', en: 'It is near' },
      type: 'report',
      // Due within 30 days, not within 29: nothing. Due within 49 hours, but not within 25: this one.
      hours: -49,
      notice: 'reportDueSoon',
      to: ['supervisor'],
      level: 2,
    },
    { key: 'far', name: { ar: 'بعيد' }, type: 'report', hours: -720, notice: 'reportDueSoon', to: ['team'], level: 1 },
  ];
  await call('cases.put-reminders', { rules }, employee('administrator'));
  expect((await asSystem<{ reminded: number }>('cases.remind')).reminded).toBeGreaterThan(0);
  expect(await asSystem('cases.remind')).toEqual({ reminded: 0, more: false });
  const view = await call<{
    escalation: number;
    timeline: { action: string; note: string | null; by: string; title: { ar: string } }[];
  }>('cases.get-case', { id });
  expect(view.escalation).toBe(2);
  expect(view.timeline.filter(({ action }) => action === 'escalate')).toMatchObject([
    { note: 'قارب موعده', by: 'system', title: { ar: 'تصعيد آلي' } },
  ]);
  expect(await call('cases.check-case', { id }, employee('auditor'))).toMatchObject({ agrees: true });
});

test('a reminder that came while somebody wrote stands in nobody’s way; a raise does', async () => {
  const id = await submit();
  const remind = async (key: string, level: number | null) => {
    const name = { ar: 'قارب موعده', en: 'It is near' };
    const rule = { key, name, type: 'report', hours: -49, notice: 'reportDueSoon', to: ['supervisor'], level };
    await call('cases.put-reminders', { rules: [rule] }, employee('administrator'));
    expect((await asSystem<{ reminded: number }>('cases.remind')).reminded).toBeGreaterThan(0);
  };
  const raise = (version: number) => call('cases.act', { id, action: 'setPriority', input: { priority: 1 }, version });
  await remind('quietly', null);
  expect(await raise(1)).toMatchObject({ version: 3 });
  await remind('loudly', 3);
  await expect(raise(3)).rejects.toMatchObject({ code: 'cases.changed-meanwhile' });
});
