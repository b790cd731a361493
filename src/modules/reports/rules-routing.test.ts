import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WorkingCalendar } from '#kernel/calendar.ts';
import { CategorySnapshot, ReportCatalogue, type RoutingTeam } from './model.ts';
import { getCategory, importedCategory, NO_RULES, route, snapshotOf } from './rules.ts';

const read = (tenant: string) =>
  ReportCatalogue.parse(
    JSON.parse(readFileSync(new URL(`../../../tenants/${tenant}/report-categories.json`, import.meta.url), 'utf8')),
  );
const eastern = read('eastern');
const boston = read('boston');
const pothole = snapshotOf(eastern, getCategory(eastern, 'RD-01'));

const calendar: WorkingCalendar = {
  timeZone: 'Asia/Riyadh',
  weekend: [5, 6],
  hours: { from: '07:30', to: '14:30' },
  holidays: [],
  seasons: [],
};
const at = Temporal.Instant.from('2026-11-22T07:00:00Z');

const team = (
  code: string,
  municipality: string | null,
  districts: string[] = [],
  department = 'ROADS',
): RoutingTeam => ({
  code,
  department,
  municipality,
  districts,
});

describe('a snapshot', () => {
  test('keeps everything the case type asks of a category, for every category', () => {
    for (const category of eastern.categories) {
      const snapshot = CategorySnapshot.parse(snapshotOf(eastern, category));
      expect(snapshot.urgency).toBe(Number(category.priority[1]));
      expect(snapshot.acknowledgeMinutes).toBeLessThanOrEqual(snapshot.dispatchMinutes);
    }
  });

  test('of an unknown code is refused', () => {
    expect(() => getCategory(eastern, 'XX-99')).toThrow('reports.unknown-category');
  });
});

describe('routing', () => {
  const here = { municipality: 'DMM', district: 'D1' };
  const teams = [
    team('all', null),
    team('dmm', 'DMM'),
    team('d1', 'DMM', ['D1']),
    team('d2', 'DMM', ['D2']),
    team('khb', 'KHB'),
    team('parks', 'DMM', ['D1'], 'PARKS'),
  ];
  const routed = (area: { municipality: string | null; district: string | null }, of = teams) =>
    route(
      { catalogue: eastern, teams: of, rules: NO_RULES, calendar },
      { category: pothole, area, channel: 'portal', at, description: null },
    );

  test.each([
    [here, 'd1', 'team-of-district'],
    [{ municipality: 'DMM', district: 'D9' }, 'dmm', 'team-of-municipality'],
    [{ municipality: 'KHB', district: 'D1' }, 'khb', 'team-of-municipality'],
    [{ municipality: 'QTF', district: null }, 'all', 'team-of-tenant'],
    [{ municipality: null, district: null }, 'all', 'team-of-tenant'],
  ])('of %j goes to %s', (area, code, reason) => {
    const routing = routed(area);
    expect(routing.team).toBe(code);
    expect(routing.reasons.map((one) => one.code)).toContain(reason);
  });

  test('says so when no team serves the place, and leaves it to the desk', () => {
    const routing = routed(here, [team('khb', 'KHB')]);
    expect(routing.team).toBeNull();
    expect(routing.reasons.map(({ code }) => code)).toEqual(['department-of-category', 'no-team', 'safety']);
  });

  test('explains every step in Arabic and English', () => {
    for (const { text } of routed({ municipality: null, district: null }).reasons) {
      expect(text.ar).toMatch(/[\u0600-\u06ff]/);
      expect(text.en).toMatch(/[a-z]/);
    }
  });

  test('does not depend on the order of teams and never leaves the department', () => {
    const anyTeam = fc.record({
      code: fc.stringMatching(/^[a-z]{1,4}$/),
      department: fc.constantFrom('ROADS', 'PARKS'),
      municipality: fc.constantFrom(null, 'DMM', 'KHB'),
      districts: fc.subarray(['D1', 'D2']),
    });
    const list = fc.uniqueArray(anyTeam, { selector: ({ code }) => code });
    fc.assert(
      fc.property(list, fc.constantFrom(null, 'DMM', 'KHB', 'QTF'), fc.constantFrom(null, 'D1', 'D3'), (all, m, d) => {
        const area = { municipality: m, district: d };
        const there = routed(area, all);
        expect(routed(area, all.toReversed()).team).toBe(there.team);
        const chosen = all.find(({ code }) => code === there.team);
        if (chosen) expect(chosen.department).toBe('ROADS');
        if (chosen?.municipality) expect(chosen.municipality).toBe(m);
      }),
    );
  });
});

describe('a service of another system', () => {
  test('becomes the category the tenant maps it to, changed as the tenant says', () => {
    const vehicle = importedCategory(boston, { code: '4f38', name: 'Abandoned Vehicle' }, 'en');
    expect(vehicle).toMatchObject({ code: 'VH-01', department: 'BTD', resolve: { amount: 10, unit: 'workingDay' } });
    const other = importedCategory(boston, { code: 'x', name: 'Other' }, 'en');
    expect(other).toMatchObject({ code: 'OT-01', resolve: { amount: 10, unit: 'workingDay' } });
  });

  test('the tenant knows nothing of is taken up under its defaults and its own name', () => {
    const unknown = CategorySnapshot.parse(importedCategory(boston, { code: 'S99', name: 'Parking Meter' }, 'en'));
    expect(unknown).toMatchObject({ code: 'S99', name: { en: 'Parking Meter' }, department: 'CX', priority: 'P3' });
    expect(importedCategory(boston, { code: 'S1', name: 'constructor' }, 'en').department).toBe('CX');
  });

  test('is refused where the tenant has no rule for such', () => {
    expect(() => importedCategory(eastern, { code: 'S1', name: 'Pothole' }, 'en')).toThrow('reports.unknown-category');
  });
});
