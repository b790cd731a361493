import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emblemOf, TenantDocument, tenantOf } from './tenant-document.ts';

const read = (key: string) =>
  JSON.parse(readFileSync(new URL(`../../tenants/${key}/tenant.json`, import.meta.url), 'utf8'));

describe.each(['eastern', 'boston'])('the tenant document of %s', (key) => {
  const document = TenantDocument.parse(read(key));

  test('has the key of its folder and becomes a tenant', () => {
    expect(document.key).toBe(key);
    expect(tenantOf(document)).toMatchObject({ key, timeZone: document.calendar.timeZone, name: document.name });
    expect(tenantOf(document)).not.toHaveProperty('calendar');
  });

  test('names each holiday once, in order', () => {
    const dates = document.calendar.holidays.map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].sort());
  });
});

test('the National Day is kept on a working day', () => {
  // 23 September; on the Thursday before when it falls on a Friday, on the Sunday after when on a Saturday (2017 rule).
  const { holidays } = TenantDocument.parse(read('eastern')).calendar;
  for (const year of [2026, 2027]) {
    const day = Temporal.PlainDate.from({ year, month: 9, day: 23 });
    const kept = day.add({ days: { 5: -1, 6: 1 }[day.dayOfWeek] ?? 0 });
    expect(holidays.find(({ date }) => date === kept.toString())?.name.en).toBe('National Day');
  }
});

test('a text that lacks one of the tenant’s languages is refused', () => {
  const document = read('eastern');
  delete document.calendar.holidays[0].name.ar;
  const result = TenantDocument.safeParse(document);
  expect(result.success).toBe(false);
  expect(result.error?.issues[0]?.message).toBe('holiday 2026-02-22 has no text in ar');
});

test('a map centre outside the area is refused', () => {
  const document = read('boston');
  document.settings.map.centre = [50, 26];
  expect(TenantDocument.safeParse(document).success).toBe(false);
});

test('an emblem is a drawing that is small enough to stand on every paper', () => {
  const svg = readFileSync(new URL('../../tenants/eastern/emblem.svg', import.meta.url), 'utf8');
  const emblem = emblemOf(svg)!;
  expect(Buffer.from(emblem.split(',')[1]!, 'base64').toString()).toBe(svg.trim());
  expect(tenantOf(TenantDocument.parse(read('eastern')), emblem).settings.emblem).toBe(emblem);
  for (const other of ['', 'x.png', '<svg>', `${svg.slice(0, 60)}${' '.repeat(9_000)}</svg>`]) {
    expect(emblemOf(other)).toBeUndefined();
  }
});
