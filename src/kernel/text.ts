/** Languages of the product itself; a tenant's own content may be written in more or in fewer. */
export const LANGUAGES = ['ar', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text of the product: always in both languages. */
export type Bilingual = Readonly<Record<Language, string>>;

/** A text of a tenant's content, in the languages that tenant works in (BCP 47 tag to text). A `Bilingual` is one. */
export type Text = Readonly<Partial<Record<string, string>>>;

export const directionOf = (language: string): 'rtl' | 'ltr' => (language.startsWith('ar') ? 'rtl' : 'ltr');

/** The text in `language`, or in the first language it has; the empty string when it has none. */
export function say(text: Text, language: string): string {
  return text[language] ?? Object.values(text).find((value) => value) ?? '';
}

/** Fills `{name}` places of a text from `values`; a place without a value stays visible. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
}
