import { fill, type Language } from '#kernel/text.ts';

/** A text that depends on `{count}`, in the plural classes of its language (Arabic has six, English two). */
export type Plural = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
export type Message = string | Plural;

type Values = Readonly<Record<string, string | number>>;

/** What the English file of an area must hold: exactly the keys of the Arabic one. */
export type Translation<Source> = { readonly [Key in keyof Source]: Message };

export type Translate<Key extends string> = (key: Key, values?: Values) => string;

const rules: Record<Language, Intl.PluralRules> = { ar: new Intl.PluralRules('ar'), en: new Intl.PluralRules('en') };

/**
 * The texts of one area of the pages. `const t = portal(language)` gives a function from key to text.
 * A message with plural classes takes its class from `values.count`.
 */
export function catalogue<Source extends Readonly<Record<string, Message>>>(
  ar: Source,
  en: Translation<Source>,
): (language: Language) => Translate<Extract<keyof Source, string>> {
  const both: Record<Language, Readonly<Record<string, Message>>> = { ar, en };
  const say =
    (language: Language): Translate<string> =>
    (key, values = {}) => {
      const message = both[language][key]!;
      if (typeof message === 'string') return fill(message, values);
      const count = Number(values.count ?? 0);
      // None is told in words of its own also where a language counts it like many.
      const form = count === 0 && message.zero !== undefined ? 'zero' : rules[language].select(count);
      return fill(message[form] ?? message.other, values);
    };
  const made = { ar: say('ar'), en: say('en') };
  return (language) => made[language];
}
