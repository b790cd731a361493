import { say, type Text } from '#kernel/text.ts';
import type { ReportCatalogue, ServiceAttribute, Words } from './model.ts';

/** The longest span of time a list of requests covers, and the most it holds (GeoReport v2, "Response Volume"). */
export const MOST_DAYS = 90;
export const MOST_REQUESTS = 1_000;
/** Pages further on than this are asked for by a narrower span of time instead. */
export const MOST_SKIPPED = 100_000;

/** An instant with its offset, as the W3C note on date and time formats writes it; undefined when it is none. */
export function instantOfW3c(text: string): Temporal.Instant | undefined {
  const written = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
  // A plus sign that nobody escaped arrives as a space.
  const mended = text.trim().replace(/ (\d{2}:\d{2})$/, '+$1');
  if (!written.test(mended)) return undefined;
  try {
    return Temporal.Instant.from(mended);
  } catch {
    return undefined;
  }
}

/** An instant as it is answered: UTC, whole seconds. */
export const w3c = (instant: string): string =>
  Temporal.Instant.from(instant).round({ smallestUnit: 'second', roundingMode: 'floor' }).toString();

export interface Span {
  readonly from: Temporal.Instant;
  /** The first moment that is not in it. */
  readonly to: Temporal.Instant;
}

/**
 * The span of time a list covers: the last 90 days unless asked otherwise; one end alone gives 90 days from or up to
 * it. Undefined when the ends are the wrong way round or further apart than 90 days.
 */
export function spanOf(
  start: Temporal.Instant | undefined,
  end: Temporal.Instant | undefined,
  now: Temporal.Instant,
): Span | undefined {
  const days = { hours: 24 * MOST_DAYS };
  // The end is part of what is asked for, to the second it names.
  const to = (end ?? (start === undefined ? now : earlier(start.add(days), now))).add({ seconds: 1 });
  const from = start ?? to.subtract(days).subtract({ seconds: 1 });
  const hours = from.until(to).total('hours');
  if (start !== undefined && end === undefined && hours < 0) return { from, to: from };
  return hours < 0 || hours > 24 * MOST_DAYS + 1 ? undefined : { from, to };
}

const earlier = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) < 0 ? a : b);

/** Members of a list written with commas, each once, without empty ones. */
export const listed = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];

/** The language of an answer: the one asked for, else the first that the browser wants, else the tenant's first. */
export function languageFor(
  languages: readonly string[],
  locale: string | undefined,
  acceptLanguage: string | null,
): string {
  const wanted = [locale ?? '', ...(acceptLanguage ?? '').split(',').map((one) => one.split(';')[0]!.trim())];
  const primary = (tag: string) => tag.toLowerCase().split(/[-_]/)[0]!;
  for (const tag of wanted) {
    const found = languages.find((language) => primary(language) === primary(tag));
    if (found !== undefined) return found;
  }
  return languages[0] ?? 'ar';
}

/** `services` of GeoReport v2. */
export function servicesOf(catalogue: ReportCatalogue, attributes: readonly ServiceAttribute[], language: string) {
  const groups = new Map(catalogue.groups.map(({ code, name }) => [code, name]));
  return catalogue.categories.map(({ code, name, help, words, group }) => ({
    service_code: code,
    service_name: say(name, language),
    description: say(help, language),
    metadata: attributes.some(({ services }) => services.includes(code)),
    type: 'realtime',
    keywords: (words[language] ?? Object.values(words)[0] ?? []).map((word) => word.replaceAll(',', ' ')).join(', '),
    group: say(groups.get(group) ?? {}, language),
  }));
}

/** `attributes` of a `service_definition` of GeoReport v2, numbered in the order of the tenant's document. */
export const definitionOf = (code: string, attributes: readonly ServiceAttribute[], language: string) => ({
  service_code: code,
  attributes: attributes
    .filter(({ services }) => services.includes(code))
    .map((attribute, i) => ({
      variable: attribute.variable,
      code: attribute.code,
      datatype: attribute.datatype,
      required: attribute.required,
      datatype_description: say(attribute.datatypeDescription ?? {}, language) || null,
      order: i + 1,
      description: say(attribute.description, language),
      values: attribute.values.map(({ key, name }) => ({ key, name: say(name, language) })),
    })),
});

/** What stands behind `open` and `closed`: the state in the public's words, and how it ended. */
export function statusNotes(stateTitle: Words, result: Text | null, language: string): string {
  const title = say(stateTitle, language);
  const ending = result === null ? '' : say(result, language);
  return ending === '' || ending === title ? title : `${title}. ${ending}`;
}
