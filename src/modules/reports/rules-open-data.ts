import { OPEN_COLUMNS, type OpenReport } from './model-open-data.ts';

/** What spreadsheets take for the beginning of a formula, also in its full width (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A text that no spreadsheet takes for a formula: the mark before it makes it one of words. */
export const safeText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** Names of the columns of a file, for a tenant's languages. */
export const columnNames = (languages: readonly string[]): string[] =>
  OPEN_COLUMNS.flatMap(({ name, translated }) =>
    translated ? languages.map((language) => `${name}_${language}`) : [name],
  );

type Cell = string | number | boolean | null;

const cellsOf = (report: OpenReport, languages: readonly string[]): Cell[] =>
  OPEN_COLUMNS.flatMap(({ name, translated }): Cell[] => {
    const value = report[name];
    if (!translated) return [value as Cell];
    const texts = value as Record<string, string> | null;
    return languages.map((language) => texts?.[language] ?? null);
  });

/** A report as the cells of a row of CSV: empty for nothing, and no text that is a formula. */
export const csvRow = (report: OpenReport, languages: readonly string[]): string[] =>
  cellsOf(report, languages).map((cell) =>
    cell === null ? '' : typeof cell === 'string' ? safeText(cell) : String(cell),
  );

/** A report as a flat object, by the names of the columns. */
export const flatReport = (report: OpenReport, languages: readonly string[]): Record<string, Cell> => {
  const cells = cellsOf(report, languages);
  return Object.fromEntries(columnNames(languages).map((name, i) => [name, cells[i]!]));
};

/** A report as a feature of GeoJSON (RFC 7946), its number as the id. */
export function reportFeature(report: OpenReport, languages: readonly string[]): Record<string, unknown> {
  const { longitude, latitude, ...properties } = flatReport(report, languages);
  return {
    type: 'Feature',
    id: report.number,
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
    properties,
  };
}
