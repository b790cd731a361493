import { fill } from '#kernel/text.ts';
import { PHRASE_PLACES, type Phrase, type StoredPhrase } from './model-phrase.ts';

/** The places of a text that no report could fill. */
export function unknownPlaces(text: string): string[] {
  const places = [...text.matchAll(/\{(\w*)\}/g)].map(([, name]) => name!);
  return [...new Set(places.filter((name) => !Object.hasOwn(PHRASE_PLACES, name)))];
}

/** What is asked for: the action being written, and what of the report an answer may depend on. */
export interface PhraseAsked {
  readonly action: string;
  readonly category: string;
  readonly group: string;
  readonly state: string;
  readonly teams: readonly string[];
}

const serves = (listed: readonly string[], ...values: readonly string[]): boolean =>
  listed.length === 0 || listed.some((one) => values.includes(one));

/** Whether a ready answer is offered: for this action, category and state, and shared by everybody or a team of these. */
export const isOffered = ({ actions, categories, states, team }: Phrase, asked: PhraseAsked): boolean =>
  serves(actions, asked.action) &&
  serves(categories, asked.category, asked.group) &&
  serves(states, asked.state) &&
  (team === null || asked.teams.includes(team));

/** How narrowly an answer was written for what is asked: those meant for it come first. */
const narrowness = ({ actions, categories, states, team }: Phrase): number =>
  Number(categories.length > 0) * 4 +
  Number(actions.length > 0) * 2 +
  Number(states.length > 0) +
  Number(team !== null);

/** The ready answers offered, the most fitting first, then by key. */
export const offeredPhrases = (all: readonly StoredPhrase[], asked: PhraseAsked): StoredPhrase[] =>
  all
    .filter(({ body, withdrawn }) => !withdrawn && isOffered(body, asked))
    .sort((a, b) => narrowness(b.body) - narrowness(a.body) || (a.key < b.key ? -1 : 1));

/** The text with its places filled, one language. */
export const fillPhrase = (text: string, values: Readonly<Record<string, string>>): string => fill(text, values).trim();

/** Members in which two versions differ, for the history. */
export function changedMembers(before: Phrase | null, after: Phrase): (keyof Phrase)[] {
  if (before === null) return [];
  const members = Object.keys(after) as (keyof Phrase)[];
  return members.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
