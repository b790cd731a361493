import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { type RunningSimulators, startSimulators } from '../../../connectors/simulators.ts';
import { type City, type SignedIn, startCity } from '../../../tests/support/city.ts';

/** Acting for an establishment by the commercial register, and what becomes of a draft when a mandate ends. */
let city: City;
let simulators: RunningSimulators;
let owner: SignedIn;
let resident: SignedIn;
let manager: SignedIn;

beforeAll(async () => {
  simulators = await startSimulators();
  city = await startCity({ simulators });
  owner = await city.signIn('owner-1');
  resident = await city.signIn('resident-1');
  manager = await city.signIn('integration-1');
});
afterAll(async () => {
  await city?.close();
  await simulators?.stop();
});
beforeEach(async () => {
  simulators.setMode('commercial-register', 'happy');
  await call(manager.actor, 'exchange.resume-connector', { id: 'commercial-register' });
});

const call = async <O = Record<string, unknown>>(actor: Actor, operation: string, input: unknown): Promise<O> =>
  (
    await city.composition.pipeline.call({
      ...{ operation, input, actor, tenant: city.eastern, requestId: 'r', idempotencyKey: newId() },
    })
  ).output as O;
const claim = (who: SignedIn, crNumber: string, agreed = true) =>
  call<{ mandateId: string; validUntil: string | null }>(who.actor, 'identity.claim-establishment', {
    crNumber,
    agreed,
  });

describe('acting for an establishment by the register', () => {
  test('is for whom the register names, and for nobody else', async () => {
    const claimed = await claim(owner, '0000000001');
    expect(claimed.mandateId).toMatch(/^[0-9a-f-]{36}$/);
    await expect(claim(resident, '0000000001')).rejects.toMatchObject({ code: 'identity.not-in-register' });
  });

  test('asks nobody without consent', async () => {
    const before = simulators.of('commercial-register')!.received.length;
    await expect(claim(owner, '0000000001', false)).rejects.toMatchObject({ code: 'identity.consent-needed' });
    expect(simulators.of('commercial-register')!.received.length).toBe(before);
  });

  test('tells a number the register does not know from a register that is away', async () => {
    await expect(claim(owner, '0000009999')).rejects.toMatchObject({ code: 'identity.registration-unknown' });
    await call(manager.actor, 'exchange.pause-connector', { id: 'commercial-register', reason: 'صيانة' });
    await expect(claim(owner, '0000000001')).rejects.toMatchObject({ code: 'identity.register-away' });
  });

  test('is not given for a registration that is not in force', async () => {
    await expect(claim(owner, '0000000003')).rejects.toMatchObject({ code: 'identity.registration-inactive' });
  });

  test('claimed twice, it is the same', async () => {
    const [first, second] = [await claim(owner, '0000000002'), await claim(owner, '0000000002')];
    expect(second.mandateId).toBe(first.mandateId);
  });

  test('an application begins with the registration of the establishment acted for, and one’s own mobile', async () => {
    const begun = async (actor: Actor) => {
      const { id } = await call<{ id: string }>(actor, 'services.start-draft', { service: 'commercial-licence' });
      return (await call<{ data: Record<string, unknown> }>(actor, 'services.get-draft', { id })).data;
    };
    const acting = await city.signIn('delegate-1', { segment: 'business' });
    expect(await begun(acting.actor)).toMatchObject({ crNumber: '0000000001' });
    const own = await begun(resident.actor);
    expect(own).toMatchObject({ contactMobile: '+966500000000' });
    expect(own.crNumber).toBeUndefined();
  });

  test('and takes no number of another, neither to keep it nor to ask the register about it', async () => {
    const { actor } = await city.signIn('delegate-1', { segment: 'business' });
    const { id } = await call<{ id: string }>(actor, 'services.start-draft', { service: 'commercial-licence' });
    const asked = simulators.of('commercial-register')!.received.length;
    const input = { crNumber: '٠٠٠٠٠٠٠٠٠٢', tradeName: 'نموذج' };
    const page = { id, page: 'establishment', version: 1 };
    const notTheirs = { fields: [{ path: 'input.crNumber', code: 'not-theirs' }] };
    await expect(call(actor, 'services.save-page', { ...page, input })).rejects.toMatchObject(notTheirs);
    const fetch = { id, prefill: 'register', input, agreed: true, version: 1 };
    await expect(call(actor, 'services.fetch-answers', fetch)).rejects.toMatchObject(notTheirs);
    expect(simulators.of('commercial-register')!.received.length).toBe(asked);
    const own = { ...input, crNumber: '0000000001' };
    expect(await call(actor, 'services.save-page', { ...page, input: own })).toMatchObject({ version: 2 });
  });

  test('is on the person’s own page of agencies that were asked', async () => {
    const { items } = await call<{ items: { purpose: { en: string } }[] }>(owner.actor, 'exchange.list-own-calls', {});
    expect(items[0]!.purpose.en).toContain('own or manage the establishment');
  });
});

test('a mandate revoked in the middle ends the session, and the draft is kept for whoever still acts', async () => {
  const acting = await city.signIn('delegate-1', { segment: 'business' });
  const body = acting.actor.onBehalfOf!;
  const { id } = await call<{ id: string }>(acting.actor, 'services.start-draft', { service: 'commercial-licence' });
  const { mine } = await call<{ mine: { id: string }[] }>(acting.actor, 'identity.list-mandates', {});
  await call(acting.actor, 'identity.revoke-mandate', { mandateId: mine[0]!.id });
  // The next step is refused: nobody is signed in any more.
  const next = await city.send({ method: 'GET', path: `/api/v1/my/drafts/${id}`, headers: acting.headers });
  expect(next.status).toBe(401);
  const { mandateId } = await claim(owner, '0000000001');
  await call(owner.actor, 'identity.choose-mandate', { mandateId });
  const mineNow = await call({ ...owner.actor, onBehalfOf: body, segment: 'business' }, 'services.list-mine', {});
  expect(JSON.stringify(mineNow)).toContain(id);
});
