import { type Language, say, type Text } from '#kernel/text.ts';
import type { CaseItem } from '#modules/cases/api.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';
import type { Names } from './lookups.ts';

/** One report as a list of the office shows it: the five facts that decide, and what orders them. */
export interface ReportRow {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly categoryCode: string;
  readonly what: string;
  /** The first words of the reporter. */
  readonly said: string | null;
  readonly where: string | null;
  readonly who: string | null;
  readonly stateCode: string;
  readonly state: string;
  readonly meaning: StatusMeaning;
  /** ISO instant of the time to mend; null where no clock runs. */
  readonly dueAt: string | null;
  readonly priority: number;
  readonly escalation: number;
  /** The reporter answered what was asked, and nobody has acted since. */
  readonly answered: boolean;
  readonly openedAt: string;
  readonly place: { readonly longitude: number; readonly latitude: number } | null;
  readonly landmark: string | null;
}

/** What a state of a case means to whoever looks: the colour, the icon, and the word where its own title is not known. */
export function meaningOf(state: string, category: string): StatusMeaning {
  if (state === 'verified' || state === 'part_done') return 'done';
  if (category === 'closed') return 'closed';
  if (category === 'waiting' || category === 'done') return 'waiting';
  return state === 'received' || category === 'draft' ? 'received' : 'working';
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export function rowOf(item: CaseItem, names: Names, language: Language): ReportRow {
  // A report is about a category, an application about a service.
  const category = (item.data.category ?? item.data.service) as { code?: string; name?: Text } | undefined;
  const team = names.team(item.team);
  const assignee = item.assignee === null ? null : say(item.assignee.name, language);
  return {
    id: item.id,
    number: item.number,
    version: item.version,
    categoryCode: category?.code ?? '',
    what: category?.name === undefined ? item.type : say(category.name, language),
    said: textOf(item.data.description) ?? textOf(item.data.tradeName),
    where: names.district(item.districtId) ?? names.municipality(item.municipalityId) ?? textOf(item.data.address),
    who: assignee ?? team,
    stateCode: item.state,
    state: say(item.stateTitle, language),
    meaning: meaningOf(item.state, item.category),
    dueAt: item.category === 'open' ? item.dueAt : null,
    priority: item.priority,
    escalation: item.escalation,
    answered: item.answeredAt !== null && item.category === 'open',
    openedAt: item.openedAt,
    place: item.place,
    landmark: textOf(item.data.landmark),
  };
}
