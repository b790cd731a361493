import type { Id } from '#kernel/id.ts';
import type { CaseState } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { ReportParts } from './operations-shared.ts';

/**
 * Who leads the work on a report: those with the role in its team, or in a team of its department. Where nobody does, the
 * next above are named, so that a word about a late report always reaches somebody: the department, then supervisors.
 */
export async function leadersOf(
  { identity }: Pick<ReportParts, 'identity'>,
  tx: Tx,
  state: CaseState,
  role: 'teamLead' | 'departmentHead',
): Promise<Id[]> {
  const all = await identity.teams(tx);
  const team = all.find(({ code }) => code === state.team);
  const leading = async (name: 'team-lead' | 'department-head', teams: readonly string[]) => {
    const named = new Set(await identity.partiesWithRole(tx, name, state.place?.municipalityId ?? null));
    const members = (await Promise.all(teams.map((code) => identity.membersOf(tx, code)))).flat();
    return [...new Set(members.filter((id) => named.has(id)))];
  };
  if (team !== undefined) {
    const leads = role === 'teamLead' ? await leading('team-lead', [team.code]) : [];
    if (leads.length > 0) return leads;
    const department = all.filter((one) => one.department === team.department).map(({ code }) => code);
    const heads = await leading('department-head', department);
    if (heads.length > 0) return heads;
  }
  return identity.partiesWithRole(tx, 'supervisor', state.place?.municipalityId ?? null);
}
