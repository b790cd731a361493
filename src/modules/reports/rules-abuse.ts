import { searchWords } from '#kernel/arabic.ts';
import { gridOf, MORTON_ZOOM } from '#kernel/geometry.ts';
import type { Point } from '#kernel/place.ts';

/** What anonymous reports are counted by, and how many in ten minutes pass without a proof of work. */
export const FREE_IN_WINDOW = { origin: 6, place: 20, text: 4 } as const;
export const WINDOW_SECONDS = 600;
export type Counted = keyof typeof FREE_IN_WINDOW;

/** What is asked before one more report is taken: numbers for a script to try, or seconds for a person to wait. */
export interface Effort {
  /** The solution lies between 0 and this. */
  readonly numbers: number;
  readonly seconds: number;
}

const MOST_NUMBERS = 1_600_000;
const MOST_SECONDS = 120;

/**
 * What one more anonymous report costs after so many in the window; undefined while no limit is reached. It doubles
 * with every doubling of the count: nothing to a person, much to a flood.
 */
export function effortAfter(counts: Readonly<Record<Counted, number>>): Effort | undefined {
  const reached = Math.max(
    ...(Object.keys(FREE_IN_WINDOW) as Counted[]).map((key) => counts[key] / FREE_IN_WINDOW[key]),
  );
  if (reached < 1) return undefined;
  const doubled = 2 ** Math.floor(Math.log2(reached));
  return { numbers: Math.min(MOST_NUMBERS, 50_000 * doubled), seconds: Math.min(MOST_SECONDS, 15 * doubled) };
}

const PLACE_LEVEL = 18;

/** The square of about 150 m a point lies in. */
export function cellOf(point: Point): string {
  const { x, y } = gridOf(point);
  const side = 2 ** (MORTON_ZOOM - PLACE_LEVEL);
  return `${Math.floor(x / side)} ${Math.floor(y / side)}`;
}

const HASHES = 8;
const ROWS = 2;
/** Fewer words than these say too little to be called the same. */
const LEAST_WORDS = 4;

/** FNV-1a with a seed: quick, and no secret hangs on it. */
function hash(word: string, seed: number): number {
  let value = (0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)) >>> 0;
  for (let index = 0; index < word.length; index += 1) {
    value = Math.imul(value ^ word.charCodeAt(index), 0x01000193) >>> 0;
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0;
  return (value ^ (value >>> 13)) >>> 0;
}

/**
 * Keys of a text such that two texts with nearly the same words share at least one (min-hashing, A. Broder, 1997).
 * Spelling variants, numbers and the order of words do not matter. Empty for a text of few words.
 */
export function bandsOf(text: string): string[] {
  const words = [...new Set(searchWords(text).stems.filter((word) => !/^\d+$/.test(word)))];
  if (words.length < LEAST_WORDS) return [];
  const least = Array.from({ length: HASHES }, (_, seed) => Math.min(...words.map((word) => hash(word, seed))));
  return Array.from({ length: HASHES / ROWS }, (_, band) =>
    [band, ...least.slice(band * ROWS, (band + 1) * ROWS)].map((part) => part.toString(36)).join('-'),
  );
}

export interface Submission {
  readonly caseId: string;
  readonly number: string;
  readonly at: string;
  /** Tells networks apart, not who they are. */
  readonly origin: string;
  readonly cell: string | null;
  readonly bands: readonly string[];
  readonly urgent: boolean;
}

export interface Flood {
  readonly why: 'text' | 'place' | 'urgent';
  /** The newest first. */
  readonly submissions: readonly Submission[];
  /** Networks they came from. */
  readonly origins: number;
}

const LEAST_ALIKE = { text: 4, place: 10 } as const;

function gathered(submissions: readonly Submission[], keysOf: (one: Submission) => readonly string[]): Submission[][] {
  const home = new Map<string, Submission[]>();
  for (const one of submissions) {
    const keys = keysOf(one);
    if (keys.length === 0) continue;
    const members = [...new Set(keys.flatMap((key) => home.get(key) ?? []))];
    const all = [...members, one];
    // Whoever shares a key with a member belongs to the same group.
    for (const member of all) for (const key of keysOf(member)) home.set(key, all);
  }
  return [...new Set(home.values())];
}

/**
 * Recent anonymous reports that belong together: nearly the same text, or unusually many at one place; then those that
 * were taken in past a limit because they tell of danger. A report is named once. The largest group first.
 */
export function floodsOf(submissions: readonly Submission[]): Flood[] {
  const seen = new Set<string>();
  const found: Flood[] = [];
  const take = (why: Flood['why'], groups: readonly Submission[][], least: number) => {
    for (const group of groups) {
      const left = group.filter(({ caseId }) => !seen.has(caseId));
      if (left.length < least) continue;
      for (const { caseId } of left) seen.add(caseId);
      found.push({
        why,
        submissions: left.toSorted((a, b) => (a.at < b.at ? 1 : -1)),
        origins: new Set(left.map(({ origin }) => origin)).size,
      });
    }
  };
  take(
    'text',
    gathered(submissions, ({ bands }) => bands),
    LEAST_ALIKE.text,
  );
  take(
    'place',
    gathered(submissions, ({ cell }) => (cell === null ? [] : [cell])),
    LEAST_ALIKE.place,
  );
  take('urgent', [submissions.filter(({ urgent }) => urgent)], 1);
  return found.toSorted((a, b) => b.submissions.length - a.submissions.length);
}
