import { type DateOptions, formatDate } from '#kernel/dates.ts';
import { fill, LANGUAGES, say } from '#kernel/text.ts';
import type { ResultOf } from './rules-fees.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A text with the places in braces filled by expressions; a date is written as a date, what is not known as a dash. */
export function filledText(
  text: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
  resultOf: ResultOf,
  dates: Pick<DateOptions, 'timeZone' | 'calendars'>,
): Record<string, string> {
  const results = Object.entries(values).map(([name, feel]) => [name, resultOf(feel) ?? '–'] as const);
  if (results.length === 0) return text;
  return Object.fromEntries(
    LANGUAGES.filter((language) => text[language] !== undefined).map((language) => {
      const written = results.map(([name, result]) => {
        const day = String(result).slice(0, 10);
        return [name, DAY.test(day) ? formatDate(day, language, dates) : String(result)] as const;
      });
      return [language, fill(say(text, language), Object.fromEntries(written))];
    }),
  );
}
