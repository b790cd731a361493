import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#kernel/actor.ts';
import type { Problem } from '#kernel/problem.ts';
import { sql } from '#platform/db.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { type IdentityHouse, identityHouse } from './testing.ts';

const { database } = await testDatabase({ fresh: true });
let house: IdentityHouse;
beforeAll(async () => {
  house = await identityHouse(database);
});
afterAll(() => house?.close());

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (problem: Problem) => problem.code,
  );
const actorOf = async (token: string): Promise<Actor> => (await house.actorOf(token))!;
const staff = async (code: string) => actorOf(await house.open(code, 'employee', { secondFactorProved: true }));

describe('a session', () => {
  test('stands for the person, by token and in their own tenant only', async () => {
    const token = await house.open('resident-1', 'individual');
    expect(await house.actorOf(token)).toMatchObject({ kind: 'person', segment: 'individual', roles: [] });
    expect(await house.actorOf(token, house.tenants.boston)).toBeUndefined();
    expect(await house.actorOf(`${token}x`)).toBeUndefined();
  });

  test('is kept only as a digest', async () => {
    const token = await house.open('resident-1', 'individual');
    const found = await database.transaction(house.tenants.eastern.id, (tx) =>
      sql<{ n: number }>`select count(*) as n from identity.session s
        where s::text like ${`%${token}%`} or encode(s.token_digest, 'escape') like ${`%${token}%`}`.execute(tx),
    );
    expect(found.rows[0]!.n).toBe(0);
  });

  test('ends at once when revoked, from another session too', async () => {
    const here = await house.open('resident-1', 'individual');
    const there = await house.open('resident-1', 'individual');
    const actor = await actorOf(here);
    const list = await house.call<{ id: string; current: boolean }[]>(actor, 'identity.list-my-sessions', {});
    expect(list.filter((session) => session.current)).toHaveLength(1);
    const { sessionId } = await actorOf(there);
    await house.call(actor, 'identity.revoke-session', { sessionId });
    expect(await house.actorOf(there)).toBeUndefined();
    expect(await house.actorOf(here)).toBeDefined();
    await house.call(actor, 'identity.revoke-other-sessions', {});
    expect(await house.call(actor, 'identity.list-my-sessions', {})).toHaveLength(1);
  });

  test('of somebody else cannot be revoked, nor told from one that does not exist', async () => {
    const mine = await actorOf(await house.open('resident-1', 'individual'));
    const theirs = await house.open('resident-2', 'individual');
    const { sessionId } = await actorOf(theirs);
    expect(await codeOf(house.call(mine, 'identity.revoke-session', { sessionId }))).toBe('identity.session-not-found');
    expect(await house.actorOf(theirs)).toBeDefined();
  });

  test('ends when the party is suspended, and a new one is refused until reinstated', async () => {
    const token = await house.open('resident-3', 'individual');
    const { partyId } = await actorOf(token);
    const administrator = await staff('administrator-1');
    await house.call(administrator, 'identity.suspend-party', { partyId, reason: 'اختبار الإيقاف' });
    expect(await house.actorOf(token)).toBeUndefined();
    expect(await codeOf(house.open('resident-3', 'individual'))).toBe('identity.suspended');
    await house.call(administrator, 'identity.reinstate-party', { partyId });
    expect(await house.actorOf(token)).toBeUndefined();
    expect(await house.actorOf(await house.open('resident-3', 'individual'))).toBeDefined();
  });

  test('ends the session this browser had before', async () => {
    const before = await house.open('resident-1', 'individual');
    const { createHash } = await import('node:crypto');
    await house.asSystem('identity.open-session', {
      tokenDigest: createHash('sha256').update('another').digest('base64url'),
      formerDigest: createHash('sha256').update(before).digest('base64url'),
      segment: 'individual',
      identifiers: [{ kind: 'NATIONAL_ID', value: '1000000016' }],
      name: null,
      secondFactorProved: false,
      device: '',
    });
    expect(await house.actorOf(before)).toBeUndefined();
  });
});

describe('roles', () => {
  test('do not count before the second factor', async () => {
    const token = await house.open('officer-roads', 'employee');
    const low = await actorOf(token);
    expect(low).toMatchObject({ segment: 'employee', roles: [], teams: [] });
    const me = await house.call<{ rolesWaiting: string[] }>(low, 'identity.who-am-i', {});
    expect(me.rolesWaiting).toEqual(['officer']);
    expect(await codeOf(house.call(low, 'identity.list-teams', {}))).toBe('request.forbidden');
    expect((await staff('officer-roads')).roles).toEqual([{ role: 'officer', municipalityId: null }]);
  });

  test('belong to the employee, not to the same human as a resident', async () => {
    const resident = await actorOf(await house.open('officer-roads', 'individual'));
    const employee = await staff('officer-roads');
    expect(resident.roles).toEqual([]);
    expect(resident.partyId).not.toBe(employee.partyId);
    expect(await codeOf(house.open('resident-1', 'employee'))).toBe('identity.not-staff');
  });

  test('end with their term and at once when ended', async () => {
    const administrator = await staff('administrator-1');
    const token = await house.open('auditor-1', 'employee', { secondFactorProved: true });
    const { partyId } = await actorOf(token);
    const validUntil = house.now().add({ minutes: 10 }).toString();
    await house.call(administrator, 'identity.put-role-grant', { partyId, role: 'triage', validUntil });
    const { grantId } = await house.call<{ grantId: string }>(administrator, 'identity.put-role-grant', {
      partyId,
      role: 'officer',
    });
    const roles = async () => (await actorOf(token)).roles.map(({ role }) => role).sort();
    expect(await roles()).toEqual(['auditor', 'officer', 'triage']);
    await house.call(administrator, 'identity.end-role-grant', { grantId });
    expect(await roles()).toEqual(['auditor', 'triage']);
    house.advance({ minutes: 11 });
    expect(await roles()).toEqual(['auditor']);
  });

  test('are not given to oneself nor to residents', async () => {
    const administrator = await staff('administrator-1');
    const own = { partyId: administrator.partyId, role: 'auditor' };
    expect(await codeOf(house.call(administrator, 'identity.put-role-grant', own))).toBe('identity.not-for-yourself');
    const { partyId } = await actorOf(await house.open('resident-1', 'individual'));
    const other = { partyId, role: 'auditor' };
    expect(await codeOf(house.call(administrator, 'identity.put-role-grant', other))).toBe('identity.not-an-employee');
  });
});

describe('a mandate', () => {
  test('is chosen at sign-in when it is the only one, and ends its sessions when revoked', async () => {
    const token = await house.open('delegate-1', 'business');
    const acting = await actorOf(token);
    expect(acting.segment).toBe('business');
    const owner = await house.open('owner-1', 'business');
    const { mine } = await house.call<{ mine: { id: string; from: { id: string } }[] }>(
      await actorOf(owner),
      'identity.list-mandates',
      {},
    );
    const same = mine.find((mandate) => mandate.from.id === acting.onBehalfOf)!;
    await house.call(await actorOf(owner), 'identity.choose-mandate', { mandateId: same.id });
    const manager = await actorOf(owner);
    const { given } = await house.call<{ given: { id: string; to: { id: string } }[] }>(
      manager,
      'identity.list-mandates',
      {},
    );
    const theirs = given.find((mandate) => mandate.to.id === acting.partyId)!;
    await house.call(manager, 'identity.revoke-mandate', { mandateId: theirs.id });
    expect(await house.actorOf(token)).toBeUndefined();
    const alone = await actorOf(await house.open('delegate-1', 'business'));
    expect(alone).toMatchObject({ onBehalfOf: null, segment: 'individual' });
    expect(await codeOf(house.call(alone, 'identity.choose-mandate', { mandateId: theirs.id }))).toBe(
      'identity.mandate-not-live',
    );
  });

  test('of somebody else is not there to be chosen', async () => {
    const owner = await actorOf(await house.open('owner-1', 'individual'));
    const { mine } = await house.call<{ mine: { id: string }[] }>(owner, 'identity.list-mandates', {});
    const stranger = await actorOf(await house.open('resident-1', 'individual'));
    const choice = { mandateId: mine[0]!.id };
    expect(await codeOf(house.call(stranger, 'identity.choose-mandate', choice))).toBe('identity.not-found');
    expect(await codeOf(house.call(stranger, 'identity.revoke-mandate', choice))).toBe('identity.not-found');
  });

  test('to act does not give the right to delegate', async () => {
    const water = await actorOf(await house.open('agency-water', 'government'));
    expect(water.segment).toBe('government');
    const identifier = { kind: 'NATIONAL_ID', value: '1000000594' };
    await house.call(water, 'identity.grant-mandate', { identifier, scope: 'act' });
    const { createHash } = await import('node:crypto');
    const open = (token: string, name: { text: { ar: string } } | null) =>
      house.asSystem('identity.open-session', {
        tokenDigest: createHash('sha256').update(token).digest('base64url'),
        segment: 'government',
        identifiers: [identifier],
        name,
        secondFactorProved: false,
        device: '',
      });
    await open('newcomer', { text: { ar: 'مندوب نموذجي جديد' } });
    const newcomer = await actorOf('newcomer');
    expect(newcomer.onBehalfOf).toBe(water.onBehalfOf);
    expect(await codeOf(house.call(newcomer, 'identity.grant-mandate', { identifier, scope: 'act' }))).toBe(
      'identity.may-not-delegate',
    );
    const me = await house.call<{ party: { name: { ar: string } } }>(newcomer, 'identity.who-am-i', {});
    expect(me.party.name.ar).toBe('مندوب نموذجي جديد');
  });

  test('ends on its last instant, and the session with it', async () => {
    const water = await actorOf(await house.open('agency-water', 'government'));
    const validUntil = house.now().add({ minutes: 5 }).toString();
    const identifier = { kind: 'IQAMA', value: '2000000006' };
    await house.call(water, 'identity.grant-mandate', { identifier, validUntil });
    const token = await house.open('resident-3', 'government');
    expect(await house.actorOf(token)).toMatchObject({ segment: 'government' });
    house.advance({ minutes: 6 });
    expect(await house.actorOf(token)).toBeUndefined();
  });
});

describe('a service key', () => {
  test('acts for its agency within its scopes until revoked', async () => {
    const administrator = await staff('administrator-1');
    const nwc = await database.transaction(house.tenants.eastern.id, (tx) =>
      house.identity.api.findPartyByCode(tx, 'NWC'),
    );
    const { key, keyId } = await house.call<{ key: string; keyId: string }>(administrator, 'identity.create-api-key', {
      ownerId: nwc!.id,
      name: { ar: 'نظام نموذجي', en: 'Sample system' },
      label: 'integration',
      scopes: ['identity.who-am-i'],
    });
    const get = (path: string) =>
      fetch(`${house.origin}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
    const me = await get('/identity/me');
    expect(me.status).toBe(200);
    expect(await me.json()).toMatchObject({ party: { kind: 'service' }, actingFor: { id: nwc!.id } });
    expect((await get('/identity/sessions')).status).toBe(403);
    expect(await house.identity.api.actorFor(key, house.tenants.boston, 'api')).toBeUndefined();
    await house.call(administrator, 'identity.revoke-api-key', { keyId });
    expect((await get('/identity/me')).status).toBe(401);
  });

  test('is not a session’s token, and a session’s token is no key', async () => {
    const token = await house.open('resident-1', 'individual');
    const answer = await fetch(`${house.origin}/api/v1/identity/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(401);
  });
});

describe('erasing a person', () => {
  test('leaves no name, number or contact behind, in this database or under its key', async () => {
    const token = await house.open('resident-2', 'individual');
    const { partyId } = await actorOf(token);
    const id = house.tenants.eastern.id;
    const before = await database.transaction(id, (tx) => house.identity.api.contactOf(tx, partyId!));
    expect(before).toMatchObject({ email: 'resident-2@example.com', mobile: '+966500000000' });
    const sealed = await database.transaction(id, (tx) => house.identity.api.sealFor(tx, partyId!, 'note', 'سر'));
    const steward = await staff('steward-1');
    await house.call(steward, 'identity.erase-person', { partyId, basis: 'طلب صاحب البيانات' });
    expect(await house.actorOf(token)).toBeUndefined();
    await database.transaction(id, async (tx) => {
      expect(await house.identity.api.contactOf(tx, partyId!)).toBeUndefined();
      expect(await house.identity.api.openFor(tx, partyId!, 'note', sealed!)).toBeUndefined();
      expect((await house.identity.api.displayNames(tx, [partyId!])).get(partyId!)?.en).toBe('Erased');
    });
  });

  test('is for the data steward alone', async () => {
    const { partyId } = await actorOf(await house.open('resident-1', 'individual'));
    const administrator = await staff('administrator-1');
    const input = { partyId, basis: 'اختبار' };
    expect(await codeOf(house.call(administrator, 'identity.erase-person', input))).toBe('request.forbidden');
  });
});

// Last: it moves the clock beyond every session's end.
describe('time', () => {
  test('ends a session that lies unused, and every session at its term', async () => {
    const idle = await house.open('resident-1', 'individual');
    const used = await house.open('resident-1', 'individual');
    for (let hour = 0; hour < 11; hour++) {
      house.advance({ hours: 1 });
      expect(await house.actorOf(used)).toBeDefined();
    }
    expect(await house.actorOf(idle)).toBeUndefined();
    house.advance({ hours: 1, minutes: 1 });
    expect(await house.actorOf(used)).toBeUndefined();
  });

  test('removes the records of sessions long over', async () => {
    house.advance({ hours: 24 * 91 });
    let removed = 0;
    for (let more = true; more; ) {
      const night = await house.asSystem<{ removed: number; more: boolean }>('identity.run-retention', {});
      removed += night.removed;
      more = night.more;
    }
    expect(removed).toBeGreaterThan(10);
  });
});
