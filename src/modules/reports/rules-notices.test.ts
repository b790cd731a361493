import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fill } from '#kernel/text.ts';
import { CaseType } from '../cases/model.ts';
import { BUILT_IN_PLACES, NoticeTemplates } from '../notifications/model.ts';
import { smsSize } from '../notifications/rules-segments.ts';
import { noticePlaces, type ReportForNotice, reportDeadline } from './rules.ts';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../tenants/${path}`, import.meta.url), 'utf8'));
const terms = { confirmationDays: 5, answerDays: 7, reopenDays: 30, externalDays: 14, closingRadiusMetres: 50 };
const running = (dueAt: string) => ({ dueAt, status: 'running' });

const report: ReportForNotice = {
  state: 'assigned',
  closedAt: null,
  clocks: {
    norm: running('2026-11-24T06:00:00Z'),
    confirmation: running('2026-11-27T06:00:00Z'),
    answer: running('2026-11-29T06:00:00Z'),
    external: running('2026-12-06T06:00:00Z'),
  },
  terms,
  category: { ar: 'حفرة في الطريق', en: 'Pothole' },
  address: null,
  agency: null,
  result: null,
  question: null,
  answer: null,
  whyNotFixed: null,
};

describe('the date a notice names', () => {
  test.each([
    ['assigned', '2026-11-24T06:00:00Z'],
    ['resolved', '2026-11-27T06:00:00Z'],
    ['waiting_reporter', '2026-11-29T06:00:00Z'],
    ['waiting_external', '2026-12-06T06:00:00Z'],
    ['reopened', '2026-11-24T06:00:00Z'],
  ])('of a report that is %s is %s', (state, due) => {
    expect(reportDeadline({ ...report, state })).toBe(due);
  });

  test('of a closed report is the end of the time to reopen it', () => {
    expect(reportDeadline({ ...report, state: 'closed', closedAt: '2026-11-01T00:00:00Z' })).toBe(
      '2026-12-01T00:00:00Z',
    );
  });

  test('is none while no clock runs', () => {
    expect(reportDeadline({ ...report, clocks: { norm: { dueAt: null, status: 'paused' } } })).toBeNull();
    expect(noticePlaces({ ...report, clocks: {} }, '/r').deadline).toEqual({ ar: 'غير محدد', en: 'not set' });
  });
});

describe('the reason a notice gives', () => {
  test.each<[Partial<ReportForNotice>, unknown]>([
    [{ state: 'waiting_reporter', question: 'أين؟' }, 'أين؟'],
    [{ state: 'reopened', whyNotFixed: 'بقيت', result: { result: 'unconfirmed', reason: null } }, 'بقيت'],
    [{ state: 'rejected', result: { result: 'invalid', reason: 'تجربة' } }, 'تجربة'],
  ])('of %j is %j', (change, reason) => {
    expect(noticePlaces({ ...report, ...change }, '/r').reason).toBe(reason);
  });

  test('is the result in words when nobody wrote one', () => {
    const { reason } = noticePlaces(
      { ...report, state: 'closed', result: { result: 'insufficient', reason: null } },
      '/r',
    );
    expect(reason).toMatchObject({ ar: 'أُغلق لعدم كفاية المعلومات' });
  });
});

describe.each([
  { tenant: 'eastern', languages: ['ar', 'en'] },
  { tenant: 'boston', languages: ['en'] },
])('the notices of $tenant', ({ tenant, languages }) => {
  const templates = NoticeTemplates.parse(read(`${tenant}/notices.json`));
  const type = CaseType.parse(read(`${tenant}/case-types/report.json`));
  const ours = Object.keys(type.notices ?? {});

  test('exist for every notice of the case type, on every channel, in every language', () => {
    expect(ours.length).toBeGreaterThanOrEqual(12);
    for (const key of ours) {
      const template = templates[key]!;
      for (const channel of ['sms', 'email', 'inbox'] as const) {
        // A message asking for an opinion costs nobody an SMS.
        const given = template.kind === 'survey' && channel === 'sms' ? [] : languages;
        expect(Object.keys(template[channel] ?? {}).sort(), `${key} ${channel}`).toEqual(given);
      }
    }
  });

  test('have no place that stays empty', () => {
    const filled = new Set([...BUILT_IN_PLACES, ...Object.keys(noticePlaces(report, '/r'))]);
    for (const key of ours) {
      for (const place of templates[key]!.placeholders) expect(filled, key).toContain(place);
    }
  });

  test('fit two short messages in English and three in Arabic', () => {
    const values = {
      number: '940-2026-940-000123-45',
      category: 'حفرة في الطريق',
      deadline: '2026/11/24',
      link: 'https://amanah.example/r/940-2026-940-000123-45',
      reason: 'الموقع خارج نطاق الأمانة',
      agency: 'شركة المياه الوطنية',
    };
    const english = {
      ...values,
      category: 'Pothole',
      reason: 'Outside the municipality',
      agency: 'National Water Company',
    };
    for (const key of ours) {
      for (const [language, text] of Object.entries(templates[key]!.sms ?? {})) {
        const size = smsSize(fill(text, language === 'ar' ? values : english));
        expect(size.encoding, key).toBe(language === 'ar' ? 'UCS-2' : 'GSM-7');
        expect(size.segments, `${key} ${language}`).toBeLessThanOrEqual(language === 'ar' ? 3 : 2);
      }
    }
  });

  test('say fixed only to confirm it or to ask', () => {
    for (const key of ours.filter((one) => !['reportConfirmed', 'reportResolved'].includes(one))) {
      const texts = JSON.stringify(templates[key]);
      for (const [said] of texts.matchAll(/[^.:\n"]*(?:\bfixed\b|تم إصلاح|تم الإصلاح)[^.:\n"]*/gi)) {
        expect(said, key).toMatch(/\bnot\b|Not fixed|\bif it is\b|لا أنه|ولم يُسجَّل|إن تم/i);
      }
    }
  });
});

test('the second tenant runs the same flow: its document differs in words only', () => {
  const flow = (tenant: string) => {
    const words = (_key: string, value: unknown) =>
      value !== null && typeof value === 'object' && 'en' in value && typeof value.en === 'string' ? 'words' : value;
    return JSON.parse(JSON.stringify(CaseType.parse(read(`${tenant}/case-types/report.json`)), words));
  };
  expect(flow('boston')).toEqual(flow('eastern'));
});
