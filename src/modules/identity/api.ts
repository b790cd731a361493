import type { Actor, Channel, Role } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Identifier } from './model.ts';
import type { GivenConsent } from './operations-privacy.ts';
import type { ForgettingSource, PersonalSource } from './operations-requests-due.ts';
import type { KeptData } from './operations-retention-shared.ts';
import type { ConsentRow } from './store-privacy.ts';

/** Whoever a session token or a service key stands for. */
export interface Access {
  readonly actor: Actor;
  readonly person: {
    readonly partyId: Id;
    readonly name: Text;
    /** Null: never chosen. */
    readonly digits: 'latn' | 'arab' | null;
    readonly actingFor: { readonly partyId: Id; readonly name: Text } | null;
  };
  /** Operations a service key is confined to (see `scopeCovers`); null for a person's session. */
  readonly scopes: readonly string[] | null;
  readonly rateClass: 'standard' | 'bulk';
}

export interface Contact {
  readonly partyId: Id;
  /** E.164. */
  readonly mobile: string | null;
  readonly email: string | null;
  readonly name: Text;
  readonly language: 'ar' | 'en';
}

export interface Team {
  readonly code: string;
  readonly name: Text;
  readonly department: string;
  /** Municipalities served; empty: the whole tenant. */
  readonly areas: readonly Id[];
}

/** What other modules and the server may ask of identity. */
export interface IdentityApi {
  /**
   * Who a session token or a service key (`amk_…`) stands for now; undefined when it does not count: unknown, another
   * tenant's, ended, expired, of a suspended party, or acting under a mandate that is over. Asks the database each time.
   */
  actorFor(token: string, tenant: Tenant, channel: Channel): Promise<Access | undefined>;
  /** Ends the session a token stands for, if it still counts. */
  endSession(token: string, tenant: Tenant): Promise<void>;
  /** Whether a service key's scopes cover an operation. */
  scopeCovers(scopes: readonly string[], operation: string): boolean;
  /** Adds what a module keeps about a person to the copy they may ask for; called once, when the program is put together. */
  tellOf(source: PersonalSource): void;
  /**
   * Has a module forget what it keeps under a person's number or address, just before these become unreadable; called
   * once, when the program is put together. What it keeps under the party's id goes with the event `PERSON_ERASED`.
   */
  forgetWith(source: ForgettingSource): void;
  /** Says which personal data a module keeps and how what is past its term goes; called once, as above. */
  keeps(...kept: readonly KeptData[]): void;
  /** Keeps that somebody gave what they need not give, under the privacy notice that was shown then. */
  noteConsents(tx: Tx, consents: readonly GivenConsent[]): Promise<void>;
  /** What was agreed to with a record, for a purpose. */
  consentTo(tx: Tx, subjectId: Id, purpose: string): Promise<ConsentRow | undefined>;
  /** False where there was none, or it was withdrawn before. */
  withdrawConsent(tx: Tx, subjectId: Id, purpose: string): Promise<boolean>;
  /** Names of parties; an id nobody has is left out. */
  displayNames(tx: Tx, ids: readonly Id[]): Promise<ReadonlyMap<Id, Text>>;
  /** Codes of the teams a party belongs to. */
  teamsOf(tx: Tx, partyId: Id): Promise<string[]>;
  /** Active members of a team. */
  membersOf(tx: Tx, team: string): Promise<Id[]>;
  teams(tx: Tx): Promise<Team[]>;
  /** The team of a department for a municipality; one that serves it by name goes before one for the whole tenant. */
  findTeamFor(tx: Tx, department: string, municipalityId: Id | null): Promise<Team | undefined>;
  /** Active parties that hold a role now, in this municipality where one is given. */
  partiesWithRole(tx: Tx, role: Role, municipalityId?: Id | null): Promise<Id[]>;
  /** How parties can be reached; unknown and erased parties are left out. Only verified contacts are told. */
  contactsOf(tx: Tx, partyIds: readonly Id[]): Promise<Contact[]>;
  contactOf(tx: Tx, partyId: Id): Promise<Contact | undefined>;
  /** The party of a stable code such as `NWC`. */
  findPartyByCode(tx: Tx, code: string): Promise<{ id: Id; name: Text } | undefined>;
  /**
   * The party of a public identifier that was checked: whoever nobody knows yet is made, without a name, and known again
   * when they sign in or are claimed.
   */
  partyOfIdentifier(tx: Tx, identifier: Identifier): Promise<Id>;
  /** The numbers a party is known by here, such as its commercial registration; none once it was erased. */
  identifiersOf(tx: Tx, partyId: Id): Promise<Identifier[]>;
  /** Whether whoever acts for another party still has a mandate to, now; true for who acts in their own name. */
  mayStillAct(tx: Tx, actor: Actor): Promise<boolean>;
  /** Encrypts under the key of a party, so that erasing the person erases it too. Undefined for an erased party. */
  sealFor(tx: Tx, partyId: Id, field: string, text: string): Promise<Uint8Array | undefined>;
  /** A keyed digest by which a value such as a telephone number is looked up where it is stored only sealed. */
  lookupDigest(tenant: Tenant, kind: string, value: string): Uint8Array;
  /** Makes a person of whom nothing is known but what other modules seal for them: no name, no account, no sign-in. */
  addPerson(tx: Tx, id: Id, language: string): Promise<void>;
  /** Destroys a person's key, and with it everything sealed for them. */
  erasePerson(tx: Tx, id: Id): Promise<void>;
  /** Opens what was sealed for several parties under one field; those whose key was destroyed are left out. */
  openForAll(
    tx: Tx,
    field: string,
    sealed: readonly { readonly partyId: Id; readonly sealed: Uint8Array }[],
  ): Promise<ReadonlyMap<Id, string>>;
  /** Undefined once the party's key was destroyed. */
  openFor(tx: Tx, partyId: Id, field: string, sealed: Uint8Array): Promise<string | undefined>;
}

export type { Credential } from './model.ts';
/** A person was forgotten. Payload: `PersonErased`. */
export const PERSON_ERASED = 'identity.person-erased';
export interface PersonErased {
  readonly partyId: Id;
}

export type { Expiry } from './model-privacy.ts';
export type { OwnDataRequest, PersonalPart } from './model-requests.ts';
export type { MandateView } from './operations-mandates.ts';
export type { Me, OwnSession } from './operations-own.ts';
export type { GivenConsent, PrivacyDocument } from './operations-privacy.ts';
export type { OfficeRequest } from './operations-requests.ts';
export type { ForgettingSource, KnownBy, PersonalSource } from './operations-requests-due.ts';
export type { KeptData, RetentionOverview, RetentionPreview } from './operations-retention-shared.ts';
export type { TeamChanges } from './operations-teams.ts';
export {
  developmentAccounts,
  PeopleDocument,
  type SeededSecret,
  type SeedingSteps,
  seedBodies,
  seedPeople,
  seedTeams,
  TeamsDocument,
} from './seeding.ts';
