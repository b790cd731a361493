import { Secret, TOTP } from 'otpauth';
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
const secretOf = (code: string) => house.secrets.find((secret) => secret.code === code)!.totpSecret;
const codeAt = (secret: string, shiftSeconds = 0) =>
  TOTP.generate({
    secret: Secret.fromBase32(secret),
    timestamp: house.now().epochMilliseconds + shiftSeconds * 1000,
  });
const wrongCode = (secret: string) => {
  const near = new Set([-60, -30, 0, 30, 60].map((shift) => codeAt(secret, shift)));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.has(code))!;
};
const prove = (actor: Actor, code: string) =>
  house.call<{ accepted: boolean; attemptsLeft: number }>(actor, 'identity.prove-totp', { code });

describe('a team', () => {
  interface Then {
    readonly name: { readonly en: string };
    readonly members: readonly { readonly id: string; readonly name: { readonly ar: string } }[];
  }
  interface Changes {
    readonly changes: readonly { version: number; by: { ar: string } | null; before: Then | null; after: Then }[];
  }

  test('keeps what it was, who changed it and who came and went, and says nothing of a save that changed nothing', async () => {
    const administrator = await staff('administrator-1');
    const [crew, officer] = [(await staff('crew-roads')).partyId, (await staff('officer-roads')).partyId];
    const put = (given: object) =>
      house.call(administrator, 'identity.put-team', {
        ...{ code: 'SAMPLE-TEAM', name: { ar: 'فريق نموذجي', en: 'Sample team' }, department: 'ROADS', areas: [] },
        ...given,
      });
    const history = async () =>
      (await house.call<Changes>(administrator, 'identity.list-team-changes', { code: 'SAMPLE-TEAM' })).changes;
    await put({ members: [crew] });
    await put({ members: [crew] });
    await put({ name: { ar: 'فريق نموذجي', en: 'Another name' }, members: [officer] });
    const changes = await history();
    expect(changes.map(({ version, before }) => [version, before === null])).toEqual([
      [2, false],
      [1, true],
    ]);
    const [last] = changes;
    expect(last!.by).toMatchObject({ ar: expect.stringContaining('نموذجي') });
    expect([last!.before!.name.en, last!.after.name.en]).toEqual(['Sample team', 'Another name']);
    expect([last!.before!.members[0]!.id, last!.after.members[0]!.id]).toEqual([crew, officer]);
    // An employee added with a team is a change of the team, too.
    await house.call(administrator, 'identity.add-employee', {
      name: { ar: 'موظف نموذجي جديد', en: 'New sample employee' },
      identifier: { kind: 'NATIONAL_ID', value: '1000000180' },
      teams: ['SAMPLE-TEAM'],
    });
    expect((await history())[0]!.after.members).toHaveLength(2);
    expect(
      await codeOf(house.call(await staff('officer-roads'), 'identity.list-team-changes', { code: 'LIGHT' })),
    ).toBe('request.forbidden');
  });
});

describe('a code of the authenticator', () => {
  test('opens the roles of an employee, once', async () => {
    const token = await house.open('officer-light', 'employee');
    const code = codeAt(secretOf('officer-light'));
    expect(await prove(await actorOf(token), code)).toMatchObject({ accepted: true });
    expect((await actorOf(token)).roles).toHaveLength(1);
    const other = await house.open('officer-light', 'employee');
    expect(await prove(await actorOf(other), code)).toMatchObject({ accepted: false, attemptsLeft: 4 });
    expect((await actorOf(other)).roles).toEqual([]);
    house.advance({ seconds: 60 });
    expect(await prove(await actorOf(other), codeAt(secretOf('officer-light')))).toMatchObject({ accepted: true });
  });

  test('may be typed in Arabic digits', async () => {
    const actor = await actorOf(await house.open('officer-bldg', 'employee'));
    const code = codeAt(secretOf('officer-bldg')).replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!);
    expect(await prove(actor, code)).toMatchObject({ accepted: true });
  });

  test('of two requests at the same time counts for one', async () => {
    const actors = await Promise.all([1, 2, 3].map(async () => actorOf(await house.open('officer-clean', 'employee'))));
    const code = codeAt(secretOf('officer-clean'));
    const outcomes = await Promise.all(actors.map((actor) => prove(actor, code)));
    expect(outcomes.filter((outcome) => outcome.accepted)).toHaveLength(1);
  });

  test('cannot be guessed: five wrong ones lock it for all sessions, also against the right one', async () => {
    const secret = secretOf('officer-parks');
    const tokens = [await house.open('officer-parks', 'employee'), await house.open('officer-parks', 'employee')];
    for (let i = 0; i < 5; i++) {
      const actor = await actorOf(tokens[i % 2]!);
      expect(await prove(actor, wrongCode(secret))).toEqual({ accepted: false, attemptsLeft: 4 - i });
    }
    const actor = await actorOf(tokens[0]!);
    expect(await codeOf(prove(actor, codeAt(secret)))).toBe('identity.second-factor-locked');
    house.advance({ minutes: 15 });
    expect(await prove(actor, codeAt(secret))).toMatchObject({ accepted: true });
  });

  test('cannot be guessed by many at once either', async () => {
    const secret = secretOf('officer-market');
    const actor = await actorOf(await house.open('officer-market', 'employee'));
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => codeOf(prove(actor, wrongCode(secret)))));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(5);
  });
});

describe('adding an authenticator', () => {
  test('counts only after a code of it, and then raises the session', async () => {
    const actor = await actorOf(await house.open('resident-1', 'individual'));
    const { secret, address } = await house.call<{ secret: string; address: string }>(actor, 'identity.start-totp', {});
    expect(address).toMatch(/^otpauth:\/\/totp\//);
    expect(await house.call(actor, 'identity.list-credentials', {})).toEqual([]);
    expect(await codeOf(prove(actor, codeAt(secret)))).toBe('identity.second-factor-missing');
    const wrong = { code: wrongCode(secret) };
    expect(await house.call(actor, 'identity.confirm-totp', wrong)).toEqual({ accepted: false, attemptsLeft: 4 });
    expect(await house.call(actor, 'identity.confirm-totp', { code: codeAt(secret) })).toMatchObject({
      accepted: true,
    });
    expect(await house.call(actor, 'identity.list-credentials', {})).toMatchObject([{ kind: 'totp' }]);
  });

  test('tells the secret once and keeps no copy of the answer', async () => {
    const actor = await actorOf(await house.open('delegate-1', 'individual'));
    const call = { operation: 'identity.start-totp', input: {}, idempotencyKey: 'a-key-of-this-very-test' };
    const { secret } = (await house.keyed(actor, call)) as { secret: string };
    expect(await codeOf(house.keyed(actor, call))).toBe('request.answered-once');
    const kept = await database.transaction(house.tenants.eastern.id, (tx) =>
      sql<{ n: number }>`select count(*) as n from platform.idempotency i where i::text like ${`%${secret}%`}`.execute(
        tx,
      ),
    );
    expect(kept.rows[0]!.n).toBe(0);
  });

  test('in place of one that exists needs that one first', async () => {
    const token = await house.open('officer-adv', 'employee');
    const low = await actorOf(token);
    expect(await codeOf(house.call(low, 'identity.start-totp', {}))).toBe('identity.second-factor-required');
    expect(await codeOf(house.call(low, 'identity.start-passkey', {}))).toBe('identity.second-factor-required');
    await prove(low, codeAt(secretOf('officer-adv')));
    expect(await codeOf(house.call(low, 'identity.start-totp', {}))).toBe('done');
  });

  test('begun anew does not reset the count of wrong codes', async () => {
    const actor = await actorOf(await house.open('resident-2', 'individual'));
    for (let i = 0; i < 5; i++) {
      const { secret } = await house.call<{ secret: string }>(actor, 'identity.start-totp', {});
      expect(await house.call(actor, 'identity.confirm-totp', { code: wrongCode(secret) })).toMatchObject({
        attemptsLeft: 4 - i,
      });
    }
    const { secret } = await house.call<{ secret: string }>(actor, 'identity.start-totp', {});
    expect(await codeOf(house.call(actor, 'identity.confirm-totp', { code: codeAt(secret) }))).toBe(
      'identity.second-factor-locked',
    );
  });

  test('an employee keeps the last one', async () => {
    const actor = await actorOf(await house.open('officer-cx', 'employee', { secondFactorProved: true }));
    const [credential] = await house.call<{ id: string }[]>(actor, 'identity.list-credentials', {});
    const removal = house.call(actor, 'identity.remove-credential', { credentialId: credential!.id });
    expect(await codeOf(removal)).toBe('identity.last-second-factor');
  });
});

describe('a passkey', () => {
  test('that does not verify is refused, and an answer without a question too', async () => {
    const actor = await actorOf(await house.open('owner-1', 'individual'));
    const answer = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: {}, clientExtensionResults: {} };
    expect(await codeOf(house.call(actor, 'identity.add-passkey', { label: 'هاتفي', answer }))).toBe(
      'identity.passkey-refused',
    );
    const { options } = await house.call<{ options: { challenge: string; rp: { id: string } } }>(
      actor,
      'identity.start-passkey',
      {},
    );
    expect(options.challenge.length).toBeGreaterThan(20);
    expect(options.rp.id).toBe('127.0.0.1');
    expect(await codeOf(house.call(actor, 'identity.add-passkey', { label: 'هاتفي', answer }))).toBe(
      'identity.passkey-refused',
    );
    expect(await codeOf(house.call(actor, 'identity.start-passkey-proof', {}))).toBe('identity.second-factor-missing');
    expect(await house.call(actor, 'identity.list-credentials', {})).toEqual([]);
  });
});

test('a ready-made authenticator is for samples only', async () => {
  const input = { code: 'not-a-sample', kind: 'employee', name: { text: { ar: 'موظف' } }, enrolTotp: true };
  expect(await codeOf(house.asSystem('identity.put-person', input))).toBe('identity.not-a-sample');
});
