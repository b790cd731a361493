import { describe, expect, test } from 'vitest';
import { NoticeTemplate } from './model.ts';
import { DraftTemplate } from './model-template.ts';
import { chooseTemplate, draftOf, lintTemplate, placesOf, publishable, scopesFor } from './rules-templates.ts';

const around = {
  tenantName: { ar: 'أمانة نموذجية', en: 'Sample' },
  languages: ['ar', 'en'],
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory'],
  countryCode: '+966',
  baseUrl: 'https://amanah.example',
};
const places = { category: { title: { ar: 'التصنيف', en: 'Category' }, sample: { ar: 'حفرة', en: 'Pothole' } } };
const draft = (change: Partial<DraftTemplate>) =>
  DraftTemplate.parse({ purpose: { ar: 'نموذج', en: 'Sample' }, ...change });
const codes = (change: Partial<DraftTemplate>) =>
  lintTemplate(draft(change), places, around).map(({ code, channel, language }) => [code, channel, language]);

test.each([
  ['no purpose in any language', { purpose: {} }, 'purpose'],
  ['a title of two lines', { inbox: { ar: { title: 'عنوان\r\nثان', text: 'نموذج' } } }, 'inbox.ar.title'],
  ['a subject of two lines', { email: { ar: { subject: 'عنوان\nثان', text: 'نموذج' } } }, 'email.ar.subject'],
])('a draft is refused for what could never be published: %s', (_, change, path) => {
  const { error } = DraftTemplate.safeParse({ purpose: { ar: 'نموذج' }, ...change });
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});

describe('the most specific words are used', () => {
  const at = (scope: string, withdrawn = false) => ({ scope, withdrawn });
  const all = [at(''), at('status:closed'), at('group:RD'), at('category:RD-01')];
  test.each([
    [{ category: 'RD-01', group: 'RD', status: 'closed' }, 'category:RD-01'],
    [{ category: 'RD-02', group: 'RD', status: 'closed' }, 'group:RD'],
    [{ category: 'LT-01', group: 'LT', status: 'closed' }, 'status:closed'],
    [{ category: 'LT-01', group: 'LT', status: 'resolved' }, ''],
    [{}, ''],
  ])('for %j: %s', (traits, scope) => {
    expect(chooseTemplate(all, traits)?.scope).toBe(scope);
  });
  test('and what was withdrawn is passed over', () => {
    expect(chooseTemplate([at(''), at('group:RD', true)], { group: 'RD' })?.scope).toBe('');
    expect(scopesFor({ status: 'closed' })).toEqual(['status:closed', '']);
  });
});

describe('the lint names', () => {
  test('an unknown place, where it stands', () => {
    expect(codes({ sms: { ar: '{number} {catgory}', en: '{number}' } })).toContainEqual(['unknown-place', 'sms', 'ar']);
  });
  test('a missing language, of a channel that has another', () => {
    expect(codes({ sms: { ar: '{number}' } })).toEqual([['missing-language', 'sms', 'en']]);
  });
  test('nothing at all, a half-written letter and a lone brace', () => {
    expect(codes({})).toEqual([['no-channel', null, null]]);
    const half = { subject: 'بلاغ {number}', text: '' };
    expect(codes({ email: { ar: half, en: { subject: '{number}', text: 'x {' } } })).toEqual([
      ['half-written', 'email', 'ar'],
      ['stray-brace', 'email', 'en'],
    ]);
  });
  test('an SMS of too many parts: Arabic by 67 a part', () => {
    const arabic = (length: number) => ({ sms: { ar: `{number}${'س'.repeat(length)}`, en: '{number}' } });
    // The sample of {number} is not given here, so the measure is of the text with its name.
    const values = { ...places, number: { title: { ar: 'الرقم', en: 'Number' }, sample: '1' } };
    const found = (length: number) =>
      lintTemplate(draft(arabic(length)), values, around).map(({ level, code, language }) => [level, code, language]);
    expect(found(67 * 3 - 1)).toEqual([]);
    expect(found(67 * 3)).toEqual([['warning', 'sms-long', 'ar']]);
    expect(found(67 * 6 - 1)).toEqual([['warning', 'sms-long', 'ar']]);
    expect(found(67 * 6)).toEqual([['error', 'sms-too-long', 'ar']]);
  });
});

test('what is published declares the places it uses and leaves out what is empty', () => {
  const words = draft({
    sms: { ar: '', en: '' },
    inbox: { ar: { title: '{number}', text: '{category} {category}' }, en: { title: 'x', text: '{tenant}' } },
  });
  expect(placesOf(words)).toEqual(['number', 'category', 'tenant']);
  const template = publishable(words);
  expect(template.placeholders).toEqual(['category']);
  expect(template.sms).toBeUndefined();
  expect(NoticeTemplate.parse(template)).toEqual(template);
  expect(publishable(draftOf(template))).toEqual(template);
});
