import { redirect } from '@sveltejs/kit';
import { officeAddresses } from './addresses.ts';
import { listInput, triageInput } from './lists.ts';
import type { Names } from './lookups.ts';

export type SavedPage = 'triage' | 'work';

/** A saved list as the pages show it. */
export interface SavedList {
  readonly id: string;
  readonly page: SavedPage;
  readonly name: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly team: string | null;
  readonly own: boolean;
  readonly editable: boolean;
  readonly first: boolean;
  readonly total: { readonly count: number; readonly atLeast: boolean } | null;
}

/** What a strip of saved lists above a list is made of. */
export interface SavedStrip {
  readonly page: SavedPage;
  readonly lists: readonly (Pick<SavedList, 'id' | 'name' | 'total' | 'first'> & {
    readonly href: string;
    readonly team: string | null;
  })[];
  /** Teams a list can be shared with. */
  readonly teams: readonly { readonly value: string; readonly label: string }[];
}

/** The address of a list: its filter as the page's own query, and which list it is. */
export function savedHref(base: string, { id, filter }: Pick<SavedList, 'id' | 'filter'>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (name === 'type') continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  query.set('list', id);
  return `${base}?${query}`;
}

/** What of a page's query a saved list keeps. */
export function filterOfQuery(page: SavedPage, search: string): Record<string, unknown> {
  const query = new URLSearchParams(search);
  const { after: _, ...filter } = page === 'triage' ? triageInput(query) : listInput(query);
  return filter;
}

/** Teams the reader may show a list to. */
export const shareableTeams = (locals: App.Locals, names: Names): { value: string; label: string }[] =>
  locals.actor.teams.map((code) => ({ value: code, label: names.team(code) ?? code }));

/**
 * The saved lists of a page. Whoever opens the page without saying what they want is led to the list they begin with;
 * an address that names a list alone is led to all of it.
 */
export async function stripOf(
  { locals, url }: { readonly locals: App.Locals; readonly url: URL },
  page: SavedPage,
  names: Names,
): Promise<SavedStrip> {
  const base = officeAddresses(locals.language)[page];
  const { lists } = await locals.call<{ lists: SavedList[] }>('cases.list-saved', { page });
  const asked = [...url.searchParams.keys()];
  const wanted =
    asked.length === 0
      ? lists.find(({ first }) => first)
      : asked.length === 1 && asked[0] === 'list'
        ? lists.find(({ id }) => id === url.searchParams.get('list'))
        : undefined;
  if (wanted !== undefined) redirect(303, savedHref(base, wanted));
  return {
    page,
    teams: shareableTeams(locals, names),
    lists: lists.map((list) => ({
      id: list.id,
      name: list.name,
      total: list.total,
      first: list.first,
      href: savedHref(base, list),
      team: list.own ? null : names.team(list.team),
    })),
  };
}
