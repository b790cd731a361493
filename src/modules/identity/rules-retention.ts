import type { PersonalDataDocument } from './model-privacy.ts';

/** The hour of the night, in the tenant's zone, from which what is past its term goes. */
export const NIGHT_HOUR = 2;

/** The instant before which something must have happened for its term to be over. */
export const cutoff = (now: Temporal.Instant, days: number): Temporal.Instant => now.subtract({ hours: 24 * days });

/** The night whose work is to be done now, in the tenant's zone; before the hour it is the one before. */
export function nightOf(now: Temporal.Instant, timeZone: string): Temporal.PlainDate {
  return now.toZonedDateTimeISO(timeZone).subtract({ hours: NIGHT_HOUR }).toPlainDate();
}

/** When the next night begins. */
export const nextNight = (now: Temporal.Instant, timeZone: string): Temporal.Instant =>
  nightOf(now, timeZone)
    .add({ days: 1 })
    .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour: NIGHT_HOUR }) })
    .toInstant();

/** The document with another term for one kind of data. */
export const withTerm = (
  document: PersonalDataDocument,
  key: string,
  term: PersonalDataDocument['retention'][string],
): PersonalDataDocument => ({ ...document, retention: { ...document.retention, [key]: term } });

/** Keys that a document names and nobody keeps, and texts it lacks in a language. */
export function faultsOf(
  document: PersonalDataDocument,
  known: readonly string[],
  languages: readonly string[],
): { path: string; fault: string }[] {
  const faults: { path: string; fault: string }[] = [];
  const name = (path: string, key: string) => {
    if (!known.includes(key)) faults.push({ path, fault: `nothing is kept under ${key}` });
  };
  for (const key of Object.keys(document.retention)) name(`retention.${key}`, key);
  for (const [i, { keeps }] of document.activities.entries()) {
    for (const key of keeps) name(`activities.${i}.keeps`, key);
  }
  const walk = (path: string, at: unknown): void => {
    if (at === null || typeof at !== 'object') return;
    const keys = Object.keys(at);
    const isText = keys.length > 0 && keys.every((key) => /^[a-z]{2,3}$/.test(key) && languages.includes(key));
    if (isText) {
      for (const language of languages) {
        if (!keys.includes(language)) faults.push({ path, fault: `no text in ${language}` });
      }
      return;
    }
    for (const [key, member] of Object.entries(at)) walk(path === '' ? key : `${path}.${key}`, member);
  };
  walk('', document);
  return faults;
}
