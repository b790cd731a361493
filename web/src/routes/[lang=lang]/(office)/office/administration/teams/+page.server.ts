import { say, type Text } from '#kernel/text.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { namesFor } from '$lib/office/lookups.ts';
import type { PageServerLoad } from './$types';

interface TeamRow {
  code: string;
  name: Text;
  department: string;
  areas: string[];
  members: number;
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals } = event;
  const { language } = locals;
  const [teams, names] = await Promise.all([locals.call<TeamRow[]>('identity.list-teams', {}), namesFor(locals)]);
  return {
    mayEdit: isAdministrator(locals.actor),
    teams: teams.map(({ code, name, department, areas, members }) => {
      const found = names.catalogue.departments.find((one) => one.code === department);
      return {
        id: code,
        code,
        name: say(name, language),
        department: found === undefined ? department : say(found.name, language),
        areas: areas.map((id) => names.municipality(id) ?? id),
        members,
      };
    }),
  };
};
