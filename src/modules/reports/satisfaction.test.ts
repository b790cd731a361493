import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

interface Tracked {
  readonly id: string;
  readonly state: string;
  readonly rating: { offered: boolean; score: number | null; word: string | null } | null;
}
interface Receipt {
  readonly id: string;
  readonly number: string;
  readonly trackingCode: string;
}

let city: City;
let desk: Awaited<ReturnType<City['signIn']>>;
let resident: Awaited<ReturnType<City['signIn']>>;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  city = await startCity({ now: () => now });
  desk = await city.signIn('supervisor-1');
  resident = await city.signIn('resident-1');
});
afterAll(() => city.close());

type Who = 'desk' | 'resident' | 'nobody';
const actorOf = (who: Who) =>
  who === 'nobody' ? anonymous(city.eastern.id) : who === 'desk' ? desk.actor : resident.actor;
async function call<O>(who: Who, operation: string, input: unknown): Promise<O> {
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor: actorOf(who),
    tenant: city.eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}
const submit = (contact: Record<string, string> = {}) =>
  call<Receipt>('nobody', 'reports.submit', {
    category: 'RD-01',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'بلاغ نموذجي',
    contact,
  });
const keyOf = ({ number, trackingCode }: Receipt) => ({ number, code: trackingCode });
const triage = (report: Receipt) => call('desk', 'reports.act', { id: report.id, action: 'triage' });
const close = (report: Receipt) =>
  call('desk', 'reports.act', {
    id: report.id,
    action: 'closeWithReason',
    input: { result: 'not-municipal', reason: 'ليس من اختصاص البلدية، وهذا نص نموذجي.' },
  });
const messages = (notice: string) =>
  city.database.transaction(city.eastern.id, (tx) =>
    rows<{ role: string; party_id: string | null; body: string | null; link: string | null; address: string | null }>(
      tx,
      sql`select m.role, m.party_id, d.body, m.request #>> '{values,link,path}' as link, d.address
          from notifications.message m
          left join notifications.delivery d on d.tenant_id = m.tenant_id and d.message_id = m.id
          where m.tenant_id = platform.current_tenant() and m.notice = ${notice}`,
    ),
  );

describe('the one question after closing', () => {
  test('is asked by e-mail with a link that needs no account, answered, changed, and counted', async () => {
    const report = await submit({ email: 'reporter@person.example' });
    await expect(call('nobody', 'reports.rate', { ...keyOf(report), score: 4 })).rejects.toMatchObject({
      code: 'reports.not-ratable',
    });
    await triage(report);
    await close(report);
    await city.settle();
    const [asked] = await messages('reportRating');
    expect(asked?.body).toContain(`/ar/track/${report.number}?code=${report.trackingCode}#rate`);

    await call('nobody', 'reports.rate', { ...keyOf(report), score: 2, word: 'اتصلوا بي على 0512345678' });
    await call('nobody', 'reports.rate', { ...keyOf(report), score: 5, word: 'شكرا، 0512345678' });
    const tracked = await call<Tracked>('nobody', 'reports.track', keyOf(report));
    expect(tracked.rating).toMatchObject({ offered: true, score: 5 });

    const figures = await call<{
      count: number;
      average: number;
      satisfied: number;
      closed: number;
      words: { word: string }[];
    }>('desk', 'reports.get-satisfaction', {});
    // One answer would say what one person thinks: it is counted, not shown.
    expect(figures).toMatchObject({ count: 1, average: null, satisfied: null, closed: 1 });
    expect(figures.words[0]!.word).not.toContain('0512345678');
  });

  test('is nobody else’s, and ends with the time to reopen', async () => {
    const report = await submit();
    await triage(report);
    await close(report);
    const other = await submit();
    await expect(
      call('nobody', 'reports.rate', { number: report.number, code: other.trackingCode, score: 1 }),
    ).rejects.toMatchObject({ code: 'reports.tracking-code-wrong' });
    await expect(call('resident', 'reports.rate', { number: report.number, score: 1 })).rejects.toMatchObject({
      code: 'reports.tracking-code-wrong',
    });
    const before = now;
    now = now.add({ hours: 24 * 31 });
    await expect(call('nobody', 'reports.rate', { ...keyOf(report), score: 1 })).rejects.toMatchObject({
      code: 'reports.rating-over',
    });
    now = before;
  });
});

describe('a question and its answer', () => {
  test('wake the officer who asked, mark the row, and stop marking once somebody acts', async () => {
    const report = await submit({ mobile: '0512345678' });
    await call('desk', 'reports.act', {
      id: report.id,
      action: 'askReporter',
      input: { question: 'أين الموقع بالضبط؟ نص نموذجي.' },
    });
    await city.settle();
    const [question] = await messages('reportQuestion');
    expect(question?.link).toBe(`/track/${report.number}?code=${report.trackingCode}#question`);

    await call('nobody', 'reports.respond', {
      ...keyOf(report),
      action: 'correct',
      input: { answer: 'بجانب المدرسة النموذجية' },
    });
    await city.settle();
    const told = await messages('reportAnswered');
    expect(told.map(({ party_id }) => party_id)).toContain(desk.actor.partyId);
    expect(told[0]?.link).toBe(`/office/reports/${report.id}`);
    const row = async () =>
      (
        await call<{ items: { id: string; answeredAt: string | null }[] }>('desk', 'cases.list-cases', {
          type: 'report',
          order: 'newest',
        })
      ).items.find(({ id }) => id === report.id);
    expect((await row())?.answeredAt).toEqual(expect.any(String));
    await call('desk', 'reports.act', {
      id: report.id,
      action: 'note',
      input: { text: 'قرئت الإفادة، نص نموذجي', audience: ['office'] },
    });
    expect((await row())?.answeredAt).toBeNull();
  });
});

test('who only follows a report is never led by its tracking code', async () => {
  const report = await submit({ email: 'owner@person.example' });
  await triage(report);
  await call('resident', 'reports.follow', { number: report.number });
  await close(report);
  await city.settle();
  const closed = (await messages('followNews')).filter(({ role }) => role === 'follower');
  expect(closed.length).toBeGreaterThan(0);
  for (const { link, body } of closed) {
    expect(link).toBe(`/reports/${report.number}`);
    expect(body ?? '').not.toContain(report.trackingCode);
  }
});
