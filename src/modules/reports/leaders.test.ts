import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import type { CaseView } from '#modules/cases/api.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
let who: Record<'administrator' | 'supervisor' | 'lead' | 'head' | 'officer', Awaited<ReturnType<City['signIn']>>>;
const START = Temporal.Instant.from('2026-11-22T06:00:00Z');
let now = START;

beforeAll(async () => {
  city = await startCity({ now: () => now });
  who = {
    administrator: await city.signIn('administrator-1'),
    supervisor: await city.signIn('supervisor-1'),
    lead: await city.signIn('lead-roads'),
    head: await city.signIn('head-roads'),
    officer: await city.signIn('officer-roads'),
  };
});
afterAll(() => city.close());

async function call<O>(name: keyof typeof who | null, operation: string, input: unknown): Promise<O> {
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor: name === null ? anonymous(city.eastern.id) : who[name].actor,
    tenant: city.eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}
const submit = (category: string) =>
  call<{ id: string; number: string }>(null, 'reports.submit', {
    category,
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'بلاغ نموذجي',
  });
const told = (number: string) =>
  city.database.transaction(city.eastern.id, (tx) =>
    rows<{ role: string; party: string }>(
      tx,
      sql`select role, party_id as party from notifications.message
          where tenant_id = platform.current_tenant() and number = ${number} and notice = 'reportOverdue'`,
    ),
  );
const rule = (percent: number, to: string[], level: number) => ({
  key: `share${percent}`,
  name: { ar: 'مضى جزء من المدة', en: 'Some of the time has passed' },
  type: 'report',
  percent,
  notice: 'reportOverdue',
  to,
  level,
});
const put = (rules: unknown[]) => call('administrator', 'cases.put-reminders', { rules });

describe('rules by share of the time', () => {
  test('speak when that share has passed, once, to whoever leads, and raise the case', async () => {
    await put([rule(50, ['teamLead'], 1), rule(150, ['departmentHead'], 2)]);
    const report = await submit('RD-01');
    await city.settle();
    const remind = () => city.asSystem<{ reminded: number }>('cases.remind', {});
    now = START.add({ hours: 23 });
    expect((await remind()).reminded).toBe(0);
    now = START.add({ hours: 24, minutes: 1 });
    expect((await remind()).reminded).toBe(1);
    expect((await remind()).reminded).toBe(0);
    await city.settle();
    expect(await told(report.number)).toEqual([{ role: 'teamLead', party: who.lead.actor.partyId }]);
    now = START.add({ hours: 72, minutes: 1 });
    expect((await remind()).reminded).toBe(1);
    await city.settle();
    expect(await told(report.number)).toContainEqual({ role: 'departmentHead', party: who.head.actor.partyId });
    const view = await call<CaseView>('supervisor', 'cases.get-case', { id: report.id });
    expect(view.escalation).toBeGreaterThanOrEqual(2);
    now = START;
  });

  test('reach the next above where nobody leads the team', async () => {
    await put([rule(50, ['teamLead'], 1)]);
    const report = await submit('CL-03');
    await city.settle();
    const { dueAt } = await call<CaseView>('supervisor', 'cases.get-case', { id: report.id });
    now = Temporal.Instant.from(dueAt!).subtract({ minutes: 1 });
    await city.asSystem('cases.remind', {});
    await city.settle();
    expect((await told(report.number)).map(({ party }) => party)).toContain(who.supervisor.actor.partyId);
    now = START;
  });

  test('are planned for the cases there are when the rules change, and forgotten when a case ends', async () => {
    const report = await submit('RD-01');
    await city.settle();
    await put([rule(80, ['team'], 1)]);
    const plan = () =>
      city.database.transaction(city.eastern.id, (tx) =>
        rows<{ rule: string }>(
          tx,
          sql`select rule from cases.reminder_plan
              where tenant_id = platform.current_tenant() and case_id = ${report.id}`,
        ),
      );
    expect(await plan()).toEqual([{ rule: 'share50' }]);
    expect(await city.asSystem('cases.plan-reminders', {})).toMatchObject({ more: false });
    expect(await plan()).toEqual([{ rule: 'share80' }]);
    expect(await city.asSystem('cases.plan-reminders', {})).toEqual({ planned: 0, more: false });
    await call('supervisor', 'reports.act', {
      id: report.id,
      action: 'reject',
      input: { result: 'invalid', reason: 'بلاغ تجريبي لا أصل له' },
    });
    await city.settle();
    expect(await plan()).toEqual([]);
  });

  test('are refused where they say both hours and a share', async () => {
    await expect(put([{ ...rule(50, ['team'], 1), hours: 3 }])).rejects.toMatchObject({
      code: 'cases.reminders-faulty',
      fields: [{ path: 'rules.0' }],
    });
  });
});

test('who leads a team or a department sees the board of their teams, an officer none', async () => {
  const board = (name: keyof typeof who) =>
    call<{ teams: { team: string }[] }>(name, 'cases.get-board', { type: 'report' });
  await submit('RD-01');
  await submit('CL-03');
  await city.settle();
  expect((await board('lead')).teams.map(({ team }) => team)).toEqual(['ROADS']);
  expect((await board('head')).teams.every(({ team }) => team.startsWith('ROADS'))).toBe(true);
  expect((await board('supervisor')).teams.length).toBeGreaterThan(1);
  await expect(board('officer')).rejects.toMatchObject({ status: 403 });
});
