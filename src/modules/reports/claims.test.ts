import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Actor, anonymous } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

interface Receipt {
  readonly id: string;
  readonly number: string;
  readonly trackingCode: string;
}
interface Entries {
  readonly timeline: readonly { readonly action: string; readonly title: Record<string, string> }[];
}

let city: City;
let first: Actor;
let second: Actor;
let officer: Actor;
beforeAll(async () => {
  city = await startCity();
  first = (await city.signIn('resident-1')).actor;
  second = (await city.signIn('resident-2')).actor;
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
const submit = (contact: Record<string, string> = {}) =>
  call<Receipt>(anonymous(city.eastern.id), 'reports.submit', {
    category: 'RD-01',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'بلاغ نموذجي',
    contact,
  });
const mine = async (actor: Actor) =>
  (await call<{ items: { number: string }[] }>(actor, 'cases.list-mine', { type: 'report' })).items.map(
    ({ number }) => number,
  );
const claim = (actor: Actor, number: string, code: string) => call(actor, 'reports.claim', { number, code });

test('whoever has the code makes an anonymous report their own, once, and nobody after them', async () => {
  const { number, trackingCode, id } = await submit();
  await call(first, 'reports.follow', { number });
  await expect(claim(first, number, '0000-0000-0000')).rejects.toMatchObject({ code: 'reports.tracking-code-wrong' });
  await expect(claim(officer, number, trackingCode)).rejects.toMatchObject({ code: 'reports.claim-as-resident' });
  await expect(claim(anonymous(city.eastern.id), number, trackingCode)).rejects.toMatchObject({ status: 401 });

  expect(await claim(first, number, trackingCode)).toEqual({ number, claimed: true });
  expect(await mine(first)).toContain(number);
  // Theirs without the code, to answer and to cancel.
  const own = await call<Entries & { state: string }>(first, 'reports.track', { number });
  expect(own.timeline.find(({ action }) => action === 'claim')?.title.ar).toContain('حساب');
  expect(await claim(first, number, trackingCode)).toEqual({ number, claimed: false });
  await expect(claim(second, number, trackingCode)).rejects.toMatchObject({ code: 'reports.report-of-another' });
  await expect(call(second, 'reports.track', { number })).rejects.toMatchObject({
    code: 'reports.tracking-code-wrong',
  });
  const shown = await call<{ supporters: number }>(second, 'reports.get-public', { number });
  expect(shown.supporters).toBe(0);
  const view = await call<Entries>(officer, 'cases.get-case', { id });
  expect(view.timeline.some(({ action }) => action === 'claim')).toBe(true);
});

test('an address that is the account’s own is told by the account alone, another one besides', async () => {
  const own = await submit({ email: 'resident-1@example.com' });
  const other = await submit({ email: 'other@person.example' });
  for (const report of [own, other]) {
    await claim(first, report.number, report.trackingCode);
    await call(officer, 'reports.act', { id: report.id, action: 'triage' });
    await call(officer, 'reports.act', {
      id: report.id,
      action: 'closeWithReason',
      input: { result: 'not-municipal', reason: 'ليس من اختصاص البلدية، وهذا نص نموذجي.' },
    });
  }
  await city.settle();
  const told = async ({ id }: Receipt) => {
    const { rows } = await city.owner.query<{ recipient: string }>(
      "select recipient from notifications.message where case_id = $1 and notice = 'reportClosed' order by 1",
      [id],
    );
    return rows.map(({ recipient }) => recipient);
  };
  expect(await told(own)).toEqual([first.partyId]);
  expect(await told(other)).toEqual([first.partyId, 'other@person.example|']);
});
