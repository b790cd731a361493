import type { Language } from '#kernel/text.ts';
import { developers } from '$lib/messages/developers.ts';

const MODULES = [
  'identity',
  'territory',
  'ledger',
  'documents',
  'notifications',
  'exchange',
  'cases',
  'reports',
  'platform',
] as const;

/** What a module of the API is called, and what it is for; a module without words of its own keeps its name. */
export function moduleWords(name: string, language: Language): { title: string; about: string } {
  const t = developers(language);
  const known = MODULES.find((one) => one === name);
  return known === undefined
    ? { title: t('module.other', { name }), about: t('about.other') }
    : { title: t(`module.${known}`), about: t(`about.${known}`) };
}
