import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import type { CallView } from './operations-desk-shared.ts';

let city: City;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');
const people: Record<string, Awaited<ReturnType<City['signIn']>>> = {};

const WHO = {
  agent: 'agent940-1',
  other: 'agent940-2',
  supervisor: 'supervisor-1',
  auditor: 'auditor-1',
  crew: 'crew-bldg',
} as const;
type Who = keyof typeof WHO;

beforeAll(async () => {
  city = await startCity({ now: () => now });
  for (const [who, code] of Object.entries(WHO)) people[who] = await city.signIn(code);
});
afterAll(() => city.close());

async function call<O>(who: Who, operation: string, input: unknown): Promise<O> {
  const { output } = await city.composition.pipeline.call({
    operation: `reports.${operation}`,
    input,
    actor: people[who]!.actor,
    tenant: city.eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}
const later = (seconds: number) => {
  now = now.add({ seconds });
};
const start = async (phone = '', who: Who = 'agent') =>
  (await call<{ id: string }>(who, 'start-call', { phone, name: '' })).id;
const look = (id: string, who: Who = 'agent') => call<CallView>(who, 'get-call', { id });
const POTHOLE = { category: 'RD-01', location: { longitude: 50.1033, latitude: 26.4344 } };
const file = (id: string, more: object = {}) =>
  call<{ id: string; number: string; dueAt: string }>('agent', 'file-from-call', { id, ...POTHOLE, ...more });
const stored = <O>(text: string) =>
  city.database.transaction(city.eastern.id, async (tx) => (await sql.raw<O>(text).execute(tx)).rows);

describe('a call', () => {
  test('files a report for the caller, who is found again by the number, however it is written', async () => {
    const first = await start('0551112223');
    later(20);
    await call('agent', 'identify-caller', { id: first, phone: '0551112223', name: 'متصل نموذجي' });
    const receipt = await file(first, { description: 'حفرة نموذجية', urgency: ['danger'], answers: { LANE: 'SIDE' } });
    const view = await look(first);
    expect(view.caller).toMatchObject({ phone: '+966551112223', name: 'متصل نموذجي', calls: 1 });
    expect(view.done).toMatchObject([{ what: 'filed', number: receipt.number }]);
    expect(view.done[0]!.trackingCode).toMatch(/^[0-9A-Z-]{14}$/);
    await call('agent', 'end-call', { id: first });
    expect((await look(first)).done[0]!.trackingCode).toBeNull();
    await city.settle();

    const [kept] = await stored<{ data: Record<string, unknown> }>(
      `select projection -> 'data' as data from cases."case" where id = '${receipt.id}'`,
    );
    expect(kept!.data).toMatchObject({
      channel: 'phone',
      contactMobile: '+966551112223',
      contactName: 'متصل نموذجي',
      category: { urgency: 1 },
      serviceAnswers: expect.stringContaining('خطر على الناس الآن\nأين هي من الطريق؟: على جانب الطريق'),
    });

    const second = await start('+966 55 111 2223', 'other');
    const again = await look(second, 'other');
    expect(again.caller).toMatchObject({ id: view.caller!.id, calls: 2, name: 'متصل نموذجي' });
    expect(again.earlierReports.map(({ number }) => number)).toEqual([receipt.number]);
    expect(again.earlierCalls.map(({ id }) => id)).toEqual([first]);
    // Asking after a report of their own is noted on it, and makes nobody a follower.
    await call('other', 'join-from-call', { id: second, caseId: receipt.id });
    const [noted] = await stored<{ text: string }>(
      `select projection::text as text from cases."case" where id = '${receipt.id}'`,
    );
    expect(noted!.text).not.toContain('follower');
    expect(await call('other', 'end-call', { id: second, notes: 'سأل عن بلاغه' })).toMatchObject({ outcome: 'joined' });
  });

  test('keeps what is typed when its tab is closed, and ends only as it went', async () => {
    const id = await start();
    expect((await look(id)).caller).toBeNull();
    const draft = { description: 'نصف جملة', category: 'RD-01', urgency: ['road'] };
    await call('agent', 'save-call-draft', { id, draft });
    expect((await look(id)).draft).toMatchObject(draft);
    const { items } = await call<{ items: { id: string }[] }>('agent', 'list-open-calls', {});
    expect(items.map((one) => one.id)).toContain(id);
    await expect(call('agent', 'end-call', { id })).rejects.toMatchObject({ code: 'reports.call-outcome' });
    await expect(call('agent', 'end-call', { id, outcome: 'joined' })).rejects.toMatchObject({
      code: 'reports.call-outcome',
    });
    await call('agent', 'end-call', { id, outcome: 'silent' });
    expect((await look(id)).draft.description).toBe('');
    await expect(file(id)).rejects.toMatchObject({ code: 'reports.call-ended' });
  });

  test('takes several reports, and joins the caller to one that is there, as a follower, once', async () => {
    const there = await call<{ id: string; number: string }>('supervisor', 'submit', {
      ...POTHOLE,
      description: 'حفرة نموذجية قريبة',
    });
    const id = await start('0551112224');
    const near = await call<{ items: { number: string; sameCategory: boolean }[] }>('agent', 'list-near', {
      longitude: 50.1034,
      latitude: 26.4344,
      category: 'RD-01',
    });
    expect(near.items.map(({ number }) => number)).toContain(there.number);
    await call('agent', 'join-from-call', { id, caseId: there.id, note: 'الحفرة كبرت' });
    await expect(call('agent', 'join-from-call', { id, caseId: there.id })).rejects.toMatchObject({
      code: 'reports.joined-before',
    });
    await file(id, { category: 'RD-06' });
    await file(id, { category: 'RD-02' });
    const view = await look(id);
    expect(view).toMatchObject({ filed: 2, joined: 1 });
    const [kept] = await stored<{ participants: { role: string; partyId: string }[] }>(
      `select projection -> 'participants' as participants from cases."case" where id = '${there.id}'`,
    );
    expect(kept!.participants).toContainEqual(expect.objectContaining({ role: 'follower', partyId: view.caller!.id }));
    expect(await call('agent', 'end-call', { id })).toMatchObject({ outcome: 'reports' });
  });

  test('belongs to whoever took it, and to supervisors', async () => {
    const id = await start('0551112225');
    await expect(call('other', 'end-call', { id, outcome: 'prank' })).rejects.toMatchObject({
      code: 'reports.call-not-found',
    });
    await expect(look(id, 'crew')).rejects.toMatchObject({ status: 403 });
    expect(await look(id, 'auditor')).toMatchObject({ mine: false });
    await expect(call('auditor', 'start-call', {})).rejects.toMatchObject({ status: 403 });
    await call('supervisor', 'end-call', { id, outcome: 'prank' });
  });

  test('refuses what is no number, and answers that fit no question', async () => {
    await expect(start('12')).rejects.toMatchObject({ code: 'reports.call-phone' });
    const id = await start('0138112233');
    expect((await look(id)).caller).toMatchObject({ phone: '+966138112233' });
    await expect(file(id, { answers: { LANE: 'SKY' } })).rejects.toMatchObject({
      fields: [expect.objectContaining({ path: 'answers.LANE' })],
    });
    await expect(file(id, { location: null })).rejects.toMatchObject({ code: 'reports.place-needed' });
    await call('agent', 'end-call', { id, outcome: 'transferred' });
  });
});

describe('the number of a caller', () => {
  test('is nowhere readable, is looked up by whoever may, and each reading is recorded', async () => {
    const [row] = await stored<{ text: string }>('select desk_caller::text as text from reports.desk_caller limit 1');
    expect(row!.text).not.toContain('551112');
    const found = await call<{ items: { caller: { masked: string } }[] }>('auditor', 'search-calls', {
      phone: '0551112223',
    });
    expect(found.items).toHaveLength(2);
    expect(found.items[0]!.caller.masked).toBe('•••223');
    const [entry] = await stored<{ count: number }>(
      `select count(*) as count from ledger.entry where kind = 'disclosure' and operation = 'reports.search-calls'`,
    );
    expect(entry!.count).toBe(1);
  });

  test('can be marked for a time with a reason, which drops no report', async () => {
    const { items } = await call<{ items: { id: string; calls: number; openReports: number }[] }>(
      'agent',
      'list-repeat-callers',
      {},
    );
    expect(items).toMatchObject([{ calls: 2, openReports: 1 }]);
    const caller = items[0]!.id;
    const mark = { id: caller, reason: 'إزعاج نموذجي متكرر', until: '2026-12-01' };
    await expect(call('agent', 'mark-caller', mark)).rejects.toMatchObject({ status: 403 });
    await expect(call('supervisor', 'mark-caller', { ...mark, until: '2030-01-01' })).rejects.toMatchObject({
      code: 'reports.mark-until',
    });
    await call('supervisor', 'mark-caller', mark);
    const id = await start('0551112223');
    expect((await look(id)).caller!.mark).toMatchObject({
      reason: mark.reason,
      until: expect.stringMatching(/^2026-12-01T21:00/),
    });
    expect((await file(id)).number).toMatch(/^940/);
    await call('agent', 'end-call', { id });
    await call('supervisor', 'mark-caller', { id: caller, reason: 'اعتذر المتصل', until: null });
    const after = await call<{ marks: { active: boolean }[]; log: unknown[] }>('agent', 'get-caller', { id: caller });
    expect(after.marks.map(({ active }) => active)).toEqual([false, false]);
    expect(after.log).toHaveLength(3);
  });

  test('is destroyed when its time is over; the calls stay', async () => {
    const left = await start('0551119999');
    now = now.add({ hours: 24 * 366 });
    await city.asSystem('reports.tend-desk', {});
    while ((await city.asSystem<{ more: boolean }>('identity.run-retention', {})).more);
    expect(await stored('select id from reports.desk_caller')).toEqual([]);
    const view = await look(left);
    expect(view).toMatchObject({ outcome: 'abandoned', caller: null });
    const { items } = await call<{ items: unknown[] }>('supervisor', 'search-calls', { day: '2026-11-22' });
    expect(items.length).toBeGreaterThan(6);
    now = Temporal.Instant.from('2026-11-22T09:00:00Z');
  });
});

test('a day is counted as it went', async () => {
  const day = await call<{ figures: Record<string, unknown>; agents: unknown[]; places: { reports: number }[] }>(
    'supervisor',
    'get-desk-day',
    { day: '2026-11-22' },
  );
  expect(day.figures).toMatchObject({ calls: 8, filed: 4, joined: 2, withinTarget: 1, open: 0 });
  expect((day.figures.hours as number[])[9]).toBe(8);
  expect(day.places[0]!.reports).toBe(4);
  await expect(call('agent', 'get-desk-day', {})).rejects.toMatchObject({ status: 403 });
});

test('a place is found by name, street, short address and coordinates', async () => {
  const find = (q: string) =>
    call<{ items: { kind: string; title: Record<string, string>; rest: string }[]; unresolved: string | null }>(
      'agent',
      'find-places',
      { q },
    );
  expect((await find('برج الماء')).items[0]).toMatchObject({ kind: 'landmark' });
  const id = await start();
  await file(id, { address: 'شارع نموذجي قديم 14' });
  expect((await find('نموذجي قديم')).items).toContainEqual(
    expect.objectContaining({ kind: 'report', title: { ar: 'شارع نموذجي قديم 14', en: 'شارع نموذجي قديم 14' } }),
  );
  expect((await find('dmma1234')).items[0]).toMatchObject({ kind: 'short-address', latitude: 26.4344 });
  expect(await find('ZZZZ9999')).toEqual({ items: [], unresolved: 'short-address' });
  expect((await find('26.4344, 50.1033')).items[0]).toMatchObject({ kind: 'coordinates', longitude: 50.1033 });
  expect(await find('48.85, 2.35')).toEqual({ items: [], unresolved: 'outside' });
});
