import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import { Problem } from '#kernel/problem.ts';
import type { CaseView } from '#modules/cases/api.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

interface Tracked {
  readonly state: string;
  readonly parts: readonly {
    what: Record<string, string>;
    department: Record<string, string>;
    stateTitle: Record<string, string>;
    category: string;
    dueAt: string | null;
  }[];
}

let city: City;
let desk: Awaited<ReturnType<City['signIn']>>;
const now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  city = await startCity({ now: () => now });
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
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => (error instanceof Problem ? (error.fields[0]?.path ?? error.code) : Promise.reject(error)),
  );
const submit = () =>
  call<{ id: string; number: string; trackingCode: string }>('nobody', 'reports.submit', {
    category: 'DS-01',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'بلاغ نموذجي',
    contact: { email: 'sample@example.com', language: 'ar' },
  });
const act = (id: string, action: string, input: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  call('desk', 'reports.act', { id, action, input, ...more });
const start = (id: string, category = 'RD-03', team?: string) =>
  act(id, 'startPart', { what: 'إصلاح طبقة الأسفلت بعد سحب المياه', ...(team ? { team } : {}) }, { category });
const view = (id: string) => call<CaseView>('desk', 'cases.get-case', { id });
const resolve = (id: string, over: Record<string, unknown> = {}) =>
  act(id, 'resolve', {
    resolution: 'سُحبت المياه من الموقع',
    photosBefore: [newId()],
    photosAfter: [newId()],
    closingPosition: { longitude: 50.1, latitude: 26.42 },
    ...over,
  });

describe('a report with parts for other departments', () => {
  test('is no duplicate of its parts, nor they of it', async () => {
    const report = await submit();
    await start(report.id, 'DS-01');
    const { children } = await view(report.id);
    for (const id of [report.id, children[0]!.id]) {
      const { items } = await call<{ items: { id: string }[] }>('desk', 'reports.list-similar', { id });
      expect(items.filter((one) => one.id === report.id || one.id === children[0]!.id)).toEqual([]);
    }
  });

  test('may have several begun in one step: all of them or none', async () => {
    const report = await submit();
    await act(report.id, 'triage');
    const first = { what: 'إصلاح طبقة الأسفلت بعد سحب المياه' };
    const begin = (...further: { category: string; what: string; team?: string }[]) =>
      act(report.id, 'startPart', first, { category: 'RD-03', further });
    const good = { category: 'CL-03', what: 'تنظيف الموقع بعد انتهاء العمل', team: 'CLEAN' };
    expect(await refusal(begin(good, { category: 'NONE', what: first.what }))).toBe('further.1.category');
    expect(await refusal(begin(good, { ...good, team: 'NONE' }))).toBe('further.1.team');
    expect(await refusal(begin({ ...good, what: 'قصير' }))).toMatch(/^further\.0\..*what$/);
    expect((await view(report.id)).children).toEqual([]);
    await begin(good, { category: 'LT-01', what: 'إنارة موقع العمل ليلًا' });
    const parent = await view(report.id);
    expect(parent.children).toHaveLength(3);
    const parts = await Promise.all(parent.children.map(({ id }) => view(id)));
    expect(parts.map(({ state }) => state)).toEqual(['assigned', 'assigned', 'assigned']);
    expect(parts.map(({ team }) => team)).toContain('CLEAN');
    expect(new Set(parts.map(({ number }) => number)).size).toBe(3);
    expect(parent.timeline.filter(({ action }) => action === 'startPart')).toHaveLength(3);
  });

  test('has each part with its own team, clock and number; both timelines tell', async () => {
    const report = await submit();
    await act(report.id, 'triage');
    await start(report.id);
    await start(report.id, 'CL-03', 'CLEAN');
    const parent = await view(report.id);
    expect(parent.children).toHaveLength(2);
    expect(parent.children.every(({ category }) => category === 'open')).toBe(true);
    const [first, second] = await Promise.all(parent.children.map(({ id }) => view(id)));
    expect(first).toMatchObject({ state: 'assigned', team: 'ROADS', data: { partOf: { number: report.number } } });
    expect(second).toMatchObject({ state: 'assigned', team: 'CLEAN' });
    expect(first!.number).not.toBe(report.number);
    expect(first!.dueAt).not.toBeNull();
    expect(first!.dueAt).not.toBe(second!.dueAt);
    const entries = parent.timeline.filter(({ action }) => action === 'startPart');
    expect(entries[0]!.remarks.map(({ text }) => text)).toContain(first!.number);
    expect(first!.actions.filter(({ offered }) => offered).map(({ action }) => action)).not.toContain('startPart');
    expect(first!.actions.filter(({ offered }) => offered).map(({ action }) => action)).not.toContain('askReporter');
  });

  test('is not closed as fixed while a part is open, unless somebody says why', async () => {
    const report = await submit();
    await act(report.id, 'triage');
    const asked = async () =>
      (await view(report.id)).actions.find(({ action }) => action === 'resolve')!.form.map(({ key }) => key);
    expect(await asked()).not.toContain('openPartsReason');
    await start(report.id);
    expect(await asked()).toContain('openPartsReason');
    expect(await refusal(resolve(report.id))).toBe('input.openPartsReason');
    expect(await refusal(resolve(report.id, { openPartsReason: 'الجزء الباقي ضمن برنامج آخر' }))).toBe('done');
    expect(await view(report.id)).toMatchObject({ state: 'resolved' });
  });

  test('hears when its parts end, done or cancelled, and may then be closed', async () => {
    const report = await submit();
    await act(report.id, 'triage');
    await start(report.id);
    await start(report.id, 'CL-03');
    const [first, second] = (await view(report.id)).children;
    expect(await refusal(act(first!.id, 'cancelPart', {}))).toBe('input.reason');
    await act(first!.id, 'cancelPart', { reason: 'عولج ضمن العمل الأول' });
    await resolve(second!.id);
    expect(await view(first!.id)).toMatchObject({ state: 'part_cancelled', category: 'closed' });
    expect(await view(second!.id)).toMatchObject({ state: 'part_done', category: 'closed' });
    const parent = await view(report.id);
    expect(parent.children.map(({ category }) => category)).toEqual(['closed', 'closed']);
    expect(parent.timeline.map(({ action }) => action).slice(-2)).toEqual(['childChanged', 'partsClosed']);
    await city.settle();
    const told = await city.database.transaction(city.eastern.id, (tx) =>
      rows<{ notice: string; role: string }>(
        tx,
        sql`select distinct notice, role from notifications.message where tenant_id = platform.current_tenant()
            and notice like 'reportPart%' order by notice`,
      ),
    );
    expect(told).toContainEqual({ notice: 'reportPartAssigned', role: 'team' });
    expect(told).toContainEqual({ notice: 'reportPartsDone', role: 'team' });
    expect(told.every(({ role }) => role !== 'reporter')).toBe(true);
    expect(await refusal(resolve(report.id))).toBe('done');
  });

  test('is one report to the reporter and to the public', async () => {
    const report = await submit();
    await start(report.id);
    const tracked = await call<Tracked>('nobody', 'reports.track', {
      number: report.number,
      code: report.trackingCode,
    });
    expect(tracked.parts).toMatchObject([
      {
        what: { en: 'Cracked or worn asphalt' },
        stateTitle: { ar: 'أُحيل بلاغك إلى الفريق المختص' },
        category: 'open',
      },
    ]);
    const [part] = (await view(report.id)).children;
    expect(await refusal(call('nobody', 'reports.get-public', { number: part!.number }))).toBe('reports.not-found');
    await city.settle();
    const [facts] = await city.database.transaction(city.eastern.id, (tx) =>
      rows<{ n: number }>(
        tx,
        sql`select count(*)::integer as n from reports.fact
            where tenant_id = platform.current_tenant() and case_id = ${part!.id}`,
      ),
    );
    expect(facts?.n).toBe(0);
  });

  test('refuses parts of parts, unknown categories and teams', async () => {
    const report = await submit();
    expect(await refusal(start(report.id, 'XX-99'))).toBe('category');
    expect(await refusal(start(report.id, 'RD-03', 'NOBODY'))).toBe('team');
    expect(await refusal(act(report.id, 'startPart', { what: 'قصير' }, { category: 'RD-03' }))).toBe('input.what');
    expect(await refusal(act(report.id, 'cancelPart', { reason: 'ليس جزءًا' }))).toBe('');
    expect(
      await refusal(
        call('desk', 'cases.act', { id: report.id, action: 'startPart', input: { what: 'ما يكفي من الكلمات' } }),
      ),
    ).toBe('input');
    await start(report.id);
    const [part] = (await view(report.id)).children;
    expect(await refusal(start(part!.id))).not.toBe('done');
  });
});
