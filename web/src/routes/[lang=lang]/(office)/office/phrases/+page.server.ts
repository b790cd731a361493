import { say } from '#kernel/text.ts';
import { workspace } from '$lib/messages/workspace.ts';
import { staffOnly } from '$lib/office/access.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { type ListedPhrase, phraseChoices, phraseWhere } from '$lib/office/phrases.ts';
import type { PageServerLoad } from './$types';
import { mayWritePhrases } from './who.ts';

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const { language } = locals;
  const names = await namesFor(locals);
  const [{ items }, choices] = await Promise.all([
    locals.call<{ items: ListedPhrase[] }>('reports.list-phrases', {}),
    phraseChoices(locals, workspace(language)('timeline.note')),
  ]);
  const q = (url.searchParams.get('q') ?? '').trim();
  const team = url.searchParams.get('team') ?? '';
  const sought = q.toLowerCase();
  const found = items.filter(
    ({ body, key }) =>
      (team === '' || (team === '-' ? body.team === null : body.team === team)) &&
      (sought === '' ||
        [key, ...Object.values(body.title), ...Object.values(body.text)].some((text) =>
          text.toLowerCase().includes(sought),
        )),
  );
  return {
    q,
    team,
    all: items.length,
    mayWrite: mayWritePhrases(locals.actor),
    teams: names.teams.map(({ code, name }) => ({ value: code, label: say(name, language) })),
    rows: found
      .toSorted((a, b) => Number(a.withdrawn) - Number(b.withdrawn) || (a.key < b.key ? -1 : 1))
      .map(({ key, body, at, withdrawn, version }) => ({
        id: key,
        title: say(body.title, language),
        text: say(body.text, language),
        where: phraseWhere(body, choices, names, language),
        team: names.team(body.team),
        at,
        version,
        withdrawn,
      })),
  };
};
