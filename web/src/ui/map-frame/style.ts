import type { Language } from '#kernel/text.ts';

/** The tenant's base map in the language of the page and in the light of the screen; asked for by script only. */
export function mapStyle(language: Language, theme: 'light' | 'dark' | 'auto'): string {
  const dark =
    theme === 'dark' || (theme === 'auto' && globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches);
  return `/tiles/base/style.json?lang=${language}&theme=${dark ? 'dark' : 'light'}`;
}
