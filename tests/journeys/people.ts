import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Visitor } from './browser.ts';

const TENANTS = join(import.meta.dirname, '../../tenants');

interface Person {
  readonly code: string;
  readonly kind: 'person' | 'employee';
  readonly nationalId: string;
  readonly roles?: readonly { readonly role: string }[];
}

const peopleOf = (key: string) =>
  (JSON.parse(readFileSync(join(TENANTS, key, 'people.json'), 'utf8')) as { people: Person[] }).people;

/** Codes of sample employees of the first city, the first that has each set of roles. */
export function onePersonOfEachRole(): string[] {
  const first = new Map<string, string>();
  for (const { code, roles } of peopleOf('eastern')) {
    const has = roles?.map(({ role }) => role).join(' ');
    if (has !== undefined && !first.has(has)) first.set(has, code);
  }
  return [...first.values()];
}

function personOf(visitor: Visitor, code: string): Person {
  const key = visitor.manner.city === 'second' ? 'boston' : 'eastern';
  const person = peopleOf(key).find((one) => one.code === code);
  if (person === undefined) throw new Error(`${key} has no sample person ${code}`);
  return person;
}

/**
 * Signs a sample person in through the pages: sign-in, the development provider, its test phone. Employees show their
 * second factor there too; others may come for a body that they stand for. Ends at `path` of their language.
 */
export async function signIn(
  visitor: Visitor,
  code: string,
  path: string,
  standsFor?: 'business' | 'government',
): Promise<void> {
  const person = personOf(visitor, code);
  const { page } = visitor;
  const back = new URL(visitor.address(path)).pathname;
  await page.goto(visitor.address(`/sign-in?return=${encodeURIComponent(back)}`));
  const segment = standsFor ?? (person.kind === 'employee' ? 'employee' : 'individual');
  await page.locator(`a[href^="/auth/sign-in"][href*="segment=${segment}"]`).click();
  await page.locator(`button[name="number"][value="${person.nationalId}"]`).click();
  const shown = (await page.locator('.number').textContent())?.trim();
  await page.locator(`button.digit[value="${shown}"]`).click();
  await page.waitForURL((url) => url.pathname === back || url.pathname.startsWith(back));
}
