import type { Actor, Channel, Segment } from '#kernel/actor.ts';
import { toAsciiDigits } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { IDENTIFIERS } from '#kernel/identifiers.ts';
import type { ApiKeySnapshot, Identifier, MandateSnapshot, PartyKind, PartyStatus, SessionSnapshot } from './model.ts';
import { identityProblems } from './problems.ts';

type Instant = Temporal.Instant;
const at = (text: string): Instant => Temporal.Instant.from(text);
const before = (a: Instant, b: Instant) => Temporal.Instant.compare(a, b) < 0;

/** How long a session lasts at most and how long it may lie unused (OWASP ASVS 5.0, 7.3.1 and 7.3.2). */
export const SESSION_TERMS: Readonly<Record<Segment, { absoluteMinutes: number; idleMinutes: number }>> = {
  individual: { absoluteMinutes: 12 * 60, idleMinutes: 2 * 60 },
  business: { absoluteMinutes: 12 * 60, idleMinutes: 2 * 60 },
  government: { absoluteMinutes: 12 * 60, idleMinutes: 60 },
  // A shift and its handover; a desk left alone during a break is still a desk left alone.
  employee: { absoluteMinutes: 10 * 60, idleMinutes: 60 },
};

export const sessionExpiry = (segment: Segment, now: Instant): Instant =>
  now.add({ minutes: SESSION_TERMS[segment].absoluteMinutes });

/** A mandate counts from its beginning to its end, unless revoked, and while both parties are active. */
export function mandateIsLive(mandate: Omit<MandateSnapshot, 'id' | 'scope'>, now: Instant): boolean {
  return (
    mandate.revokedAt === null &&
    mandate.fromStatus === 'active' &&
    !before(now, at(mandate.validFrom)) &&
    (mandate.validUntil === null || before(now, at(mandate.validUntil)))
  );
}

export type SessionVerdict = 'live' | 'revoked' | 'expired' | 'idle' | 'suspended' | 'mandate-ended';

/**
 * Whether a session still counts. A session that acts for another party lives no longer than its mandate: going on in
 * the person's own name would put acts into the wrong party's record without anybody noticing.
 */
export function judgeSession(session: SessionSnapshot, now: Instant): SessionVerdict {
  if (session.revokedAt !== null) return 'revoked';
  if (session.partyStatus !== 'active') return 'suspended';
  if (!before(now, at(session.expiresAt))) return 'expired';
  const idle = at(session.lastSeenAt).add({ minutes: SESSION_TERMS[session.segment].idleMinutes });
  if (!before(now, idle)) return 'idle';
  if (session.mandate !== null && !mandateIsLive(session.mandate, now)) return 'mandate-ended';
  return 'live';
}

/** Writing "last seen" on each request would double its cost; a minute's precision serves the idle limit. */
export const shouldTouch = (session: SessionSnapshot, now: Instant): boolean =>
  before(at(session.lastSeenAt).add({ seconds: 60 }), now);

const segmentOfBody = (kind: PartyKind): Segment => (kind === 'agency' ? 'government' : 'business');

/**
 * The actor a live session stands for. An employee's roles and teams count only at high assurance; who acts for
 * another party has that party's segment and no roles.
 */
export function actorOfSession(session: SessionSnapshot, tenantId: number, channel: Channel): Actor {
  const { mandate } = session;
  const employee = session.partyKind === 'employee' && mandate === null;
  const trusted = employee && session.assurance === 'high';
  return {
    kind: 'person',
    tenantId,
    partyId: session.partyId,
    onBehalfOf: mandate === null ? null : mandate.fromParty,
    segment: mandate === null ? (employee ? 'employee' : 'individual') : segmentOfBody(mandate.fromKind),
    roles: trusted ? session.roles : [],
    teams: trusted ? session.teams : [],
    sessionId: session.id,
    channel,
  };
}

/** Whether an API key still counts: it, its account and the body it works for. */
export const apiKeyIsLive = (key: ApiKeySnapshot, now: Instant): boolean =>
  key.revokedAt === null &&
  key.partyStatus === 'active' &&
  (key.ownerStatus === null || key.ownerStatus === 'active') &&
  before(now, at(key.expiresAt));

export const actorOfApiKey = (key: ApiKeySnapshot, tenantId: number): Actor => ({
  kind: 'service',
  tenantId,
  partyId: key.partyId,
  onBehalfOf: key.ownerId,
  segment: key.ownerKind === null ? null : segmentOfBody(key.ownerKind),
  roles: [],
  teams: [],
  sessionId: null,
  channel: 'api',
});

/** Whether a key's scopes cover an operation: its name, its module as `module.*`, or everything as `*`. */
export const scopeCovers = (scopes: readonly string[], operation: string): boolean =>
  scopes.some((scope) => scope === '*' || scope === operation || scope === `${operation.split('.')[0]}.*`);

/** Five wrong codes in a row close the second factor for a quarter of an hour: 480 guesses a day at a million codes. */
export const TOTP_FAILURES_ALLOWED = 5;
export const TOTP_LOCK_MINUTES = 15;

export interface TotpState {
  readonly lastStep: number;
  readonly failures: number;
  readonly lockedUntil: string | null;
}

/** Throws `identity.second-factor-locked` while too many wrong codes were given. */
export function assertNotLocked(state: TotpState, now: Instant): void {
  if (state.lockedUntil === null || !before(now, at(state.lockedUntil))) return;
  const minutes = Math.max(1, Math.ceil(now.until(at(state.lockedUntil)).total('minutes')));
  throw identityProblems['second-factor-locked']({ values: { minutes }, extra: { retryAfter: minutes * 60 } });
}

/**
 * What a code changes. `step` is the time step the code belongs to, undefined for a wrong code. A code of a step
 * already used counts as wrong (RFC 6238, section 5.2: one use only).
 */
export function judgeCode(
  state: TotpState,
  step: number | undefined,
  now: Instant,
): TotpState & { readonly accepted: boolean; readonly attemptsLeft: number } {
  if (step !== undefined && step > state.lastStep) {
    return { accepted: true, lastStep: step, failures: 0, lockedUntil: null, attemptsLeft: TOTP_FAILURES_ALLOWED };
  }
  // A lock that has run out begins a new count.
  const failures = (state.lockedUntil === null ? state.failures : 0) + 1;
  const locked = failures >= TOTP_FAILURES_ALLOWED;
  return {
    accepted: false,
    lastStep: state.lastStep,
    failures,
    lockedUntil: locked ? now.add({ minutes: TOTP_LOCK_MINUTES }).toString() : null,
    attemptsLeft: TOTP_FAILURES_ALLOWED - failures,
  };
}

/** Adding or removing a second factor where one exists needs that one first, or a stolen first factor could replace it. */
export function assertMayChangeFactors(session: { assurance: 'low' | 'high' }, confirmed: number): void {
  if (confirmed > 0 && session.assurance !== 'high') throw identityProblems['second-factor-required']();
}

export function assertMayRemoveFactor(kind: PartyKind, confirmed: number): void {
  if (kind === 'employee' && confirmed <= 1) throw identityProblems['last-second-factor']();
}

/** Whether the end, where there is one, lies after the beginning and after now. */
export const termIsPossible = (from: Instant, until: Instant | null, now: Instant): boolean =>
  until === null || (before(from, until) && before(now, until));

/** Throws `identity.ends-before-it-begins` for a term that cannot be. */
export function assertTerm(from: Instant, until: Instant | null, now: Instant): void {
  if (!termIsPossible(from, until, now)) throw identityProblems['ends-before-it-begins']();
}

/** An administrator may not change their own standing, and one confined to a municipality may not grant beyond it. */
export function assertMayGrant(actor: Actor, target: Id, municipalityId: Id | null): void {
  if (actor.kind === 'system') return;
  if (actor.partyId === target) throw identityProblems['not-for-yourself']();
  const reach = actor.roles.filter((grant) => grant.role === 'administrator').map((grant) => grant.municipalityId);
  if (!reach.includes(null) && (municipalityId === null || !reach.includes(municipalityId))) {
    throw identityProblems['outside-your-municipality']();
  }
}

export function assertActive(status: PartyStatus): void {
  if (status !== 'active') throw identityProblems.suspended();
}

/** A national ID (begins with 1) or iqama (begins with 2) with a right check digit; undefined for any other text. */
export function identifierOfNumber(text: string): Identifier | undefined {
  for (const kind of ['NATIONAL_ID', 'IQAMA'] as const) {
    const value = IDENTIFIERS[kind].parse(text);
    if (value !== undefined) return { kind, value };
  }
  return undefined;
}

/** The one form an identifier is stored and looked up in; undefined when it is not one of its kind. */
export const canonicalIdentifier = ({ kind, value }: Identifier): string | undefined =>
  kind === 'OIDC_SUBJECT' ? value : IDENTIFIERS[kind].parse(value);

/** A mobile number in E.164: a Saudi one however written, another country's with its `+`; undefined for other texts. */
export function canonicalMobile(text: string): string | undefined {
  const saudi = IDENTIFIERS.MOBILE.parse(text);
  if (saudi !== undefined) return saudi;
  const value = toAsciiDigits(text).replace(/[\s().-]/g, '');
  return /^\+(?!966)[1-9]\d{7,14}$/.test(value) ? value : undefined;
}

/** Masks all but the last four characters. */
export const masked = (value: string): string =>
  value.length <= 4 ? '•'.repeat(value.length) : `${'•'.repeat(Math.min(value.length - 4, 6))}${value.slice(-4)}`;

export const maskedEmail = (value: string): string => {
  const [name = '', host = ''] = value.split('@');
  return `${name.slice(0, 1)}•••@${host}`;
};

/** The path to go to after signing in: only one of this site, else `fallback`. Refuses what a browser reads as a host. */
export function safeReturn(path: string | null | undefined, fallback: string): string {
  if (!path || path.length > 2_000 || !/^\/[^/\\]/.test(`${path}x`)) return fallback;
  // Browsers drop tabs and line breaks inside an address, so `/\t/host` would become `//host`.
  if (/[\\\p{Cc}]/u.test(path) || path.startsWith('/auth/')) return fallback;
  const resolved = new URL(path, 'https://here.invalid');
  return resolved.origin === 'https://here.invalid' && !resolved.pathname.startsWith('//')
    ? resolved.pathname + resolved.search + resolved.hash
    : fallback;
}

/** A few words for the list of sessions, from a User-Agent header: `Chrome · Android`. Nothing finer is kept. */
export function deviceOf(userAgent: string | null): string {
  const ua = userAgent ?? '';
  const browser = /Edg\//.test(ua)
    ? 'Edge'
    : /Firefox\//.test(ua)
      ? 'Firefox'
      : /Chrom(e|ium)\//.test(ua)
        ? 'Chrome'
        : /Safari\//.test(ua)
          ? 'Safari'
          : '';
  const system = /iPhone|iPad/.test(ua)
    ? 'iOS'
    : /Android/.test(ua)
      ? 'Android'
      : /Windows/.test(ua)
        ? 'Windows'
        : /Mac OS X/.test(ua)
          ? 'macOS'
          : /Linux/.test(ua)
            ? 'Linux'
            : '';
  return [browser, system].filter(Boolean).join(' · ');
}

/** Service keys begin with this, so that scanners find leaked ones and none is taken for a session's token. */
export const API_KEY_PREFIX = 'amk_';
