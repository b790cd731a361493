import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenReport } from './model.ts';
import { columnNames, csvRow, flatReport, reportFeature, safeText } from './rules-open-data.ts';

const report: OpenReport = {
  number: '940-2026-101-000001-1',
  category: 'RD-01',
  category_name: { ar: 'حفرة في الطريق', en: 'Pothole' },
  category_group: 'RD',
  state: 'received',
  state_name: { ar: 'مستلم', en: 'Received' },
  fixed: false,
  closed: false,
  description: '=HYPERLINK("https://example.org")',
  address: null,
  longitude: -71.06,
  latitude: 42.36,
  municipality: null,
  district: null,
  district_name: null,
  opened_at: '2026-03-01T09:00:00Z',
  due_at: null,
  closed_at: null,
  followers: 0,
};

describe('a row of open data', () => {
  test('has a cell for each column, in every language of the tenant', () => {
    expect(csvRow(report, ['ar', 'en'])).toHaveLength(columnNames(['ar', 'en']).length);
    expect(columnNames(['en'])).toContain('category_name_en');
    expect(flatReport(report, ['en'])).toMatchObject({ category_name_en: 'Pothole', district_name_en: null });
  });

  test('is no formula, and leaves numbers as they are', () => {
    const row = Object.fromEntries(columnNames(['en']).map((name, i) => [name, csvRow(report, ['en'])[i]]));
    expect(row.description).toBe('\'=HYPERLINK("https://example.org")');
    expect(row.longitude).toBe('-71.06');
    expect(row.closed_at).toBe('');
  });

  test('no text at all begins like a formula', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('=', '+', '-', '@', '\t', '\r', ''), (text, sign) => {
        expect(safeText(sign + text)).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  test('as a feature has its place as geometry and nothing twice', () => {
    const feature = reportFeature(report, ['en']);
    expect(feature).toMatchObject({ id: report.number, geometry: { type: 'Point', coordinates: [-71.06, 42.36] } });
    expect(feature.properties).not.toHaveProperty('longitude');
  });
});
