import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import {
  type ContactKind,
  ERASED_NAME,
  type Identifier,
  type PartyKind,
  type PartyName,
  registerOf,
  UNNAMED,
} from './model.ts';
import type { SubjectVault, Vault } from './ports.ts';
import { identityProblems } from './problems.ts';
import { canonicalIdentifier, canonicalMobile, masked, maskedEmail } from './rules.ts';
import { type ContactRow, findParties, type PartyRow, putContact, putIdentifiers, putParty } from './store-parties.ts';

/** The name a party is shown by; a person's is opened with their key. */
export function nameOf(
  vault: Vault,
  tenantId: number,
  party: Pick<PartyRow, 'id' | 'name' | 'sealedName' | 'wrappedKey'>,
): Text {
  if (party.name !== null) return party.name;
  if (party.wrappedKey === null) return ERASED_NAME;
  if (party.sealedName === null) return UNNAMED;
  const name: PartyName = JSON.parse(
    vault.subject(tenantId, party.id, party.wrappedKey).open('name', party.sealedName),
  );
  return name.text;
}

/** Names of many parties in one query; an id nobody has is left out. */
export async function displayNames(
  tx: Tx,
  vault: Vault,
  tenantId: number,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, Text>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  return new Map((await findParties(tx, wanted)).map((row) => [row.id, nameOf(vault, tenantId, row)]));
}

export const sealName = (subject: SubjectVault, name: PartyName): Uint8Array =>
  subject.seal('name', JSON.stringify(name));

export interface PartyFacts {
  readonly id: Id;
  readonly kind: PartyKind;
  readonly code?: string | null;
  /** Null: not known yet, as of somebody who was given a mandate before ever signing in. */
  readonly name: PartyName | null;
  readonly ownerId?: Id | null;
  readonly sample?: boolean;
  readonly language?: string;
  readonly digits?: 'latn' | 'arab' | null;
  readonly identifiers?: readonly Identifier[];
  readonly mobile?: string | undefined;
  readonly email?: string | undefined;
}

/**
 * Writes a party with its key, numbers and contacts; `existing` is the record to bring up to date.
 * Contacts given here come from a register and count as verified.
 * Throws `identity.identifier-invalid` for a national ID, iqama or mobile that is not one.
 */
export async function writeParty(
  tx: Tx,
  vault: Vault,
  tenantId: number,
  facts: PartyFacts,
  existing: PartyRow | undefined,
  now: Temporal.Instant,
): Promise<void> {
  const at = now.toString();
  const wrapped = existing?.wrappedKey ?? vault.newSubjectKey(tenantId, facts.id);
  const subject = vault.subject(tenantId, facts.id, wrapped);
  const isPerson = facts.kind === 'person';
  await putParty(
    tx,
    {
      id: facts.id,
      kind: facts.kind,
      code: facts.code ?? null,
      name: isPerson || facts.name === null ? null : facts.name.text,
      sealedName: isPerson && facts.name !== null ? sealName(subject, facts.name) : null,
      ownerId: facts.ownerId ?? null,
      sample: facts.sample ?? false,
      language: facts.language ?? 'ar',
      digits: facts.digits ?? null,
      wrappedKey: wrapped,
    },
    at,
  );
  await putIdentifiers(
    tx,
    facts.id,
    registerOf(facts.kind),
    (facts.identifiers ?? []).map((given) => {
      const value = canonicalIdentifier(given);
      if (value === undefined) throw identityProblems['identifier-invalid']();
      return {
        kind: given.kind,
        digest: vault.digest(tenantId, given.kind, value),
        masked: masked(value),
        sealed: subject.seal(`identifier/${given.kind}`, value),
      };
    }),
  );
  const contacts: [ContactKind, string | undefined][] = [
    ['mobile', facts.mobile],
    ['email', facts.email],
  ];
  for (const [kind, value] of contacts) {
    if (value !== undefined) await writeContact(tx, subject, facts.id, kind, value, at);
  }
}

/** Stores a contact; `verifiedAt` null until the person proved it is theirs. Throws `identity.mobile-invalid`. */
export async function writeContact(
  tx: Tx,
  subject: SubjectVault,
  partyId: Id,
  kind: ContactKind,
  given: string,
  verifiedAt: string | null,
): Promise<void> {
  const value = kind === 'mobile' ? canonicalMobile(given) : given.trim().toLowerCase();
  if (value === undefined) throw identityProblems['mobile-invalid']();
  const shown = kind === 'mobile' ? masked(value) : maskedEmail(value);
  await putContact(tx, partyId, { kind, masked: shown, sealed: subject.seal(`contact/${kind}`, value), verifiedAt });
}

export const openContact = (vault: Vault, tenantId: number, wrapped: Uint8Array, row: ContactRow): string =>
  vault.subject(tenantId, row.partyId, wrapped).open(`contact/${row.kind}`, row.sealed);
