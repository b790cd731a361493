import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '#kernel/problem.ts';
import { newId } from '#platform/ids.ts';
import { apply, exampleOf } from '../../../tests/support/applying.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type { ApplicationView, AppointmentDay, AppointmentDesk, SlotsView } from './api.ts';

const OFFICE = 'SITE-VISITS';
let city: City;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  city = await startCity({ now: () => now });
  for (const code of ['officer-bldg', 'officer-roads', 'supervisor-1', 'resident-1', 'resident-2', 'resident-3']) {
    await city.signIn(code);
  }
});
afterAll(() => city.close());

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);
const act = (who: string, id: string, action: string, input: Record<string, unknown> = {}) =>
  call<{ state: string; version: number }>(who, 'services.act', { id, action, input });
const view = (who: string, id: string) => call<ApplicationView>(who, 'services.get-application', { id });
const slots = (who: string, id: string) => call<SlotsView>(who, 'services.list-slots', { id });
const slot = (startsAt: string) => ({ slot: { office: OFFICE, startsAt } });
const freeOf = ({ days }: SlotsView) => days.flatMap((day) => day.slots.filter(({ free }) => free > 0));
const dayOf = (date: string) =>
  call<AppointmentDay>('officer-bldg', 'services.list-appointments', { code: OFFICE, date });

/** An application that waits for its applicant to choose when the visit is to be. */
async function waiting(who: string): Promise<string> {
  const service = 'occupancy-certificate';
  const { id } = await apply((operation, input) => call(who, operation, input), service, exampleOf(service));
  expect((await act('officer-bldg', id, 'sendToInspection', {})).state).toBe('booking');
  return id;
}

describe('an application that needs an appointment', () => {
  test('waits for its applicant, whose time does not count against the municipality', async () => {
    const id = await waiting('resident-1');
    const mine = await view('resident-1', id);
    expect(mine.category).toBe('waiting');
    expect(mine.clocks.find(({ key }) => key === 'norm')?.status).toBe('paused');
    expect(mine.clocks.find(({ key }) => key === 'bookingTime')?.status).toBe('running');
    const offered = await slots('resident-1', id);
    expect(offered.may).toBe('book');
    expect(offered.days[0]!.date).toBe('2026-11-23');
    expect(offered.days[0]!.slots[0]).toMatchObject({ free: 3, closed: null });
    for (const other of ['resident-2', 'officer-bldg']) {
      expect((await refusalOf(slots(other, id))).code).toBe('services.application-not-found');
    }
  });

  test('is booked, moved without losing its place, cancelled and held, and each of it is on record', async () => {
    const id = await waiting('resident-1');
    const [first, second] = freeOf(await slots('resident-1', id));
    expect((await act('resident-1', id, 'bookAppointment', slot(first!.startsAt))).state).toBe('inspection');
    const booked = await view('resident-1', id);
    expect(booked.appointments[0]).toMatchObject({ state: 'booked', sequence: 1, place: 'site' });
    expect(booked.clocks.find(({ key }) => key === 'norm')?.status).toBe('running');
    // A place that nobody offers leaves the one that is held.
    const strange = slot('2026-11-27T08:00:00Z');
    expect((await refusalOf(act('resident-1', id, 'moveAppointment', strange))).code).toBe('services.slot-unknown');
    await act('resident-1', id, 'moveAppointment', slot(second!.startsAt));
    const moved = await view('resident-1', id);
    expect(moved.appointments.map(({ state, sequence }) => [state, sequence])).toEqual([
      ['booked', 2],
      ['moved', 1],
    ]);
    expect((await act('resident-1', id, 'cancelAppointment')).state).toBe('booking');
    await act('resident-1', id, 'bookAppointment', slot(first!.startsAt));
    expect((await refusalOf(act('officer-bldg', id, 'missAppointment', { missed: 'لم يحضر أحد.' }))).code).toBe(
      'services.appointment-not-begun',
    );
    const { items } = await dayOf('2026-11-23');
    const [item] = items.filter(({ application }) => application?.id === id);
    expect(item).toMatchObject({ state: 'booked', application: { outcome: 'recordInspection', mayMiss: false } });
    expect(item!.application!.applicant).not.toBeNull();
    await act('officer-bldg', id, 'recordInspection', { inspectedOn: '2026-11-22', inspectionOutcome: 'met' });
    expect((await view('resident-1', id)).appointments[0]!.state).toBe('held');
    expect((await view('resident-1', id)).timeline.map(({ action }) => action)).toEqual([
      'open',
      'sendToInspection',
      'bookAppointment',
      'moveAppointment',
      'cancelAppointment',
      'bookAppointment',
      'recordInspection',
    ]);
    expect(
      (await refusalOf(call('officer-roads', 'services.list-appointments', { code: OFFICE, date: '2026-11-23' }))).code,
    ).toBe('services.office-not-found');
  });

  test('the last place goes to exactly one of those who reach for it together, the others are told what is free', async () => {
    const { version } = await call<AppointmentDesk>('supervisor-1', 'services.list-appointment-offices', {});
    const rules = { slotMinutes: 60, capacity: 1, leadHours: 24, horizonDays: 21, cutOffHours: 12 };
    const set = (capacity: number, at: number) =>
      call<{ version: number }>('supervisor-1', 'services.set-appointment-office', {
        code: OFFICE,
        ...rules,
        capacity,
        version: at,
      });
    const one = await set(1, version);
    expect((await refusalOf(set(2, version))).code).toBe('services.office-changed');
    const who = ['resident-1', 'resident-2', 'resident-3', 'resident-1', 'resident-2'];
    const ids: string[] = [];
    for (const person of who) ids.push(await waiting(person));
    const wanted = freeOf(await slots('resident-1', ids[0]!)).at(-1)!.startsAt;
    const outcomes = await Promise.all(
      ids.map((id, index) =>
        act(who[index]!, id, 'bookAppointment', slot(wanted)).then(
          () => 'booked',
          (problem: Problem) => problem,
        ),
      ),
    );
    expect(outcomes.filter((one) => one === 'booked')).toHaveLength(1);
    for (const refused of outcomes.filter((one) => one instanceof Problem)) {
      expect(refused.code).toBe('services.slot-full');
      const { free } = refused.extra as { free: { startsAt: string }[] };
      expect(free).toHaveLength(3);
      expect(free.map(({ startsAt }) => startsAt)).not.toContain(wanted);
    }
    // Whoever holds another place keeps it when the wanted one is gone.
    const loser = outcomes.findIndex((one) => one !== 'booked');
    const [other] = freeOf(await slots(who[loser]!, ids[loser]!));
    await act(who[loser]!, ids[loser]!, 'bookAppointment', slot(other!.startsAt));
    const full = await refusalOf(act(who[loser]!, ids[loser]!, 'moveAppointment', slot(wanted)));
    expect(full.code).toBe('services.slot-full');
    const [kept] = (await view(who[loser]!, ids[loser]!)).appointments;
    expect(kept).toMatchObject({ state: 'booked', sequence: 1 });
    expect(Temporal.Instant.from(kept!.startsAt).equals(Temporal.Instant.from(other!.startsAt))).toBe(true);
    await set(3, one.version);
  });

  test('waits for whoever is taking a place at this moment, and counts it', async () => {
    const id = await waiting('resident-1');
    const wanted = freeOf(await slots('resident-1', id)).at(-3)!;
    const other = await city.owner.connect();
    try {
      await other.query('begin');
      await other.query(`select pg_advisory_xact_lock(hashtext('services.appointment/${OFFICE}'), $1)`, [
        city.eastern.id,
      ]);
      for (const sequence of [1, 2, 3]) {
        await other.query(
          `insert into services.appointment
             (tenant_id, id, case_id, office, starts_at, ends_at, state, sequence, booked_at, changed_at)
           values ($1, $2, $3, $4, $5, $6, 'booked', $7, now(), now())`,
          [city.eastern.id, newId(), newId(), OFFICE, wanted.startsAt, wanted.endsAt, sequence],
        );
      }
      const refused = refusalOf(act('resident-1', id, 'bookAppointment', slot(wanted.startsAt)));
      const waits = async () =>
        (await city.owner.query("select from pg_locks where locktype = 'advisory' and not granted")).rowCount;
      while (!(await waits()))
        await Promise.race([
          refused.then(() => Promise.reject(new Error('it did not wait'))),
          new Promise((go) => setTimeout(go, 20)),
        ]);
      await other.query('commit');
      expect((await refused).code).toBe('services.slot-full');
      expect((await view('resident-1', id)).state).toBe('booking');
    } finally {
      other.release();
    }
  });

  test('is called off when its slot is closed, with the reason and another to choose', async () => {
    const id = await waiting('resident-2');
    const wanted = freeOf(await slots('resident-2', id)).at(-2)!;
    await act('resident-2', id, 'bookAppointment', slot(wanted.startsAt));
    const close = (who: string, until: string) =>
      call<{ id: string; booked: number }>(who, 'services.close-slots', {
        code: OFFICE,
        from: wanted.startsAt,
        until,
        reason: 'تدريب الفريق الميداني.',
      });
    expect((await refusalOf(close('officer-roads', wanted.endsAt))).code).toBe('services.office-not-found');
    expect((await refusalOf(close('officer-bldg', wanted.startsAt))).code).toBe('services.closure-invalid');
    const closed = await close('officer-bldg', wanted.endsAt);
    expect(closed.booked).toBe(1);
    const { ids } = await city.asSystem<{ ids: string[] }>('services.find-displaced', {});
    expect(ids).toEqual([id]);
    await city.asSystem('services.call-off-appointment', { id });
    const after = await view('resident-2', id);
    expect(after.state).toBe('booking');
    expect(after.appointments[0]!.state).toBe('closed');
    expect(after.timeline.at(-1)!.remarks.map(({ text }) => text)).toEqual(['تدريب الفريق الميداني.']);
    expect((await refusalOf(act('resident-2', id, 'bookAppointment', slot(wanted.startsAt)))).code).toBe(
      'services.slot-closed',
    );
    await call('officer-bldg', 'services.open-slots', { id: closed.id });
    await act('resident-2', id, 'bookAppointment', slot(wanted.startsAt));
    expect(await city.asSystem('services.call-off-appointment', { id })).toEqual({ outcome: 'kept' });
  });

  test('that nobody came to is chosen anew; near its time it can no longer be moved', async () => {
    const id = await waiting('resident-3');
    const first = freeOf(await slots('resident-3', id))[0]!.startsAt;
    await act('resident-3', id, 'bookAppointment', slot(first));
    now = Temporal.Instant.from(first).subtract({ hours: 2 });
    expect((await slots('resident-3', id)).may).toBe('nothing');
    expect((await refusalOf(act('resident-3', id, 'cancelAppointment'))).code).toBe('services.appointment-too-late');
    now = Temporal.Instant.from(first).add({ minutes: 30 });
    expect((await act('officer-bldg', id, 'missAppointment', { missed: 'لم يفتح أحد الباب.' })).state).toBe('booking');
    expect((await view('resident-3', id)).appointments[0]!.state).toBe('missed');
    expect((await slots('resident-3', id)).may).toBe('book');
  });
});
