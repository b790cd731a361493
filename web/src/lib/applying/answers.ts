import { writeCoordinates } from '#kernel/coordinates.ts';
import { say } from '#kernel/text.ts';
import type { Field } from '#modules/cases/api.ts';
import { isParcel, isParcelName, parcelFacts } from '../drawing/parcel.ts';
import { formatBothDates, formatNumber } from '../format.ts';
import type { PageLocale } from '../locale.ts';
import { parcel as parcelWords } from '../messages/parcel.ts';
import { services } from '../messages/services.ts';
import { inputName, textOfValue } from '../office/form-names.ts';

/** The most rows of a table that one page shows. */
const MOST_ROWS = 50;

interface Drawn {
  readonly points: readonly (readonly [number, number])[];
  readonly metres?: number;
  readonly squareMetres?: number;
}

const isDrawn = (value: unknown): value is Drawn =>
  typeof value === 'object' && value !== null && Array.isArray((value as Drawn).points);

/** What was saved, as the fields of a form show it to be changed. */
export function valuesOf(fields: readonly Field[], data: Readonly<Record<string, unknown>>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const field of fields) {
    const value = data[field.key];
    const name = inputName(field.key);
    if (field.type === 'table') {
      for (const [index, row] of (Array.isArray(value) ? value : []).entries()) {
        for (const { key, type } of field.columns ?? []) {
          values[`${name}.${index}.${key}`] = textOfValue(type, (row as Record<string, unknown>)[key]);
        }
      }
    } else if (field.type === 'line' || field.type === 'polygon') {
      if (isDrawn(value)) {
        values[name] = value.points
          .map(([longitude, latitude]) => writeCoordinates({ longitude, latitude }))
          .join('\n');
      }
    } else if (field.type === 'parcel') {
      if (isParcelName(value))
        Object.assign(values, { [`${name}.plan`]: value.plan, [`${name}.number`]: value.number });
    } else if (field.type === 'declaration') values[name] = value === true ? 'yes' : '';
    else if (field.type !== 'files') values[name] = textOfValue(field.type, value);
  }
  return values;
}

const number = (value: number, locale: PageLocale) => formatNumber(value, locale, { maximumFractionDigits: 1 });

/** One answer in words, for a summary; null where nothing was answered. Files are shown, not told. */
export function tellAnswer(
  field: Pick<Field, 'type' | 'options' | 'columns'>,
  value: unknown,
  locale: PageLocale,
): string | null {
  const { language } = locale;
  const t = services(language);
  const named = (code: unknown) => {
    const option = field.options?.find((one) => one.value === code);
    return option === undefined ? String(code) : say(option.title, language);
  };
  if (value === null || value === undefined || value === '') return null;
  switch (field.type) {
    case 'choice':
    case 'activity':
      return named(value);
    case 'multiChoice':
      return (value as unknown[]).map(named).join(language === 'ar' ? '، ' : ', ');
    case 'yesNo':
    case 'declaration':
      return t(value === true ? 'answer.yes' : 'answer.no');
    case 'date':
      return formatBothDates(String(value), locale);
    case 'number':
    case 'integer':
      return formatNumber(Number(value), locale);
    case 'point': {
      const { longitude, latitude } = value as { longitude: number; latitude: number };
      return writeCoordinates({ longitude, latitude });
    }
    case 'parcel': {
      const p = parcelWords(language);
      if (!isParcelName(value)) return null;
      if (!isParcel(value)) return p('told', { plan: value.plan, number: value.number });
      const words = { told: p('told'), metres: p('metres') };
      const facts = parcelFacts(value, language, words, (amount) => number(amount, locale));
      return Object.values(facts)
        .filter((fact) => fact !== '')
        .join(' · ');
    }
    case 'line':
      return isDrawn(value) ? t('answer.length', { length: number(value.metres ?? 0, locale) }) : null;
    case 'polygon':
      return isDrawn(value)
        ? t('answer.area', { area: number(value.squareMetres ?? 0, locale), length: number(value.metres ?? 0, locale) })
        : null;
    case 'files':
      return t('answer.photos', { count: (value as unknown[]).length });
    case 'table':
      return (value as Record<string, unknown>[])
        .map((row) =>
          (field.columns ?? [])
            .flatMap((column) => tellAnswer(column, row[column.key], locale) ?? [])
            .join(language === 'ar' ? '، ' : ', '),
        )
        .join('\n');
    case 'money':
    case 'object':
      return null;
    default:
      return String(value);
  }
}

/** What the fields of a form are called, by the name they are sent under, cells of tables included. */
export const labelsOf = (fields: readonly Field[], language: PageLocale['language']): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap(({ key, title, columns = [] }) => [
      [inputName(key), say(title, language)] as const,
      ...columns.flatMap((column) =>
        Array.from(
          { length: MOST_ROWS },
          (_, row) =>
            [`${inputName(key)}.${row}.${column.key}`, `${say(column.title, language)} (${row + 1})`] as const,
        ),
      ),
    ]),
  );
