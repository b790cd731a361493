import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint } from '../cases/lint.ts';
import { CaseType } from '../cases/model.ts';
import { ReportCatalogue } from './model.ts';

const ROOT = new URL('../../../', import.meta.url);
const SOURCE = new URL('../shared/domain/report-categories.json', ROOT);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));

interface SourceCategory {
  code: string;
  name: { ar: string; en: string };
  priority: string;
  resolve: { target: number; unit: string };
  department: string;
  safety: boolean;
  visualPollution: boolean;
  externalOwner: string | null;
}

describe.each([
  { tenant: 'eastern', languages: ['ar', 'en'] },
  { tenant: 'boston', languages: ['en'] },
])('the report categories of $tenant', ({ tenant, languages }) => {
  const document = read(`tenants/${tenant}/report-categories.json`);
  const catalogue = ReportCatalogue.parse(document);

  test('are written in every language of the tenant, and in no other', () => {
    const texts: [string, object][] = [];
    const walk = (value: unknown, path: string) => {
      if (value === null || typeof value !== 'object') return;
      if (/\.(name|help|words|title|emergencyNotice|note)$/.test(path)) texts.push([path, value]);
      else for (const [key, part] of Object.entries(value)) walk(part, `${path}.${key}`);
    };
    walk(catalogue, '');
    expect(texts.length).toBeGreaterThan(20);
    for (const [path, text] of texts) expect(Object.keys(text).sort(), path).toEqual(languages);
  });

  test('use every group and department they name', () => {
    const groups = new Set(catalogue.categories.map((category) => category.group));
    expect([...groups].sort()).toEqual(catalogue.groups.map((group) => group.code).sort());
    const { teams } = read(`tenants/${tenant}/teams.json`) as { teams: { department: string }[] };
    const served = new Set(teams.map(({ department }) => department));
    for (const { code } of catalogue.departments) expect(served, `no team of ${code}`).toContain(code);
  });

  test('name the states of the case type, in the words of the office', () => {
    const type = CaseType.parse(read(`tenants/${tenant}/case-types/report.json`));
    const office = Object.entries(type.flow.states).map(([code, state]) => ({ code, name: state.title.office }));
    expect(catalogue.states).toEqual(office);
  });

  test('are reported under a case type the linter has nothing to say about', () => {
    expect(lint(read(`tenants/${tenant}/case-types/report.json`), { languages })).toEqual([]);
  });

  test('ask for no photo of the state left without asking where it was taken', () => {
    for (const { code, evidence } of catalogue.categories) {
      if (evidence.photoAfter) expect(evidence.position, code).toBe(true);
    }
  });
});

describe('the report categories of the Eastern Province', () => {
  const catalogue = ReportCatalogue.parse(read('tenants/eastern/report-categories.json'));
  const find = (code: string) => catalogue.categories.find((category) => category.code === code)!;

  test('are twelve groups and 105 categories', () => {
    expect(catalogue.groups).toHaveLength(12);
    expect(catalogue.categories).toHaveLength(105);
  });

  test('say whom to call first where life is in danger', () => {
    expect(find('DS-03').emergencyNotice?.ar).toContain('998');
    const critical = catalogue.categories.filter(({ priority, safety }) => priority === 'P1' && safety);
    const silent = critical.filter(({ emergencyNotice }) => emergencyNotice === null).map(({ code }) => code);
    // Sewage in the street is urgent, but nobody is to be called before the municipality.
    expect(silent).toEqual(['DS-04']);
  });

  test('keep accusations of persons and establishments off the public map', () => {
    for (const code of ['SV-01', 'SV-02', 'SV-05', 'MK-01', 'MK-02', 'MK-03', 'BL-05', 'BL-12', 'EN-01', 'LT-06']) {
      expect(find(code).public, code).toBe(false);
    }
    for (const code of ['RD-01', 'LT-01', 'CL-01', 'DS-01']) expect(find(code).public, code).toBe(true);
  });

  test('ask for no photo of people, of private rooms or of what cannot be seen', () => {
    for (const code of ['SV-01', 'SV-02', 'UC-06', 'PC-07', 'DS-03', 'MK-03', 'PK-05', 'BL-12', 'PC-04']) {
      expect(find(code).evidence, code).toMatchObject({ photoBefore: false, photoAfter: false });
    }
  });

  test.skipIf(!existsSync(SOURCE))(
    'hold every category of the domain source with its time, unit and department',
    () => {
      const source = JSON.parse(readFileSync(SOURCE, 'utf8')) as { categories: SourceCategory[] };
      const units: Record<string, string> = { hour: 'hour', day: 'day', working_day: 'workingDay' };
      expect(
        catalogue.categories.map((category) => ({
          code: category.code,
          name: category.name,
          priority: category.priority,
          resolve: category.resolve,
          department: category.department,
          safety: category.safety,
          visualPollution: category.visualPollution,
          external: category.externalOwner !== null,
        })),
      ).toEqual(
        source.categories.map((category) => ({
          code: category.code,
          name: category.name,
          priority: category.priority,
          resolve: { amount: category.resolve.target, unit: units[category.resolve.unit] },
          department: category.department,
          safety: category.safety,
          visualPollution: category.visualPollution,
          external: category.externalOwner !== null,
        })),
      );
    },
  );
});
