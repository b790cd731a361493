import { stringify } from 'csv-stringify/sync';
import type { RequestServices } from '#platform/web-services.ts';
import { DIMENSIONS } from './model.ts';
import { safeText } from './rules.ts';

interface Value {
  readonly code: string;
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
  readonly gap: string | null;
}

interface Parts {
  readonly period: { readonly from: string; readonly to: string; readonly over: boolean };
  readonly items: readonly {
    readonly code: string;
    readonly name: Record<string, string>;
    readonly indicators: readonly Value[];
  }[];
}

const COLUMNS = ['period_from', 'period_to', 'period_over', 'dimension', 'part'] as const;

/** The indicators of a period and of every part of the city, as CSV or JSON; null for another form. */
export async function performanceTable(
  services: RequestServices,
  query: URLSearchParams,
  form: string,
): Promise<string | null> {
  if (form !== 'csv' && form !== 'json') return null;
  const { languages } = services.tenant;
  const { dimension: wanted, ...period } = Object.fromEntries(query);
  const rows: Record<string, string | number | boolean | null>[] = [];
  for (const dimension of wanted === undefined ? DIMENSIONS : [wanted]) {
    const { period: span, items } = await services.call<Parts>('reports.list-indicators', { ...period, dimension });
    for (const { code, name, indicators } of items) {
      for (const { code: indicator, value, numerator, denominator, gap } of indicators) {
        rows.push({
          period_from: span.from,
          // The last day, as people say it.
          period_to: Temporal.PlainDate.from(span.to).subtract({ days: 1 }).toString(),
          period_over: span.over,
          dimension,
          part: code,
          ...Object.fromEntries(languages.map((one) => [`part_name_${one}`, name[one] ?? null])),
          indicator,
          value,
          numerator,
          denominator,
          gap,
        });
      }
    }
  }
  if (form === 'json') return JSON.stringify(rows);
  const columns = [
    ...COLUMNS,
    ...languages.map((one) => `part_name_${one}`),
    'indicator',
    'value',
    'numerator',
    'denominator',
    'gap',
  ];
  return stringify(
    rows.map((row) =>
      columns.map((name) => {
        const cell = row[name] ?? null;
        return cell === null ? '' : typeof cell === 'string' ? safeText(cell) : String(cell);
      }),
    ),
    { header: true, columns, record_delimiter: 'windows' },
  );
}
