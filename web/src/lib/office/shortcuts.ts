import type { office } from '../messages/ar/office.ts';
import type { officeAddresses } from './addresses.ts';

type Words = Extract<keyof typeof office, `keys.${string}`>;
type Place = {
  [Name in keyof ReturnType<typeof officeAddresses>]: ReturnType<typeof officeAddresses>[Name] extends string
    ? Name
    : never;
}[keyof ReturnType<typeof officeAddresses>];

/** After `g`: the page it leads to, on every page of the office. */
export const PLACES: readonly { readonly key: string; readonly to: Place; readonly words: Words }[] = [
  { key: 'h', to: 'home', words: 'keys.home' },
  { key: 't', to: 'triage', words: 'keys.triage' },
  { key: 'w', to: 'work', words: 'keys.work' },
  { key: 'd', to: 'board', words: 'keys.board' },
  { key: 'l', to: 'lists', words: 'keys.lists' },
  { key: 'b', to: 'bulk', words: 'keys.bulk' },
];

/** Keys of pages with a list, and of lists whose rows can be chosen. */
export const ROW_KEYS: readonly { readonly keys: readonly string[]; readonly words: Words }[] = [
  { keys: ['j', '↓'], words: 'keys.next' },
  { keys: ['k', '↑'], words: 'keys.previous' },
  { keys: ['Enter'], words: 'keys.open' },
];
export const CHOOSING_KEYS: typeof ROW_KEYS = [
  { keys: ['x'], words: 'keys.choose' },
  { keys: ['b'], words: 'keys.chosen' },
  { keys: ['c'], words: 'keys.compare' },
];
