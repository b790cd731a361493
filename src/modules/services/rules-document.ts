import { formatDate } from '#kernel/dates.ts';
import { IDENTIFIERS } from '#kernel/identifiers.ts';
import { formatMoney, type Money } from '#kernel/money.ts';
import { fill, LANGUAGES, type Language, say, type Text } from '#kernel/text.ts';
import type { DocumentTemplate } from './model.ts';
import type { ResultOf } from './rules-fees.ts';

type Words = Record<string, string>;
type Value = string | Words;

/** A field as the case type declares it, as far as writing its value needs. */
export interface WrittenField {
  readonly key: string;
  readonly type: string;
  readonly title: Text;
  readonly identifier?: keyof typeof IDENTIFIERS | undefined;
  readonly options?: readonly { readonly value: string; readonly title: Text }[] | undefined;
  readonly columns?: readonly WrittenField[] | undefined;
}

/** How dates are written. */
export interface Writing {
  readonly timeZone: string;
  readonly calendars: 'both' | 'gregorian';
}

const inBoth = (write: (language: Language) => string): Words =>
  Object.fromEntries(LANGUAGES.map((language) => [language, write(language)]));

const words = (text: Text): Words => inBoth((language) => say(text, language));
const joined = (values: readonly Value[], by: (language: Language) => string): Words =>
  inBoth((language) =>
    values.map((value) => (typeof value === 'string' ? value : say(value, language))).join(by(language)),
  );

const comma = (language: Language): string => (language === 'ar' ? '، ' : ', ');
const space = (): string => ' ';
const YES = { ar: 'نعم', en: 'Yes' };
const NO = { ar: 'لا', en: 'No' };

const number = (value: number): Words =>
  inBoth((language) =>
    new Intl.NumberFormat(language === 'ar' ? 'ar-SA-u-nu-latn' : 'en-GB', { maximumFractionDigits: 2 }).format(value),
  );

const measured = (value: unknown, member: string, unit: Words): Value | null => {
  const size = (value as Record<string, unknown>)[member];
  return typeof size === 'number' ? joined([number(size), unit], space) : null;
};

/** An answer as it is written on paper; null for one that was not given or cannot be written. */
export function writtenValue(field: WrittenField, value: unknown, writing: Writing): Value | null {
  if (value === null || value === undefined || value === '') return null;
  const option = (one: unknown): Value => {
    const title = field.options?.find((known) => known.value === one)?.title;
    return title === undefined ? String(one) : words(title);
  };
  switch (field.type) {
    case 'choice':
    case 'activity':
      return option(value);
    case 'multiChoice':
      return Array.isArray(value) && value.length > 0 ? joined(value.map(option), comma) : null;
    case 'number':
    case 'integer':
      return typeof value === 'number' ? number(value) : null;
    case 'date':
      return inBoth((language) => formatDate(String(value), language, writing));
    case 'money':
      return inBoth((language) => formatMoney(value as Money, language));
    case 'yesNo':
      return value === true ? YES : NO;
    case 'identifier': {
      const kind = field.identifier === undefined ? undefined : IDENTIFIERS[field.identifier];
      return kind?.personal ? kind.mask(String(value)) : String(value);
    }
    case 'polygon':
      return measured(value, 'squareMetres', { ar: 'م²', en: 'm²' });
    case 'line':
      return measured(value, 'metres', { ar: 'م', en: 'm' });
    case 'parcel': {
      const { plan, number: own } = value as { plan?: unknown; number?: unknown };
      return {
        ar: `القطعة ${String(own)} من المخطط ${String(plan)}`,
        en: `Parcel ${String(own)} of plan ${String(plan)}`,
      };
    }
    case 'point': {
      const { latitude, longitude } = value as { latitude?: number; longitude?: number };
      return latitude === undefined || longitude === undefined
        ? null
        : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
    }
    case 'table':
      return Array.isArray(value) && value.length > 0 ? table(field, value as Words[], writing) : null;
    default:
      return typeof value === 'string' ? value : null;
  }
}

const table = ({ columns = [] }: WrittenField, entries: readonly Words[], writing: Writing): Words =>
  joined(
    entries.map((entry) =>
      joined(
        columns.flatMap((column) => {
          const value = writtenValue(column, entry[column.key], writing);
          return value === null ? [] : [value];
        }),
        () => ' × ',
      ),
    ),
    comma,
  );

/** A value of an expression as a line says it is to be written. */
function writtenResult(as: 'text' | 'number' | 'date' | 'money', value: unknown, writing: Writing): Value | null {
  if (value === null || value === undefined) return null;
  if (as === 'number') return typeof value === 'number' ? number(value) : null;
  if (as === 'date') return writtenValue({ key: '', type: 'date', title: {} }, value, writing);
  if (as === 'money')
    return typeof value === 'object' ? inBoth((language) => formatMoney(value as Money, language)) : null;
  return typeof value === 'number' ? number(value) : typeof value === 'object' ? null : String(value);
}

export interface DocumentFacts {
  readonly fields: readonly WrittenField[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly resultOf: ResultOf;
  readonly writing: Writing;
  readonly service: Text;
  /** The number of the application. */
  readonly application: string;
  readonly municipality: Text | null;
  readonly district: Text | null;
  /** What the decision took from the tenant's lists. */
  readonly chosen: { readonly conditions: readonly Text[]; readonly grounds: readonly Text[] };
  /** Why it is a later version under its number. */
  readonly edition: 'extended' | undefined;
}

/** What stands on a document: its template filled with what the case says. */
export function contentOf(template: DocumentTemplate, facts: DocumentFacts) {
  const { data, resultOf, writing, municipality, district } = facts;
  const fields = new Map(facts.fields.map((field) => [field.key, field]));
  const valueAt = (key: string): Value | null => {
    const field = fields.get(key);
    return field === undefined ? null : writtenValue(field, data[key], writing);
  };
  const placeValue = (name: string): Value =>
    (template.values[name] === undefined
      ? valueAt(name)
      : writtenResult('text', resultOf(template.values[name]), writing)) ?? '—';
  const names = [
    ...say(template.statement, 'ar').matchAll(/\{(\w+)\}/g),
    ...say(template.statement, 'en').matchAll(/\{(\w+)\}/g),
  ].map(([, name]) => name!);
  const statement = inBoth((language) => {
    const values = names.map((name) => {
      const value = placeValue(name);
      return [name, typeof value === 'string' ? value : say(value, language)] as const;
    });
    return fill(say(template.statement, language), Object.fromEntries(values));
  });
  const { holder } = template;
  const identifier = holder.identifiers.find((key) => typeof data[key] === 'string' && data[key] !== '');
  const numbers = holder.identifiers.flatMap((key) => {
    const value = valueAt(key);
    return key === identifier && typeof value === 'string' ? [{ title: words(fields.get(key)!.title), value }] : [];
  });
  const withUnit = (value: Value, unit: Text | undefined): Value =>
    unit === undefined ? value : joined([value, words(unit)], space);
  const sections = template.sections
    .map(({ title, lines }) => ({
      title: words(title),
      lines: lines.flatMap((line) => {
        if (line.when !== undefined && resultOf(line.when) !== true) return [];
        const value = 'field' in line ? valueAt(line.field) : writtenResult(line.as, resultOf(line.value), writing);
        const named = line.title ?? ('field' in line ? fields.get(line.field)?.title : undefined);
        if (value === null || named === undefined) return [];
        return [{ title: words(named), value: withUnit(value, line.unit), public: line.public }];
      }),
    }))
    .filter(({ lines }) => lines.length > 0);
  const given = template.conditionsField === undefined ? null : data[template.conditionsField];
  const place = [district, municipality].filter((one) => one !== null).map(words);
  return {
    content: {
      title: words(template.title),
      statement,
      office: municipality === null ? null : words(municipality),
      service: words(facts.service),
      application: facts.application,
      holder: {
        title: words(holder.title),
        name: String(data[holder.name] ?? '—'),
        person: holder.person,
        identifiers: numbers,
      },
      place: place.length === 0 ? null : joined(place, comma),
      sections,
      conditions: [
        ...template.conditions.map(words),
        ...facts.chosen.conditions.map(words),
        ...(typeof given === 'string' && given !== '' ? [given] : []),
      ],
      grounds: [...template.grounds, ...facts.chosen.grounds].map(words),
      ...(facts.edition === undefined ? {} : { edition: facts.edition }),
      note: template.note === undefined ? null : words(template.note),
    },
    identifier: identifier === undefined ? null : String(data[identifier]),
  };
}
