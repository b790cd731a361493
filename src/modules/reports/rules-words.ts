import { searchWords } from '#kernel/arabic.ts';
import { say } from '#kernel/text.ts';
import type { ReportCatalogue, ReportCategory } from './model.ts';

const MOST = 12;

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

function textsOf(category: ReportCategory, catalogue: ReportCatalogue, language: string): Weighed[] {
  const group = catalogue.groups.find(({ code }) => code === category.group);
  const listOf = (words: Readonly<Record<string, readonly string[]>> | undefined) =>
    words?.[language] ?? Object.values(words ?? {})[0] ?? [];
  return [
    { words: forms(say(category.name, language)), weight: 4 },
    ...listOf(category.words).map((text) => ({ words: forms(text), weight: 4 })),
    { words: forms(say(category.help, language)), weight: 1.5 },
    { words: forms(group ? say(group.name, language) : ''), weight: 1 },
    ...listOf(group?.words).map((text) => ({ words: forms(text), weight: 1 })),
  ];
}

/**
 * Categories that everyday words mean, the likeliest first, at most 12. Every word of the question counts; one that fits
 * nothing does not spoil the rest, because people write whole sentences.
 */
export function findCategories(catalogue: ReportCatalogue, question: string, language: string): ReportCategory[] {
  const { words, stems } = searchWords(question);
  const asked = words.map((word, i) => [...new Set([word, stems[i]!])]).slice(0, 12);
  if (asked.length === 0) return [];
  const scored = catalogue.categories
    .map((category) => {
      const texts = textsOf(category, catalogue, language);
      const score = asked.reduce((sum, alternatives) => {
        const best = Math.max(
          0,
          ...texts.map(
            ({ words: written, weight }) =>
              weight * Math.max(0, ...written.flatMap((word) => alternatives.map((one) => fit(one, word)))),
          ),
        );
        return sum + best;
      }, 0);
      return { category, score };
    })
    .filter(({ score }) => score >= 3)
    .sort((a, b) => b.score - a.score);
  // Far behind the best is noise: a long list is read as "not found".
  const least = (scored[0]?.score ?? 0) * 0.4;
  return scored
    .filter(({ score }) => score >= least)
    .slice(0, MOST)
    .map(({ category }) => category);
}
