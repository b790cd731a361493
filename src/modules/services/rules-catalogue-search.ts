import { normalise, searchWords } from '#kernel/arabic.ts';
import type { CatalogueCard } from './model.ts';

/** Words that say nothing of what somebody looks for. Normalised. */
const IDLE = new Set(
  (
    'في من على عن الى مع كيف وين اين هل ما انا لي ابغي ابي ابغا اريد بغيت اطلب طلب خدمه خدمات الخدمه عند حق ' +
    'how to do i my me a an the of for in on at want need get can where is what with and or service services apply'
  ).split(' '),
);

/** How much a word weighs by where it stands. */
const WEIGHTS = { name: 10, synonyms: 6, description: 2 } as const;
type Field = keyof typeof WEIGHTS;

interface IndexedWord {
  readonly stem: string;
  readonly field: Field;
}

export interface IndexedCard {
  readonly card: CatalogueCard;
  readonly words: readonly IndexedWord[];
  /** Names and synonyms as whole phrases, normalised without articles. */
  readonly phrases: readonly { readonly text: string; readonly field: Field }[];
}

export type CardIndex = readonly IndexedCard[];

/** `للمطعم`, `بالمحل`, `والبناء`, `المطعم` all as `مطعم`: the prefixes written together with a word. */
const stemOf = (stem: string): string => stem.replace(/^(?:لل|وبال|فال|كال)(?=.{3})/, '');
const stemsOf = (text: string): string[] => searchWords(text).stems.map(stemOf);
const phraseOf = (text: string): string => stemsOf(text).join(' ');

/** Cards made ready once for many questions. */
export function indexCards(cards: readonly CatalogueCard[]): CardIndex {
  return cards.map((card) => {
    const words: IndexedWord[] = [];
    const phrases: { text: string; field: Field }[] = [];
    const add = (text: string, field: Field) => {
      for (const stem of stemsOf(text)) words.push({ stem, field });
      if (field !== 'description') phrases.push({ text: phraseOf(text), field });
    };
    for (const text of Object.values(card.name)) add(text, 'name');
    for (const list of Object.values(card.synonyms)) for (const text of list) add(text, 'synonyms');
    for (const text of Object.values(card.description)) add(text, 'description');
    return { card, words, phrases };
  });
}

/** Whether two words differ by one letter at most: one changed, one more, or two neighbours swapped. */
export function isOneSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  if (one.length === other.length) {
    const rest = one.slice(at + 1) === other.slice(at + 1);
    const swapped = one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
    return rest || swapped;
  }
  const [longer, shorter] = one.length > other.length ? [one, other] : [other, one];
  return longer.slice(at + 1) === shorter.slice(at);
}

/** 1 for the same word, less for a beginning, least for a slip of the pen; 0 for another word. */
function likeness(asked: string, word: string): number {
  if (asked === word) return 1;
  if (asked.length >= 3 && word.startsWith(asked)) return 0.8;
  if (word.length >= 3 && asked.startsWith(word) && asked.length - word.length <= 2) return 0.7;
  if (asked.length >= 4 && word.length >= 4 && isOneSlip(asked, word)) return 0.5;
  return 0;
}

/** Best weight of one asked word in a card. */
function weightOf(asked: string, { words }: IndexedCard): number {
  let best = 0;
  for (const { stem, field } of words) {
    const weight = WEIGHTS[field];
    if (weight <= best) continue;
    best = Math.max(best, weight * likeness(asked, stem));
  }
  return best;
}

function phraseWeight(asked: string, { phrases }: IndexedCard): number {
  let best = 0;
  for (const { text, field } of phrases) {
    const weight = WEIGHTS[field];
    if (text === asked) best = Math.max(best, weight * 4);
    else if (` ${text} `.includes(` ${asked} `)) best = Math.max(best, weight);
  }
  return best;
}

export interface FoundCards {
  /** Cards with every word asked for, the best first. */
  readonly found: readonly CatalogueCard[];
  /** Where none has every word: those that come near. */
  readonly near: readonly CatalogueCard[];
}

const CODE = /^([a-z]{3})[\s-]?(\d{1,3})$/;
const MOST_NEAR = 6;

/**
 * Cards for a question as people write it: without regard to hamza, taa marbuta, vowel signs, articles or one slip of
 * the pen a word. A word in the name outweighs one in what people call it, that one in the description.
 */
export function findCards(index: CardIndex, question: string): FoundCards {
  const code = CODE.exec(normalise(question).trim());
  if (code !== null) {
    const wanted = `${code[1]!.toUpperCase()}-${code[2]!.padStart(2, '0')}`;
    const exact = index.filter(({ card }) => card.code === wanted).map(({ card }) => card);
    if (exact.length > 0) return { found: exact, near: [] };
  }
  const all = stemsOf(question);
  const telling = all.filter((word) => !IDLE.has(word));
  const asked = [...new Set(telling.length > 0 ? telling : all)].slice(0, 12);
  if (asked.length === 0) return { found: [], near: [] };
  const phrase = asked.join(' ');
  const scored = index
    .map((indexed) => {
      const weights = asked.map((word) => weightOf(word, indexed));
      const sum = weights.reduce((total, weight) => total + weight, 0) / asked.length;
      return {
        card: indexed.card,
        whole: weights.every((weight) => weight > 0),
        score: sum + phraseWeight(phrase, indexed),
      };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.card.code < b.card.code ? -1 : 1));
  const found = scored.filter(({ whole }) => whole).map(({ card }) => card);
  return { found, near: found.length > 0 ? [] : scored.slice(0, MOST_NEAR).map(({ card }) => card) };
}
