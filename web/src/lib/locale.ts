import { getContext, setContext } from 'svelte';
import type { Language } from '#kernel/text.ts';

/** How this reader reads: decided once a request, handed to every component. */
export interface PageLocale {
  readonly language: Language;
  readonly direction: 'rtl' | 'ltr';
  /** IANA zone of the tenant's clocks. */
  readonly timeZone: string;
  /** Calendars shown beside each other where a person decides, the first first. */
  readonly calendars: readonly string[];
  /** Latin digits unless the reader asked for Arabic-Indic ones. */
  readonly digits: 'latn' | 'arab';
  /** The request's time, so that "in 3 days" is the same on the server and in the browser. Unix milliseconds. */
  readonly now: number;
}

const KEY = Symbol('locale');

/** Called once, by the root layout. A function, so that it stays true after a navigation in the browser. */
export const provideLocale = (read: () => PageLocale): void => {
  setContext(KEY, read);
};

/** The same for a part of the page that a script takes over without the root layout. */
export const localeContext = (read: () => PageLocale): Map<symbol, () => PageLocale> => new Map([[KEY, read]]);

/** The reader's locale, in any component below the root layout; call it while the component starts. */
export function useLocale(): () => PageLocale {
  const read = getContext<(() => PageLocale) | undefined>(KEY);
  if (read === undefined) throw new Error('useLocale is called outside the root layout');
  return read;
}
