import type { Language, Text } from '#kernel/text.ts';
import { say } from '#kernel/text.ts';

/** What reports can be about, as far as the office shows and asks it. */
export interface Catalogue {
  readonly groups: readonly { readonly code: string; readonly name: Text; readonly icon: string }[];
  readonly categories: readonly {
    readonly code: string;
    readonly group: string;
    readonly name: Text;
    readonly priority: string;
    readonly externalOwner: { readonly code: string } | null;
    readonly furtherOwners: readonly string[];
    readonly active: boolean;
  }[];
  readonly agencies: readonly { readonly code: string; readonly name: Text }[];
  readonly departments: readonly { readonly code: string; readonly name: Text }[];
  readonly priorities: readonly { readonly code: string; readonly name: Text }[];
  readonly states: readonly { readonly code: string; readonly name: Text }[];
  readonly channels: readonly { readonly code: string; readonly name: Text }[];
}

export interface Team {
  readonly code: string;
  readonly name: Text;
  readonly department: string;
}

interface AreaRow {
  readonly id: string;
  readonly code: string;
  readonly name: Text;
  readonly parent: { readonly id: string; readonly name: Text } | null;
}

export interface Names {
  readonly catalogue: Catalogue;
  readonly teams: readonly Team[];
  readonly districts: readonly AreaRow[];
  readonly municipalities: readonly AreaRow[];
  team(code: string | null): string | null;
  district(id: string | null): string | null;
  municipality(id: string | null): string | null;
}

interface Known {
  readonly readAt: number;
  readonly catalogue: Catalogue;
  readonly teams: readonly Team[];
  readonly districts: readonly AreaRow[];
  readonly municipalities: readonly AreaRow[];
}

/** Names change seldom and every page of the office needs them: kept for a minute for each tenant. */
const FRESH_MILLISECONDS = 60_000;
const kept = new Map<number, Promise<Known>>();

async function areas(locals: App.Locals, kind: string): Promise<AreaRow[]> {
  const found: AreaRow[] = [];
  let after: string | undefined;
  do {
    const page: { items: AreaRow[]; next: string | null } = await locals.call('territory.list-areas', {
      kind: [kind],
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
}

async function read(locals: App.Locals): Promise<Known> {
  const [{ catalogue }, teams, districts, municipalities] = await Promise.all([
    locals.call<{ catalogue: Catalogue }>('reports.get-catalogue', { all: true }),
    locals.call<Team[]>('identity.list-teams', {}),
    areas(locals, 'district'),
    areas(locals, 'municipality'),
  ]);
  return { readAt: Date.now(), catalogue, teams, districts, municipalities };
}

const nameIn = (list: readonly { readonly id: string; readonly name: Text }[], language: Language) => {
  const byId = new Map(list.map(({ id, name }) => [id, name]));
  return (id: string | null): string | null => {
    const name = id === null ? undefined : byId.get(id);
    return name === undefined ? null : say(name, language);
  };
};

/** Reads names anew the next time, after this process changed one. */
export const forgetNames = (locals: App.Locals): void => void kept.delete(locals.tenant.id);

/** Names of teams, areas and categories for an employee, in the language of the page. Call it after `staffOnly`. */
export async function namesFor(locals: App.Locals): Promise<Names> {
  const { id } = locals.tenant;
  let known = await kept.get(id)?.catch(() => undefined);
  if (known === undefined || Date.now() - known.readAt > FRESH_MILLISECONDS) {
    const reading = read(locals);
    kept.set(id, reading);
    known = await reading;
  }
  const { language } = locals;
  const { catalogue, teams, districts, municipalities } = known;
  return {
    catalogue,
    teams,
    districts,
    municipalities,
    team: (code) => {
      const team = teams.find((one) => one.code === code);
      return team === undefined ? code : say(team.name, language);
    },
    district: nameIn(districts, language),
    municipality: nameIn(municipalities, language),
  };
}

/** `named` list as options of a select, in the page's language. */
export const optionsOf = (
  list: readonly { readonly code: string; readonly name: Text }[],
  language: Language,
): { value: string; label: string }[] => list.map(({ code, name }) => ({ value: code, label: say(name, language) }));
