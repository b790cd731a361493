import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NoticeTemplate } from './model.ts';
import { cleanValue, languageFor, render, templateOf, writeMoment } from './rules-render.ts';
import { smsSize } from './rules-segments.ts';

const around = {
  tenantName: { ar: 'أمانة نموذجية', en: 'Sample Municipality' },
  languages: ['ar', 'en'],
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory', 'islamic-umalqura'],
  countryCode: '+966',
  baseUrl: 'https://amanah.example',
};
const template = NoticeTemplate.parse({
  purpose: { ar: 'غرض' },
  placeholders: ['title', 'due', 'link'],
  sms: { ar: 'بلاغ {number} حتى {due}: {link}', en: 'Report {number}: {title}' },
  email: {
    ar: { subject: 'بلاغك {title}', text: 'استلمنا {title}.\n\nالموعد {due}.\nتابع: {link}' },
    en: { subject: 'Report {title}', text: 'From {tenant}: {title} & more.\n\nSee https://open.example/a.' },
  },
});
const values = {
  number: '940-1',
  title: 'حفرة <script>alert(1)</script>\r\nBcc: victim@sample.example \u202egnp',
  due: { instant: '2026-11-21T11:30:00Z' },
  link: { path: '/reports/940-1' },
};

describe('rendering', () => {
  test('a moment is written in each calendar and the reader’s language', () => {
    const at = Temporal.Instant.from('2026-11-21T11:30:00Z');
    expect(writeMoment(at, 'ar', around.timeZone, around.calendars)).toBe(
      '21 نوفمبر 2026 · 11 جمادى الآخرة 1448 هـ، 14:30',
    );
    expect(writeMoment(at, 'en', 'America/New_York', ['gregory'])).toBe('21 November 2026, 06:30');
  });
  test('an SMS carries one calendar and full addresses', () => {
    const { text, subject, html, sms } = render(template, 'sms', 'ar', values, around);
    expect(text).toBe('بلاغ 940-1 حتى 21 نوفمبر 2026، 14:30: https://amanah.example/ar/reports/940-1');
    expect({ subject, html, sms }).toEqual({
      subject: null,
      html: null,
      sms: { encoding: 'UCS-2', units: 77, segments: 2 },
    });
  });
  test('a value adds no header, no line and no markup', () => {
    const { subject, text, html } = render(template, 'email', 'ar', values, around);
    expect(subject).toBe('بلاغك حفرة <script>alert(1)</script> Bcc: victim@sample.example gnp');
    expect(text.split('\n')).toHaveLength(4);
    expect(html).not.toContain('<script');
    expect(html).toContain('dir="rtl"');
    expect(html).toContain('<bdi>حفرة &#60;script&#62;');
    expect(html).toContain('<a href="https://amanah.example/ar/reports/940-1">');
  });
  test('only the template’s own addresses become links', () => {
    const { html } = render(template, 'email', 'en', { title: 'https://evil.example/x' }, around);
    expect(html).toContain('<a href="https://open.example/a"><bdi>https://open.example/a</bdi></a>.');
    expect(html).not.toContain('href="https://evil');
    expect(html).toContain('dir="ltr"');
    expect(html).toContain('From <bdi>Sample Municipality</bdi>: <bdi>https://evil.example/x</bdi> &#38; more.');
  });
  test('a value cannot bring a place of its own', () => {
    const { text } = render(template, 'sms', 'en', { number: '{title}', title: '{number}' }, around);
    expect(text).toBe('Report {title}: {number}');
  });
  test('a place without a value is refused, and an SMS of more than six parts', () => {
    expect(() => render(template, 'sms', 'en', { number: '1' }, around)).toThrow('notifications.missing-value');
    expect(() => render(template, 'sms', 'en', { number: '1', title: '  ' }, around)).toThrow('missing-value');
    const wordy = { ...template, sms: { en: `${'ن'.repeat(400)}{title}` } };
    expect(() => render(wordy, 'sms', 'en', { title: 'ن'.repeat(60) }, around)).toThrow('too-long');
    expect(() => render(template, 'inbox', 'en', values, around)).toThrow('notifications.no-text');
  });
  test('a long value is cut to what an SMS holds, a link never', () => {
    const reason = { ...values, title: 'ن'.repeat(450) };
    const cut = render(template, 'sms', 'en', { ...reason, number: '1' }, around);
    expect(cut.sms!.segments).toBeLessThanOrEqual(6);
    expect(cut.text).toBe(`Report 1: ${'ن'.repeat(199)}…`);
    const link = { path: `/reports/${'x'.repeat(250)}` };
    const long = { ...template, sms: { en: '{title} {link}' } };
    expect(render(long, 'sms', 'en', { ...reason, link }, around).text).toContain(link.path);
  });
  test('an oversized value is cut without breaking a character', () => {
    expect(cleanValue('😀'.repeat(600))).toBe(`${'😀'.repeat(499)}…`);
    expect(cleanValue('a\ud800b')).toBe('a\ufffdb');
  });
  test('words of a case type serve every channel', () => {
    const words = templateOf({ title: { ar: 'عنوان', en: 'Title' }, body: { ar: 'نص {number}' } });
    expect(words).toMatchObject({ sms: { ar: 'نص {number}' }, inbox: { ar: { title: 'عنوان' } } });
    expect(Object.keys(words.email!)).toEqual(['ar']);
  });
  test('a language falls back to its base, then to the tenant’s order', () => {
    expect(languageFor({ ar: '', en: '' }, 'en-GB', ['ar'])).toBe('en');
    expect(languageFor({ en: '' }, 'ar', ['ar', 'en'])).toBe('en');
    expect(languageFor({ fr: '' }, null, ['ar'])).toBe('fr');
    expect(languageFor({}, 'ar', ['ar'])).toBeUndefined();
  });
});

describe('SMS size', () => {
  test.each([
    ['', 'GSM-7', 0, 0],
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['€'.repeat(80), 'GSM-7', 160, 1],
    ['ن'.repeat(70), 'UCS-2', 70, 1],
    ['ن'.repeat(71), 'UCS-2', 71, 2],
    ['ن'.repeat(135), 'UCS-2', 135, 3],
    // 66 units, then a pair that does not fit into the 67th: it moves to the next part.
    [`${'ن'.repeat(66)}😀${'ن'.repeat(65)}`, 'UCS-2', 133, 2],
    [`${'ن'.repeat(66)}😀${'ن'.repeat(66)}`, 'UCS-2', 134, 3],
  ])('%#', (text, encoding, units, segments) => expect(smsSize(text)).toEqual({ encoding, units, segments }));

  test('parts have room for all units, and not for a part less than needed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const { encoding, units, segments } = smsSize(text);
        const room = encoding === 'GSM-7' ? 153 : 67;
        expect(segments === 1 || units <= segments * room).toBe(true);
        expect(segments < 2 || units > (segments - 1) * (room - 1)).toBe(true);
      }),
    );
  });
});
