/** Which values of a case go, by the key of their field wherever it stands. */
export interface Redaction {
  /** Gone altogether, such as a telephone number. */
  readonly drop: readonly string[];
  /** What a person wrote: a mark stays in its place. */
  readonly blank: readonly string[];
}

/** Stands where a person's words were; the same in every language. */
export const REDACTED = '—';

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
export function redacted<T>(value: T, { drop, blank }: Redaction, secrets: readonly string[]): T {
  const walk = (at: unknown): unknown => {
    if (typeof at === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), at);
    if (Array.isArray(at)) return at.map(walk);
    if (at === null || typeof at !== 'object') return at;
    return Object.fromEntries(
      Object.entries(at).flatMap(([key, member]) => {
        if (drop.includes(key)) return [];
        return [[key, blank.includes(key) && typeof member === 'string' ? REDACTED : walk(member)]];
      }),
    );
  };
  return walk(value) as T;
}
