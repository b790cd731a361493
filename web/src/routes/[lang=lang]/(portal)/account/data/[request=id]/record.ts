import type { Language } from '#kernel/text.ts';
import { mydata as ar } from '$lib/messages/ar/mydata.ts';
import type { mydata } from '$lib/messages/mydata.ts';

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
type Says = ReturnType<typeof mydata>;
type Key = keyof typeof ar;

const known = (key: string): key is Key => Object.hasOwn(ar, key);

/** Fields whose values are codes of ours; other texts are the person's own and shown as they are. */
const CODED = ['kind', 'state', 'language', 'digits', 'scope', 'outcome', 'frequency', 'action', 'purpose'];

export const isEmpty = (value: Value): boolean =>
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.values(value as object).every((one) => isEmpty(one as Value)));

export const isInstant = (value: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(value);

/** A text in several languages, in the reader's. */
export function wordsOf(value: Value, language: Language): string | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const texts = value as Readonly<Record<string, Value>>;
  const keys = Object.keys(texts);
  if (keys.length === 0 || !keys.every((key) => /^[a-z]{2}$/.test(key) && key !== 'at')) return undefined;
  const text = texts[language] ?? texts.ar ?? texts.en;
  return typeof text === 'string' ? text : undefined;
}

export const nameOfField = (t: Says, key: string): string => {
  const name = `field.${key}`;
  return known(name) ? t(name) : key;
};

export function nameOfValue(t: Says, field: string, value: Value): string {
  const name = `value.${String(value)}`;
  return (typeof value === 'boolean' || CODED.includes(field)) && known(name) ? t(name) : String(value);
}
