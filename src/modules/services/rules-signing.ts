import type { ServiceDefinition, SignerRole } from './model.ts';

/** Somebody who has to sign, by the identifier that the form gives. */
export interface NamedSigner {
  readonly role: SignerRole;
  readonly value: string;
}

/** Everybody whose signature an application needs, each once, in the order of the definition. */
export function signersOf(
  { signing }: Pick<ServiceDefinition, 'signing'>,
  data: Readonly<Record<string, unknown>>,
  holds: (feel: string) => boolean,
): NamedSigner[] {
  const found = new Map<string, NamedSigner>();
  for (const role of signing?.signers ?? []) {
    if (role.when !== undefined && !holds(role.when)) continue;
    const answer = data[role.field];
    const { column } = role;
    const values =
      column === undefined
        ? [answer]
        : Array.isArray(answer)
          ? answer.map((row) => (row as Record<string, unknown> | null)?.[column])
          : [];
    for (const value of values) {
      if (typeof value !== 'string' || value === '') continue;
      const key = `${role.identifier}/${value}`;
      if (!found.has(key)) found.set(key, { role, value });
    }
  }
  return [...found.values()];
}

/** How far the signatures of an application are. */
export function standingOf(states: readonly string[]): 'none' | 'waiting' | 'declined' | 'complete' {
  const live = states.filter((state) => state !== 'void');
  if (live.length === 0) return 'none';
  if (live.includes('declined')) return 'declined';
  return live.includes('waiting') ? 'waiting' : 'complete';
}
