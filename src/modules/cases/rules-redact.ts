import type { Id } from '#kernel/id.ts';
import type { CaseType } from './model.ts';

/** Which values of a record go, by the key of their field wherever it stands. */
export interface Values {
  /** Gone altogether, such as a telephone number. */
  readonly drop: readonly string[];
  /** What a person wrote: a mark stays in its place. */
  readonly blank: readonly string[];
  /**
   * Answers, by the key of their field: gone from the data of a case and from what was sent to change it. Such a key may
   * be a word that stands for something else in other places.
   */
  readonly answers?: readonly string[];
}

/** Which values of a case go. */
export interface Redaction extends Values {
  /**
   * What else goes of the entries that these made; null stands for whoever acted without an account. A key such as
   * `text` is the person's in their own entries and the office's in others.
   */
  readonly own?: {
    readonly authors: readonly (Id | null)[];
    /** And whoever has one of these roles in the case. */
    readonly roles?: readonly string[];
    readonly blank: readonly string[];
  };
  /** Answers among those whose text may be quoted elsewhere in the record, such as a name. */
  readonly quoted?: readonly string[];
  /** The case is somebody else's: nothing but those entries is touched. */
  readonly onlyOwn?: boolean;
}

/** What goes of some cases, or of a case of a type. */
export type Redacting = Redaction | ((type: CaseType) => Redaction);

interface Entry {
  readonly seq: number;
  readonly actorId: Id | null;
  readonly onBehalfOf: Id | null;
  readonly system: boolean;
  readonly input: unknown;
  readonly events: unknown;
}

/** Stands where a person's words were; the same in every language. */
export const REDACTED = '—';

/** Members under which answers stand by the key of their field. */
const ANSWERED = ['data', 'input'];

/** Shorter values are words of everyday, whose every occurrence is not the person's. */
const LEAST_SECRET = 5;

/** The values of dropped fields, wherever they stand in a record: they may be quoted elsewhere in it. */
export function secretsIn(value: unknown, drop: readonly string[]): string[] {
  const found = new Set<string>();
  const walk = (at: unknown): void => {
    if (at === null || typeof at !== 'object') return;
    for (const [key, member] of Object.entries(at)) {
      if (drop.includes(key) && typeof member === 'string' && member.length >= LEAST_SECRET) found.add(member);
      else walk(member);
    }
  };
  walk(value);
  return [...found].toSorted((a, b) => b.length - a.length);
}

/**
 * The same record without the values: applied to the entries of a case and to their fold it gives entries and their
 * fold again, since a fold copies values and never looks into them.
 */
export function redacted<T>(value: T, { drop, blank, answers = [] }: Values, secrets: readonly string[]): T {
  const walk = (at: unknown, under = ''): unknown => {
    if (typeof at === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), at);
    if (Array.isArray(at)) return at.map((one) => walk(one));
    if (at === null || typeof at !== 'object') return at;
    return Object.fromEntries(
      Object.entries(at).flatMap(([key, member]) => {
        if (drop.includes(key) || (ANSWERED.includes(under) && answers.includes(key))) return [];
        return [[key, blank.includes(key) && typeof member === 'string' ? REDACTED : walk(member, key)]];
      }),
    );
  };
  return walk(value) as T;
}

/** The entries of a case without what has to go, in their order; those of which nothing goes are left out. */
export function redactedEntries(entries: readonly Entry[], what: Redaction, secrets: readonly string[]) {
  const { own, onlyOwn = false } = what;
  const isOwn = ({ actorId, onBehalfOf, system }: Entry): boolean =>
    own !== undefined &&
    !system &&
    (own.authors.includes(actorId) || (onBehalfOf !== null && own.authors.includes(onBehalfOf)));
  return entries.flatMap((entry) => {
    const { seq, input, events } = entry;
    const mine = isOwn(entry);
    if (onlyOwn && !mine) return [];
    const values = mine ? { ...what, blank: [...what.blank, ...own!.blank] } : what;
    return [redacted({ seq, input, events }, values, secrets)];
  });
}
