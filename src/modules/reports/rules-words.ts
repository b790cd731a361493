import { searchWords } from '#kernel/arabic.ts';
import { say } from '#kernel/text.ts';
import type { ReportCatalogue, ReportCategory } from './model.ts';

const MOST = 12;
const LEAST_SCORE = 3;

/** Words that join others or are said of any place, and say nothing of what is wrong. */
const JOINING = new Set(
  searchWords(
    'في من على عن إلى الى مع عند بين قدام أمام جنب قرب تحت فوق منذ هذا هذه هناك فيه ما لا مو مب كل عندنا الحي الحارة البيت بيتي بيتنا ' +
      'a an the in on of at to for from with by is are was there it its my our not no and or near front since this that',
  ).words,
);

/** How well one word of the question fits one word of the catalogue: whole, beginning, inside, not at all. */
function fit(asked: string, known: string): number {
  if (asked === known) return 4;
  if (asked.length < 2) return 0;
  if (known.startsWith(asked) || (known.length > 2 && asked.startsWith(known))) return 3;
  return asked.length > 2 && known.includes(asked) ? 1 : 0;
}

interface Weighed {
  readonly words: readonly string[];
  readonly weight: number;
}

/** Texts of catalogues are asked for with every search and seldom change. */
const known = new Map<string, readonly string[]>();
const MOST_KNOWN = 20_000;

/** Words of a text, each with and without its article. */
function forms(text: string): readonly string[] {
  const found = known.get(text);
  if (found !== undefined) return found;
  const { words, stems } = searchWords(text);
  const made = [...new Set([...words, ...stems])];
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, made);
  return made;
}

/** Everyday words: one word of several says less than one that stands by itself. */
const everyday = (text: string): Weighed => ({ words: forms(text), weight: 4 / Math.sqrt(text.split(/\s+/).length) });

function textsOf(category: ReportCategory, catalogue: ReportCatalogue, language: string): Weighed[] {
  const group = catalogue.groups.find(({ code }) => code === category.group);
  const listOf = (words: Readonly<Record<string, readonly string[]>> | undefined) =>
    words?.[language] ?? Object.values(words ?? {})[0] ?? [];
  return [
    { words: forms(say(category.name, language)), weight: 3 },
    ...listOf(category.words).map(everyday),
    { words: forms(say(category.help, language)), weight: 1.5 },
    { words: forms(group ? say(group.name, language) : ''), weight: 1 },
    ...listOf(group?.words).map((text) => ({ words: forms(text), weight: 1 })),
  ];
}

/** How much a word tells the categories apart: 1 where it fits one of them, towards 0 where it fits them all. */
function rarityOf(fits: readonly number[]): number {
  const fitting = fits.filter((one) => one >= 3).length;
  return Math.log(1 + fits.length / Math.max(1, fitting)) / Math.log(1 + fits.length);
}

/**
 * Categories that everyday words mean, the likeliest first, at most 12. Every word of the question counts; one that fits
 * nothing does not spoil the rest, because people write whole sentences.
 */
export function findCategories(catalogue: ReportCatalogue, question: string, language: string): ReportCategory[] {
  const { words, stems } = searchWords(question);
  const alternatives = words.map((word, i) => [...new Set([word, stems[i]!])]);
  const telling = alternatives.filter(([word]) => !JOINING.has(word!));
  const asked = (telling.length > 0 ? telling : alternatives).slice(0, 12);
  if (asked.length === 0) return [];
  const written = catalogue.categories.map((category) => textsOf(category, catalogue, language));
  const fits = asked.map((forms) => {
    const best = written.map((texts) =>
      Math.max(
        0,
        ...texts.map(
          ({ words: known, weight }) =>
            weight * Math.max(0, ...known.flatMap((word) => forms.map((one) => fit(one, word)))),
        ),
      ),
    );
    return { best, rarity: rarityOf(best) };
  });
  const scored = catalogue.categories
    .map((category, i) => ({
      category,
      score: fits.reduce((sum, { best, rarity }) => sum + best[i]! * rarity, 0),
    }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score);
  // Far behind the best is noise: a long list is read as "not found".
  const least = (scored[0]?.score ?? 0) * 0.4;
  return scored
    .filter(({ score }) => score >= least)
    .slice(0, MOST)
    .map(({ category }) => category);
}
