import type { Language } from '#kernel/text.ts';
import { catalogue } from '../messages.ts';
import { operating as ar } from './ar/operating.ts';
import { operating as en } from './en/operating.ts';

export const operating = catalogue(ar, en);

/** What a queue of events is called, by its subscriber; null where these pages have no name for it. */
export const queueName = (language: Language, subscriber: string): string | null => {
  const key = `queue.${subscriber}`;
  return Object.hasOwn(ar, key) ? operating(language)(key as keyof typeof ar) : null;
};
