import { type Language, say, type Text } from '#kernel/text.ts';
import type { TeamChanges } from '#modules/identity/api.ts';
import type { managing as words } from '../messages/ar/managing.ts';
import type { Translate } from '../messages.ts';
import type { changeWords } from './categories.ts';

type T = Translate<Extract<keyof typeof words, string>>;
type Then = TeamChanges['changes'][number]['after'];

/** How departments and municipalities are called; a code without a name stands for itself. */
export type NameOf = (code: string) => string;

/** A change of a team in words: who came and went, and what else it was and became. */
export function teamChangeWords(
  { version, at, by, before, after }: TeamChanges['changes'][number],
  { code, nameOf, language, t }: { code: string; nameOf: NameOf; language: Language; t: T },
): ReturnType<typeof changeWords> {
  const list = (names: readonly string[]) =>
    names.length === 0 ? t('none') : names.join(language === 'ar' ? '، ' : ', ');
  const title = (name: Text) => Object.values(name).join(' / ');
  const without = (one: Then | null, other: Then | null) =>
    list(
      (one?.members ?? [])
        .filter(({ id }) => !other?.members.some((member) => member.id === id))
        .map(({ name }) => say(name, language)),
    );
  const texts = (team: Then | null): Record<string, string> => ({
    name: team === null ? t('none') : title(team.name),
    department: team === null ? t('none') : nameOf(team.department),
    areas: list((team?.areas ?? []).map(nameOf)),
  });
  const [was, became] = [texts(before), texts(after)];
  const labels = { name: t('team.name.one'), department: t('team.department'), areas: t('team.areas') };
  const rows = [
    ...Object.entries(labels).map(([path, label]) => ({ path, label, before: was[path]!, after: became[path]! })),
    { path: 'members', label: t('team.members'), before: without(before, after), after: without(after, before) },
  ];
  return {
    ...{ code, name: say(after.name, language), version, at, note: null },
    by: by === null ? null : say(by, language),
    kind: before === null ? 'added' : 'changed',
    mayUndo: before !== null,
    members: rows.filter((row) => row.before !== row.after),
  };
}
