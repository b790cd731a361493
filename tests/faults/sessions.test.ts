import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, type SignedIn, startCity } from '../support/city.ts';
import { restRequest } from '../support/send.ts';

let city: City;
let administrator: SignedIn;
beforeAll(async () => {
  city = await startCity();
  administrator = await city.signIn('administrator-1');
});
afterAll(() => city?.close());

const call = async (as: SignedIn, operation: string, input: Record<string, unknown> = {}) => {
  const request = restRequest(city.composition.pipeline.operations.get(operation)!, input);
  return (await city.send({ ...request, headers: { ...request.headers, ...as.headers } })).status;
};

/** What may happen to a resident's sessions: each step names one of those opened so far. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('open' as const), n: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('revoke' as const), n: fc.nat(9), by: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke others' as const), n: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('suspend' as const), n: fc.nat(9) }) },
);

test('a session ends at once when it is revoked, whoever ends it, and no other ends with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      const sessions: { signedIn: SignedIn; live: boolean }[] = [];
      for (const { do: what, n, ...more } of steps) {
        const one = sessions[n % Math.max(1, sessions.length)];
        if (what === 'open' || one === undefined) {
          sessions.push({ signedIn: await city.signIn('resident-2'), live: true });
        } else if (what === 'revoke') {
          const by = sessions[(more as { by: number }).by % sessions.length]!;
          const status = await call(by.signedIn, 'identity.revoke-session', {
            sessionId: one.signedIn.actor.sessionId!,
          });
          expect(status).toBe(!by.live ? 401 : one.live ? 200 : 404);
          if (by.live) one.live = false;
        } else if (what === 'revoke others') {
          expect(await call(one.signedIn, 'identity.revoke-other-sessions')).toBe(one.live ? 200 : 401);
          if (one.live) for (const other of sessions) if (other !== one) other.live = false;
        } else {
          const partyId = one.signedIn.actor.partyId!;
          expect(await call(administrator, 'identity.suspend-party', { partyId, reason: 'نموذج إيقاف' })).toBe(200);
          for (const other of sessions) other.live = false;
          expect(await call(one.signedIn, 'identity.who-am-i')).toBe(401);
          expect(await call(administrator, 'identity.reinstate-party', { partyId })).toBe(200);
        }
        for (const { signedIn, live } of sessions) {
          expect(await call(signedIn, 'identity.who-am-i')).toBe(live ? 200 : 401);
        }
      }
      // What one run opened must not count in the next.
      await city.owner.query(
        `update identity.session set revoked_at = now() where revoked_at is null and party_id = $1`,
        [sessions[0]!.signedIn.actor.partyId],
      );
    }),
    { numRuns: 25, seed: 940 },
  );
});

test('a revoked session may not even repeat what it did before', async () => {
  const resident = await city.signIn('resident-3');
  const operation = city.composition.pipeline.operations.get('identity.put-preferences')!;
  const request = restRequest(operation, { language: 'ar', digits: 'arab' });
  const sent = { ...request, headers: { ...request.headers, ...resident.headers } };
  expect((await city.send(sent)).status).toBe(200);
  expect((await city.send(sent)).status).toBe(200);
  await call(resident, 'identity.revoke-session', { sessionId: resident.actor.sessionId! });
  expect((await city.send(sent)).status).toBe(401);
});

test('roles end at once with their grant, and a service key with its revocation', async () => {
  const officer = await city.signIn('officer-parks');
  expect(await call(officer, 'cases.list-cases')).toBe(200);
  const { rows } = await city.owner.query<{ id: string }>(
    'select id from identity.role_grant where party_id = $1 and ended_at is null',
    [officer.actor.partyId],
  );
  expect(await call(administrator, 'identity.end-role-grant', { grantId: rows[0]!.id })).toBe(200);
  expect(await call(officer, 'cases.list-cases')).toBe(403);

  const { rows: bodies } = await city.owner.query<{ id: string }>(
    `select id from identity.party where tenant_id = $1 and kind = 'agency' limit 1`,
    [city.eastern.id],
  );
  const { key, keyId } = await city.asSystem<{ key: string; keyId: string }>('identity.create-api-key', {
    ownerId: bodies[0]!.id,
    name: { ar: 'نظام نموذجي', en: 'Sample system' },
    label: 'sample',
    scopes: ['cases.list-mine'],
  });
  const service = { headers: { authorization: `Bearer ${key}` }, actor: administrator.actor };
  expect(await call(service, 'cases.list-mine')).toBe(200);
  expect(await call(administrator, 'identity.revoke-api-key', { keyId })).toBe(200);
  expect(await call(service, 'cases.list-mine')).toBe(401);
});
