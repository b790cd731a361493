import { say, type Text } from '#kernel/text.ts';
import { routing } from '$lib/messages/routing.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { ruleWords, warningWords } from '$lib/office/routing.ts';
import { readOverview } from '../draft.ts';
import type { PageServerLoad } from './$types';

interface Treatment {
  team: string | null;
  priority: string;
  outsideOwner: string | null;
  notify: boolean;
  rule: string | null;
}

interface Trial {
  total: number;
  from: string | null;
  to: string | null;
  otherTeam: number;
  otherPriority: number;
  otherOwner: number;
  toldSupervisors: number;
  changed: number;
  reports: { id: string; number: string; openedAt: string; category: Text; before: Treatment; after: Treatment }[];
  moves: { from: string | null; to: string | null; count: number }[];
  fired: { rule: string; count: number }[];
  byDefault: number;
}

const AMOUNTS = [100, 500, 1_000, 2_000];

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, url } = event;
  const { language } = locals;
  const asked = Number(url.searchParams.get('last'));
  const last = AMOUNTS.includes(asked) ? asked : 500;
  const [overview, names] = await Promise.all([readOverview(locals), namesFor(locals)]);
  const { rules } = overview.draft;
  if (rules === null) return { amounts: AMOUNTS, last, trial: null };
  const trial = await locals.call<Trial>('reports.try-routing-rules', { last });
  const t = routing(language);
  const words = ruleWords(names, language, t);
  const warnings = warningWords(overview.warnings, rules, language, t);
  const nameOf = (id: string | null) => {
    const rule = rules.find((one) => one.id === id);
    return rule === undefined ? null : say(rule.name, language);
  };
  const owner = (code: string | null) => {
    const agency = names.catalogue.agencies.find((one) => one.code === code);
    return agency === undefined ? code : say(agency.name, language);
  };
  const shown = (one: Treatment) => ({
    team: names.team(one.team) ?? t('trial.noTeam'),
    priority: Number(one.priority.slice(1)),
    owner: owner(one.outsideOwner),
    notify: one.notify,
  });
  return {
    amounts: AMOUNTS,
    last,
    trial: {
      total: trial.total,
      from: trial.from,
      to: trial.to,
      counts: {
        team: trial.otherTeam,
        priority: trial.otherPriority,
        owner: trial.otherOwner,
        notify: trial.toldSupervisors,
      },
      changed: trial.changed,
      reports: trial.reports.map(({ id, number, openedAt, category, before, after }) => ({
        id,
        number,
        openedAt,
        category: say(category, language),
        before: shown(before),
        after: shown(after),
        rule: nameOf(after.rule),
      })),
      moves: trial.moves.map(({ from, to, count }, index) => ({
        id: String(index),
        from: names.team(from) ?? t('trial.noTeam'),
        to: names.team(to) ?? t('trial.noTeam'),
        count,
      })),
      fired: [
        ...trial.fired.map(({ rule: id, count }, index) => {
          const { name, enabled } = words(rules[index]!);
          return {
            id,
            name,
            count,
            notes: [
              ...(warnings.get(id) ?? []).filter(({ grave }) => grave).map(({ text }) => text),
              ...(enabled && count === 0 ? [t('warning.unfired')] : []),
              ...(enabled ? [] : [t('off')]),
            ],
          };
        }),
        { id: 'default', name: t('default.title'), count: trial.byDefault, notes: [] },
      ],
    },
  };
};
