import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor } from '#kernel/actor.ts';
import type { MandateSnapshot, SessionSnapshot } from './model.ts';
import * as rules from './rules.ts';

const NOW = Temporal.Instant.from('2026-11-22T08:00:00Z');
const iso = (duration: Temporal.DurationLike) => NOW.add(Temporal.Duration.from(duration)).toString();

const session: SessionSnapshot = {
  id: 's',
  partyId: 'p',
  segment: 'employee',
  assurance: 'high',
  createdAt: iso({ hours: -1 }),
  lastSeenAt: iso({ minutes: -5 }),
  expiresAt: iso({ hours: 9 }),
  revokedAt: null,
  partyKind: 'employee',
  partyStatus: 'active',
  roles: [{ role: 'officer', municipalityId: null }],
  teams: ['ROADS'],
  mandate: null,
};

const mandate: MandateSnapshot = {
  id: 'm',
  fromParty: 'body',
  fromKind: 'organisation',
  fromStatus: 'active',
  toParty: 'p',
  scope: 'act',
  validFrom: iso({ hours: -24 }),
  validUntil: null,
  revokedAt: null,
};

describe('a session counts', () => {
  test.each<[string, Partial<SessionSnapshot>]>([
    ['live', {}],
    ['revoked', { revokedAt: iso({ seconds: -1 }) }],
    ['suspended', { partyStatus: 'suspended' }],
    ['suspended', { partyStatus: 'erased' }],
    ['expired', { expiresAt: NOW.toString() }],
    ['idle', { lastSeenAt: iso({ minutes: -60 }) }],
    ['live', { lastSeenAt: iso({ minutes: -59 }) }],
    ['live', { mandate }],
    ['mandate-ended', { mandate: { ...mandate, revokedAt: iso({ seconds: -1 }) } }],
    ['mandate-ended', { mandate: { ...mandate, validUntil: NOW.toString() } }],
    ['mandate-ended', { mandate: { ...mandate, fromStatus: 'suspended' } }],
    ['mandate-ended', { mandate: { ...mandate, validFrom: iso({ seconds: 1 }) } }],
  ])('%s: %j', (verdict, change) => {
    expect(rules.judgeSession({ ...session, ...change }, NOW)).toBe(verdict);
  });

  test('and carries roles only after a second factor', () => {
    expect(rules.actorOfSession(session, 1, 'web').roles).toHaveLength(1);
    const low = rules.actorOfSession({ ...session, assurance: 'low' }, 1, 'web');
    expect(low).toMatchObject({ roles: [], teams: [], segment: 'employee', kind: 'person' });
  });

  test('and carries no role of its own while it acts for another party', () => {
    const actor = rules.actorOfSession({ ...session, mandate }, 1, 'web');
    expect(actor).toMatchObject({ roles: [], teams: [], segment: 'business', onBehalfOf: 'body' });
    const agency = rules.actorOfSession({ ...session, mandate: { ...mandate, fromKind: 'agency' } }, 1, 'web');
    expect(agency.segment).toBe('government');
  });
});

describe('one-time codes', () => {
  const fresh = { lastStep: 0, failures: 0, lockedUntil: null };

  test('are accepted once', () => {
    const first = rules.judgeCode(fresh, 100, NOW);
    expect(first.accepted).toBe(true);
    expect(rules.judgeCode(first, 100, NOW).accepted).toBe(false);
    expect(rules.judgeCode(first, 99, NOW).accepted).toBe(false);
    expect(rules.judgeCode(first, 101, NOW).accepted).toBe(true);
  });

  test('lock the factor after five wrong ones, and count anew when the lock is over', () => {
    let state: rules.TotpState = fresh;
    for (let i = 0; i < rules.TOTP_FAILURES_ALLOWED; i++) {
      rules.assertNotLocked(state, NOW);
      state = rules.judgeCode(state, undefined, NOW);
    }
    expect(() => rules.assertNotLocked(state, NOW)).toThrow('second-factor-locked');
    const later = NOW.add({ minutes: rules.TOTP_LOCK_MINUTES });
    rules.assertNotLocked(state, later);
    expect(rules.judgeCode(state, undefined, later)).toMatchObject({ failures: 1, lockedUntil: null });
  });

  test('can never be guessed faster than the lock allows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 200 }), (pauses) => {
        let state: rules.TotpState = fresh;
        let now = NOW;
        const tries: number[] = [];
        for (const seconds of pauses) {
          now = now.add({ seconds });
          try {
            rules.assertNotLocked(state, now);
          } catch {
            continue;
          }
          state = rules.judgeCode(state, undefined, now);
          tries.push(now.epochMilliseconds);
        }
        const lock = rules.TOTP_LOCK_MINUTES * 60_000;
        for (const at of tries) {
          const within = tries.filter((other) => other >= at && other < at + lock).length;
          expect(within).toBeLessThanOrEqual(2 * rules.TOTP_FAILURES_ALLOWED);
        }
      }),
    );
  });
});

describe('the way back after signing in', () => {
  test.each(['/ar', '/ar/reports/new?x=1#y', '/', '/en/a%20b'])('keeps %s', (path) => {
    expect(rules.safeReturn(path, '/home')).toBe(path);
  });
  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\/evil',
    'javascript:alert(1)',
    '/auth/sign-out',
    '',
    '/./../..//evil.example',
    '/x/..//evil.example',
  ])('refuses %s', (path) => {
    expect(rules.safeReturn(path, '/home')).toBe('/home');
  });
  test('never leaves the site, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('/', '\\', '.', 'a', ':', '@', '\t', '\n', '?', '#', '%2f') }),
        (text) => {
          const path = rules.safeReturn(text, '/home');
          expect(new URL(path, 'https://site.example').origin).toBe('https://site.example');
        },
      ),
    );
  });
});

describe('grants', () => {
  const administrator = (municipalityId: string | null): Actor => ({
    ...rules.actorOfSession(session, 1, 'web'),
    roles: [{ role: 'administrator', municipalityId }],
  });

  test('are not given to oneself', () => {
    expect(() => rules.assertMayGrant(administrator(null), 'p', null)).toThrow('not-for-yourself');
  });
  test('stay within the administrator’s municipality', () => {
    rules.assertMayGrant(administrator('khobar'), 'q', 'khobar');
    expect(() => rules.assertMayGrant(administrator('khobar'), 'q', null)).toThrow('outside-your-municipality');
    expect(() => rules.assertMayGrant(administrator('khobar'), 'q', 'qatif')).toThrow('outside-your-municipality');
    rules.assertMayGrant(administrator(null), 'q', 'qatif');
  });
});

describe('identifiers', () => {
  test('are looked up in one form', () => {
    expect(rules.identifierOfNumber('١٠٠٠٠٠٠٠٠٨')).toEqual({ kind: 'NATIONAL_ID', value: '1000000008' });
    expect(rules.identifierOfNumber(' 2000 000 006 ')).toEqual({ kind: 'IQAMA', value: '2000000006' });
    for (const wrong of ['1000000000', '100000000', '2000000000', '3000000000', 'abc']) {
      expect(rules.identifierOfNumber(wrong)).toBeUndefined();
    }
    expect(rules.canonicalIdentifier({ kind: 'IQAMA', value: '1000000008' })).toBeUndefined();
  });
  test('of mobiles become E.164', () => {
    for (const text of ['0512345678', '+966512345678', '٠٥١٢٣٤٥٦٧٨', '00966 51 234 5678']) {
      expect(rules.canonicalMobile(text)).toBe('+966512345678');
    }
    expect(rules.canonicalMobile('0612345678')).toBeUndefined();
    expect(rules.canonicalMobile('+96651234567')).toBeUndefined();
    expect(rules.canonicalMobile('+16175550100')).toBe('+16175550100');
  });
  test('are masked but for the last four', () => {
    expect(rules.masked('1000000008')).toBe('••••••0008');
    expect(rules.masked('12')).toBe('••');
    expect(rules.maskedEmail('someone@example.com')).toBe('s•••@example.com');
  });
});

test('a service key’s scopes cover what they name and no more', () => {
  expect(rules.scopeCovers(['reports.*'], 'reports.submit')).toBe(true);
  expect(rules.scopeCovers(['reports.submit'], 'reports.submit')).toBe(true);
  expect(rules.scopeCovers(['reports.*'], 'reports-export.run')).toBe(false);
  expect(rules.scopeCovers(['reports.submit'], 'reports.close')).toBe(false);
  expect(rules.scopeCovers([], 'reports.close')).toBe(false);
});
