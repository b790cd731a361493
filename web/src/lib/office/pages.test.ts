import { expect, test } from 'vitest';
import { anonymous, type Role } from '#kernel/actor.ts';
import { officePages, pagesNamed } from './pages.ts';

const employee = (role: Role) => ({
  ...anonymous(1),
  kind: 'person' as const,
  segment: 'employee' as const,
  roles: [{ role, municipalityId: null }],
});

test('the palette leads to pages that somebody may open, once each', () => {
  const hrefs = (role: Role) => officePages(employee(role), 'ar', true).map(({ href }) => href);
  expect(hrefs('officer')).toContain('/ar/office/phrases');
  expect(hrefs('officer')).not.toContain('/ar/office/administration');
  expect(hrefs('team-lead')).toContain('/ar/office/board');
  const all = hrefs('supervisor');
  expect(new Set(all).size).toBe(all.length);
  expect(officePages(anonymous(1), 'ar', true)).toEqual([]);
});

test('a page is found by part of its name, however its letters are written', () => {
  const pages = officePages(employee('supervisor'), 'ar', true);
  const found = (typed: string) => pagesNamed(pages, typed).map(({ href }) => href);
  expect(found('رضا')).toEqual(['/ar/office/satisfaction']);
  expect(found('الادارة')).toContain('/ar/office/administration');
  expect(found('ر')).toEqual([]);
  expect(pagesNamed(officePages(employee('supervisor'), 'en', true), 'READY')).toHaveLength(1);
});
