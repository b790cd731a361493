import { hash } from 'node:crypto';

/** JSON with members in order of their names (RFC 8785 for the values we use): equal values, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member instanceof Uint8Array) return `sha256:${hash('sha256', member)}`;
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
    const record = member as Record<string, unknown>;
    return Object.fromEntries(
      Object.keys(record)
        .sort()
        .map((name) => [name, record[name]]),
    );
  });
}

/** SHA-256 of the canonical JSON of a value. */
export const digestOf = (value: unknown): Buffer =>
  hash('sha256', value === undefined ? 'undefined' : canonicalJson(value), 'buffer');
