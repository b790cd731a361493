import { expect, test } from 'vitest';
import type { DocumentSheet } from './model-issued.ts';
import { paperOf } from './rules-paper.ts';

const both = (ar: string, en: string) => ({ ar, en });
const sheet = {
  number: 'CML-2026-LCN-000034-51',
  version: 1,
  code: 'H4AJWQ5K',
  issuedAt: '2026-11-22T09:00:00Z',
  validFrom: '2026-11-23',
  validUntil: '2027-11-23',
  verifyAt: 'example.com/ar/verify',
  qr: { modules: 21, path: 'M0 0h1v1z' },
  sample: true,
  tenant: {
    name: both('أمانة نموذجية', 'Sample Municipality'),
    languages: ['ar', 'en'],
    calendars: ['islamic-umalqura', 'gregorian'],
    timeZone: 'Asia/Riyadh',
    emblem: null,
  },
  content: {
    title: both('رخصة', 'Licence'),
    statement: both('نص', 'Statement'),
    holder: { title: both('صاحبها', 'Holder'), name: 'نموذج <b>', identifiers: [] },
    sections: [],
    conditions: Array.from({ length: 40 }, () => both('شرط طويل', 'A long condition')),
    grounds: [both('نظام', 'Law')],
    application: 'CML-2026-001-000034-51',
    place: null,
    office: null,
    note: null,
    edition: null,
  },
} as unknown as DocumentSheet;

test('all that a document is verified by stands on its first page, once, however many pages follow', () => {
  const paper = paperOf(sheet, '');
  const top = paper.slice(0, paper.indexOf('class="statement"'));
  for (const one of ['رمز التحقق', 'Verification code', sheet.code, `>${sheet.number}<`, 'M0 0h1v1z']) {
    expect(top).toContain(one);
  }
  expect(paper.split(sheet.code)).toHaveLength(2);
  expect(paper).toContain('نموذج &lt;b&gt;');
});
