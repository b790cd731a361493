import { z } from 'zod';
import { ROLES, type RoleGrant, SEGMENTS, type Segment } from '#kernel/actor.ts';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';

export const PARTY_KINDS = ['person', 'organisation', 'agency', 'employee', 'service'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

export type PartyStatus = 'active' | 'suspended' | 'erased';

/** How sure we are of who is at the keyboard: `low` after the identity provider, `high` after a second factor of ours. */
export type Assurance = 'low' | 'high';

/** `manage` may also grant and revoke mandates of the same party; `act` may only act. */
export const MANDATE_SCOPES = ['manage', 'act'] as const;
export type MandateScope = (typeof MANDATE_SCOPES)[number];

/** One human can be a resident and an employee; the two are different parties, told apart by the register. */
export type Register = 'public' | 'staff';
export const registerOf = (kind: PartyKind): Register => (kind === 'employee' ? 'staff' : 'public');

/** Parts of a name as the national records keep them; any may be missing, and none is found by splitting on spaces. */
const nameParts = z.strictObject({
  first: plainText({ max: 60 }).optional(),
  father: plainText({ max: 60 }).optional(),
  grandfather: plainText({ max: 60 }).optional(),
  family: plainText({ max: 60 }).optional(),
});

export const TextInput = z
  .record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/), plainText({ max: 200 }))
  .refine((text) => Object.keys(text).length > 0, { params: { code: 'required' } });

/** A text on its way out: already checked when it came in. */
export const TextOutput = z.record(z.string(), z.string().optional());

export const PartyName = z.strictObject({ text: TextInput, parts: z.record(z.string(), nameParts).optional() });
export type PartyName = z.infer<typeof PartyName>;

export const IDENTIFIER_KINDS = ['NATIONAL_ID', 'IQAMA', 'CR', 'UNIFIED_700', 'OIDC_SUBJECT'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];
export const Identifier = z.strictObject({ kind: z.enum(IDENTIFIER_KINDS), value: plainText({ max: 200 }) });
export type Identifier = z.infer<typeof Identifier>;

export const CONTACT_KINDS = ['mobile', 'email'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

export const IdInput = z.uuid().transform((value): Id => value.toLowerCase());
export const InstantInput = z.iso
  .datetime({ offset: true })
  .transform((text) => Temporal.Instant.from(text).toString());

const partyCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,39}$/);
export const TeamCode = z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,39}$/);

export const RoleGrantInput = z.strictObject({ role: z.enum(ROLES), municipalityId: IdInput.nullable().default(null) });

/** A whole party as a seed or an import knows it. Putting the same `code` again brings the record up to date. */
export const PutPerson = z.strictObject({
  code: partyCode,
  kind: z.enum(PARTY_KINDS),
  name: PartyName,
  identifiers: z.array(Identifier).max(5).default([]),
  mobile: z.string().max(20).optional(),
  email: z.email().max(254).optional(),
  sample: z.boolean().default(false),
  language: z.enum(['ar', 'en']).default('ar'),
  /** Null: whatever the account has chosen, or the device. */
  digits: z.enum(['latn', 'arab']).nullable().default(null),
  roles: z.array(RoleGrantInput).max(20).default([]),
  teams: z.array(TeamCode).max(20).default([]),
  /** Bodies this person may act for, by their codes. */
  represents: z
    .array(z.strictObject({ code: partyCode, scope: z.enum(MANDATE_SCOPES) }))
    .max(20)
    .default([]),
  /** Gives a sample employee an authenticator secret, returned once, so that a demonstration can sign in. */
  enrolTotp: z.boolean().default(false),
});
export type PutPerson = z.infer<typeof PutPerson>;

export const PutTeam = z.strictObject({
  code: TeamCode,
  name: TextInput,
  department: z.string().regex(/^[A-Z0-9-]{2,20}$/),
  areas: z.array(IdInput).max(500).default([]),
  /** Who belongs to it after this; left out, membership stays as it is. */
  members: z.array(IdInput).max(2_000).optional(),
});
export type PutTeam = z.infer<typeof PutTeam>;

export const Credential = z.strictObject({
  id: z.string(),
  kind: z.enum(['passkey', 'totp']),
  label: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type Credential = z.infer<typeof Credential>;

export const SegmentInput = z.enum(SEGMENTS);

/** A session with everything that decides whether it counts, as one query reads it. Times are ISO instants. */
export interface SessionSnapshot {
  readonly id: Id;
  readonly partyId: Id;
  readonly segment: Segment;
  readonly assurance: Assurance;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly partyKind: PartyKind;
  readonly partyStatus: PartyStatus;
  /** Roles in force at the moment asked about. */
  readonly roles: readonly RoleGrant[];
  readonly teams: readonly string[];
  readonly mandate: MandateSnapshot | null;
}

export interface MandateSnapshot {
  readonly id: Id;
  readonly fromParty: Id;
  readonly fromKind: PartyKind;
  readonly fromStatus: PartyStatus;
  readonly toParty: Id;
  readonly scope: MandateScope;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly revokedAt: string | null;
}

export interface ApiKeySnapshot {
  readonly id: Id;
  readonly partyId: Id;
  readonly partyStatus: PartyStatus;
  readonly ownerId: Id | null;
  readonly ownerKind: PartyKind | null;
  readonly ownerStatus: PartyStatus | null;
  readonly scopes: readonly string[];
  readonly rateClass: 'standard' | 'bulk';
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

/** What a person may be shown as when their key was destroyed. */
export const ERASED_NAME: Text = { ar: 'بيانات محذوفة', en: 'Erased' };
/** Somebody named in a mandate who has not signed in yet. */
export const UNNAMED: Text = { ar: 'شخص لم يسجّل الدخول بعد', en: 'Somebody who has not signed in yet' };
