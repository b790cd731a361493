import { z } from 'zod';
import { ROLES } from '#kernel/actor.ts';
import type { Text } from '#kernel/text.ts';
import { Identifier, PutPerson, PutTeam, TextInput } from './model.ts';
import { identifierOfNumber } from './rules.ts';

const SampleBody = z.strictObject({
  code: PutPerson.shape.code,
  kind: z.enum(['organisation', 'agency']),
  name: TextInput,
  identifiers: z.array(Identifier).default([]),
});

const SamplePerson = z.strictObject({
  code: PutPerson.shape.code,
  kind: z.enum(['person', 'employee']),
  nationalId: z.string().refine((text) => identifierOfNumber(text) !== undefined, { message: 'not a valid number' }),
  name: TextInput,
  /** What the person is there for, shown beside the name where a sample account is chosen. */
  about: TextInput,
  email: z.email(),
  mobile: z.string().optional(),
  language: z.enum(['ar', 'en']).optional(),
  digits: z.enum(['latn', 'arab']).optional(),
  roles: z.array(z.strictObject({ role: z.enum(ROLES), municipality: z.string().optional() })).default([]),
  teams: PutPerson.shape.teams,
  represents: PutPerson.shape.represents,
});

/** `tenants/<key>/people.json`: the agencies a tenant works with, and made-up people for its demonstration. */
export const PeopleDocument = z.strictObject({
  note: TextInput,
  bodies: z.array(SampleBody),
  people: z.array(SamplePerson),
});
export type PeopleDocument = z.infer<typeof PeopleDocument>;

/** `tenants/<key>/teams.json`; `areas` are codes of municipalities, none meaning the whole tenant. */
export const TeamsDocument = z.strictObject({
  note: TextInput,
  teams: z.array(PutTeam.omit({ areas: true, members: true }).extend({ areas: z.array(z.string()) })),
});
export type TeamsDocument = z.infer<typeof TeamsDocument>;

export interface SeedingSteps {
  /** Calls an operation as the system. */
  call(operation: string, input: unknown): Promise<unknown>;
  /** Id of a municipality by its code; undefined when the territory has none of that code. */
  municipalityId(code: string): Promise<string | undefined>;
}

async function idOf(steps: SeedingSteps, code: string): Promise<string> {
  const id = await steps.municipalityId(code);
  if (id === undefined) throw new Error(`there is no municipality ${code}`);
  return id;
}

/** Puts the tenant's teams; doing it again changes nothing. The territory must be there before. */
export async function seedTeams(document: TeamsDocument, steps: SeedingSteps): Promise<void> {
  for (const { areas, ...team } of document.teams) {
    const ids = await Promise.all(areas.map((code) => idOf(steps, code)));
    await steps.call('identity.put-team', { ...team, areas: ids });
  }
}

const putBody = (steps: SeedingSteps, { code, kind, name, identifiers }: PeopleDocument['bodies'][number]) =>
  steps.call('identity.put-person', {
    code,
    kind,
    name: { text: name },
    identifiers,
    sample: kind === 'organisation',
  });

/** Puts the agencies that records refer to; doing it again changes nothing. */
export async function seedBodies(document: PeopleDocument, steps: SeedingSteps): Promise<void> {
  for (const body of document.bodies) if (body.kind === 'agency') await putBody(steps, body);
}

/** The authenticator secret of a sample employee, made when the employee was seeded for the first time. */
export interface SeededSecret {
  readonly code: string;
  readonly name: Text;
  readonly nationalId: string;
  /** Base32. */
  readonly totpSecret: string;
}

/**
 * Puts the sample establishments and people, after teams and agencies. Returns the authenticator secrets made now, to be printed for the
 * demonstration; later runs return none, since a secret is never told twice.
 */
export async function seedPeople(document: PeopleDocument, steps: SeedingSteps): Promise<SeededSecret[]> {
  const secrets: SeededSecret[] = [];
  for (const body of document.bodies) if (body.kind === 'organisation') await putBody(steps, body);
  for (const { about: _about, nationalId, roles, name, ...person } of document.people) {
    const { totpSecret } = (await steps.call('identity.put-person', {
      ...person,
      name: { text: name },
      identifiers: [identifierOfNumber(nationalId)],
      roles: await Promise.all(
        roles.map(async ({ role, municipality }) => ({
          role,
          municipalityId: municipality === undefined ? null : await idOf(steps, municipality),
        })),
      ),
      sample: true,
      enrolTotp: person.kind === 'employee',
    })) as { totpSecret: string | null };
    if (totpSecret !== null) secrets.push({ code: person.code, name, nationalId, totpSecret });
  }
  return secrets;
}

/** The sample people as accounts of the development sign-in. */
export const developmentAccounts = (document: PeopleDocument) =>
  document.people.map(({ nationalId, name, about, kind, mobile, email }) => ({
    login: nationalId,
    name,
    about,
    employee: kind === 'employee',
    ...(mobile === undefined ? {} : { mobile }),
    email,
  }));
