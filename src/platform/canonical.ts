import { createHash } from 'node:crypto';

/** JSON with members in order of their names (RFC 8785 for the values we use): equal values, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member instanceof Uint8Array) return `sha256:${createHash('sha256').update(member).digest('hex')}`;
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
  createHash('sha256')
    .update(value === undefined ? 'undefined' : canonicalJson(value))
    .digest();
