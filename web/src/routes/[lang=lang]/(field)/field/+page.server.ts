import { field } from '$lib/messages/field.ts';
import { staffOnly } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';
import { type CrewWork, crewWork } from './work.ts';

export const load: PageServerLoad = async (event): Promise<CrewWork & { noTeam: boolean }> => {
  staffOnly(event);
  const { locals } = event;
  if (locals.actor.teams.length > 0) return { ...(await crewWork(locals, false)), noTeam: false };
  return { title: field(locals.language)('today'), mine: false, rows: [], total: 0, priorities: [], noTeam: true };
};
