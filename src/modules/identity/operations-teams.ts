import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { Problem } from '#kernel/problem.ts';
import type { Bilingual } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { staff, system, tenantRole } from '#platform/policy.ts';
import { requestProblems } from '#platform/validation.ts';
import { PutTeam, TeamCode, TextOutput } from './model.ts';
import type { Ports } from './ports.ts';
import { identityProblems } from './problems.ts';
import { nameOf } from './records.ts';
import { findParties } from './store-parties.ts';
import * as standing from './store-standing.ts';
import { listTeamChanges, lockTeam, noteTeamChange, type TeamRecord } from './store-teams.ts';

const MOST_CHANGES = 50;
const UNKNOWN_MEMBER: Bilingual = { ar: 'لا يوجد موظف بهذا المعرّف.', en: 'There is no employee of this id.' };

const Team = z.strictObject({
  code: z.string(),
  name: TextOutput,
  department: z.string(),
  areas: z.array(z.string()),
  members: z.number(),
});

const Member = z.strictObject({ id: z.string(), name: TextOutput });
const TeamThen = z.strictObject({
  name: TextOutput,
  department: z.string(),
  areas: z.array(z.string()),
  members: z.array(Member),
});
const TeamChanges = z.strictObject({
  /** The newest first, at most 50. */
  changes: z.array(
    z.strictObject({
      version: z.int(),
      at: z.string(),
      /** Null: the tenant's own documents. */
      by: TextOutput.nullable(),
      /** Null where the team was new. */
      before: TeamThen.nullable(),
      after: TeamThen,
    }),
  ),
});
export type TeamChanges = z.infer<typeof TeamChanges>;

/** Names the field whose value is no record's, where the database was the one to notice. */
export async function naming<T>(path: string, text: Bilingual, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'database.refers-to-nothing') throw error;
    throw requestProblems.invalid({ fields: [{ path, code: 'unknown', text }] });
  }
}

/** Does what changes these teams or who belongs to them, and notes of each what it was and became. */
export async function changingTeams(
  tx: Tx,
  codes: readonly string[],
  by: { readonly at: Temporal.Instant; readonly partyId: Id | null },
  work: () => Promise<unknown>,
): Promise<void> {
  const before = new Map<string, TeamRecord | undefined>();
  for (const code of codes.toSorted()) before.set(code, await lockTeam(tx, code));
  await work();
  for (const [code, was] of before) {
    const after = await lockTeam(tx, code);
    if (after === undefined) continue;
    await noteTeamChange(tx, code, { before: was, after }, { at: by.at.toString(), partyId: by.partyId });
  }
}

/** Teams, who belongs to them, and what they were before. */
export function teamOperations({ vault }: Pick<Ports, 'vault'>): Operation[] {
  return [
    operation({
      name: 'identity.list-teams',
      summary: { ar: 'الفرق', en: 'Teams' },
      kind: 'query',
      who: [staff(), system()],
      route: { method: 'GET', path: '/identity/teams' },
      input: z.strictObject({}),
      output: z.array(Team),
      rate: 'read',
      run: async (tx) => (await standing.teams(tx)).map((team) => ({ ...team, areas: [...team.areas] })),
    }),

    operation({
      name: 'identity.put-team',
      summary: { ar: 'إنشاء فريق أو تعديله', en: 'Create or change a team' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'PUT', path: '/identity/teams/{code}' },
      input: PutTeam,
      output: z.strictObject({ code: z.string() }),
      rate: 'write',
      async run(tx, team, { actor, now }) {
        // Belonging to a team decides which cases one sees, so one does not add oneself.
        if (actor.partyId !== null && team.members?.includes(actor.partyId)) {
          if (!actor.teams.includes(team.code)) throw identityProblems['not-for-yourself']();
        }
        await changingTeams(tx, [team.code], { at: now, partyId: actor.partyId }, () =>
          naming('members', UNKNOWN_MEMBER, standing.putTeam(tx, team)),
        );
        return { code: team.code };
      },
    }),

    operation({
      name: 'identity.list-team-changes',
      summary: { ar: 'سجل تعديلات فريق', en: 'What a team was before, and who changed it' },
      kind: 'query',
      who: [tenantRole('administrator', 'supervisor', 'auditor')],
      route: { method: 'GET', path: '/identity/teams/{code}/changes' },
      input: z.strictObject({ code: TeamCode }),
      output: TeamChanges,
      rate: 'read',
      async run(tx, { code }, { tenant }) {
        const found = await listTeamChanges(tx, code, MOST_CHANGES);
        const people = found.flatMap(({ by, before, after }) => [
          ...(by === null ? [] : [by]),
          ...(before?.members ?? []),
          ...after.members,
        ]);
        const parties = await findParties(tx, [...new Set(people)]);
        const names = new Map(parties.map((party) => [party.id, nameOf(vault, tenant.id, party)]));
        const then = ({ members, areas, ...team }: TeamRecord) => ({
          ...team,
          areas: [...areas],
          members: members.map((id) => ({ id, name: names.get(id) ?? {} })),
        });
        return {
          changes: found.map(({ version, at, by, before, after }) => ({
            ...{ version, at, by: by === null ? null : (names.get(by) ?? {}) },
            ...{ before: before === null ? null : then(before), after: then(after) },
          })),
        };
      },
    }),
  ];
}
