import { say, type Text } from '#kernel/text.ts';
import { maySeeBoard, maySeeSatisfaction, staffOf } from '$lib/office/access.ts';
import { namesFor } from '$lib/office/lookups.ts';
import type { PageServerLoad } from './$types';

interface Figures {
  open: number;
  unassigned: number;
  reopened: number;
  escalated: number;
  under50: number;
  under80: number;
  under100: number;
  soon: number;
  d1: number;
  d3: number;
  d7: number;
  more: number;
  oldest: string | null;
}
interface Rule {
  key: string;
  name: Text;
  hours: number | null;
  percent: number | null;
  to: ('assignee' | 'team' | 'teamLead' | 'departmentHead' | 'supervisor')[];
  level: number | null;
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, maySeeBoard);
  const { locals } = event;
  const { language } = locals;
  const names = await namesFor(locals);
  const [board, { rules }] = await Promise.all([
    locals.call<{
      teams: (Figures & { team: string })[];
      people: (Figures & { id: string; name: Text })[];
      days: { day: string; received: number; closed: number }[];
    }>('cases.get-board', { type: 'report' }),
    locals.call<{ rules: Rule[] }>('cases.list-reminders', {}),
  ]);
  const departmentOf = (team: string) => {
    const code = names.teams.find((one) => one.code === team)?.department;
    const department = names.catalogue.departments.find((one) => one.code === code);
    return { code: code ?? '', name: department === undefined ? (code ?? '') : say(department.name, language) };
  };
  const departments = new Map<
    string,
    { code: string; name: string; teams: (Figures & { code: string; name: string })[] }
  >();
  for (const { team, ...figures } of board.teams) {
    const department = departmentOf(team);
    const known = departments.get(department.code) ?? { ...department, teams: [] };
    known.teams.push({ code: team, name: names.team(team === '' ? null : team) ?? '', ...figures });
    departments.set(department.code, known);
  }
  return {
    satisfaction: maySeeSatisfaction(locals.actor),
    departments: [...departments.values()],
    people: board.people
      .map(({ name, ...person }) => ({ ...person, name: say(name, language) }))
      .toSorted((a, b) => b.open - a.open),
    days: board.days,
    rules: rules.map(({ name, ...rule }) => ({ ...rule, name: say(name, language) })),
  };
};
