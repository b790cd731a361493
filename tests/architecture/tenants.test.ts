import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPublishable, lint } from '#modules/cases/lint.ts';
import { TenantDocument } from '#platform/tenant-document.ts';
import { applyTenant, shippedTenants, TENANTS_FOLDER } from '../../src/seed.ts';
import { composed } from '../support/compose.ts';
import { filesBelow, read, readJson } from './sources.ts';

const keys = shippedTenants();
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** Paths of all texts by language below a value: objects of nothing but language tags and strings. */
function textsIn(
  value: unknown,
  languages: readonly string[],
  path = '',
): { path: string; text: Record<string, string> }[] {
  if (typeof value !== 'object' || value === null) return [];
  const members = Object.entries(value);
  const isText =
    members.length > 0 &&
    members.some(([key]) => languages.includes(key) || key === 'ar' || key === 'en') &&
    members.every(([key, member]) => LANGUAGE.test(key) && typeof member === 'string');
  if (isText) return [{ path, text: value as Record<string, string> }];
  return members.flatMap(([key, member]) => textsIn(member, languages, `${path}/${key}`));
}

test('there are tenants to begin with', () => {
  expect(keys.length).toBeGreaterThan(1);
});

describe.each(keys)('the documents of %s', (key) => {
  const document = TenantDocument.parse(readJson(`tenants/${key}/tenant.json`));
  const files = filesBelow(`tenants/${key}`).filter((path) => path.endsWith('.json'));

  test.each(files)('%s has every text in the languages of the tenant', (path) => {
    const texts = textsIn(readJson(path), document.languages);
    const lacking = texts.flatMap(({ path: at, text }) =>
      document.languages.filter((language) => !text[language]?.trim()).map((language) => `${at} ${language}`),
    );
    expect(texts.length).toBeGreaterThan(0);
    expect(lacking).toEqual([]);
    const foreign = texts.filter(({ text }) => text.en !== undefined && /\p{Script=Arabic}/u.test(text.en));
    expect(foreign.map(({ path: at }) => at)).toEqual([]);
    const unwritten = texts.filter(({ text }) => text.ar !== undefined && !/\p{Script=Arabic}/u.test(text.ar));
    expect(unwritten.map(({ path: at }) => at)).toEqual([]);
  });

  test('hold case types that may be published without a remark', () => {
    for (const path of files.filter((path) => path.includes('/case-types/'))) {
      const findings = lint(readJson(path), { languages: document.languages });
      expect(isPublishable(findings)).toBe(true);
      expect(findings).toEqual([]);
    }
  });

  test('name no feature twice in the geography', () => {
    const path = `tenants/${key}/geography.geojson`;
    if (!filesBelow(`tenants/${key}`).includes(path)) return;
    const { features } = JSON.parse(read(path)) as { features: { properties: { code: string } }[] };
    const codes = features.map(({ properties }) => properties.code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

test('every tenant is taken in as it is shipped, and a second time changes nothing', { timeout: 120_000 }, async () => {
  const composition = await composed();
  for (const key of keys) {
    const folder = join(TENANTS_FOLDER, key);
    const { tenant } = await applyTenant(composition, folder, true);
    expect(tenant.key).toBe(key);
    expect((await applyTenant(composition, folder, true)).tenant.id).toBe(tenant.id);
  }
  expect((await composition.tenants.all()).map(({ key }) => key).sort()).toEqual(keys);
});
