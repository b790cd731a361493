import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NoticeTemplate, NoticeTemplates } from './model.ts';
import {
  afterFailure,
  chooseChannels,
  emailAddress,
  MAX_ATTEMPTS,
  maskAddress,
  mobileNumber,
  planNotice,
} from './rules.ts';

const around = {
  tenantName: { ar: 'أمانة نموذجية', en: 'Sample Municipality' },
  languages: ['ar', 'en'],
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory', 'islamic-umalqura'],
  countryCode: '+966',
  baseUrl: 'https://amanah.example',
};

const template = NoticeTemplate.parse({
  purpose: { ar: 'استلام بلاغ', en: 'A report was received' },
  placeholders: ['title'],
  sms: { ar: 'استلمنا بلاغك {number}: {title}', en: 'We received {number}: {title}' },
  email: { ar: { subject: 'بلاغك {number}', text: 'استلمنا {title}.' } },
  inbox: { ar: { title: 'بلاغك {number}', text: 'استلمنا {title}.' } },
});
const party = '01890000-0000-7000-8000-000000000001';
const values = { number: '940-1', title: { ar: 'حفرة', en: 'Pothole' } };

describe('addresses', () => {
  test.each([
    ['0512345678', '+966512345678'],
    ['٠٥١٢٣٤٥٦٧٨', '+966512345678'],
    ['+966 51 234-5678', '+966512345678'],
    ['00966512345678', '+966512345678'],
    ['966512345678', '+966512345678'],
    ['+14155550100', '+14155550100'],
  ])('mobile %s is %s', (given, number) => expect(mobileNumber(given, '+966')).toBe(number));

  test.each(['0112345678', '05123', '0512345678\r\nBcc: x', '05123456789', 'hello', '', `+${'9'.repeat(50)}`])(
    'mobile %j is refused',
    (given) => expect(mobileNumber(given, '+966')).toBeUndefined(),
  );

  test('a number without a code takes the tenant’s country', () => {
    expect(mobileNumber('(617) 555-0100', '+1')).toBe('+16175550100');
    expect(mobileNumber('1 617 555 0100', '+1')).toBe('+16175550100');
    expect(mobileNumber('0512345678', undefined)).toBeUndefined();
  });

  test.each(['a@b.example', ' sample.person+tag@mail.example.sa ', "o'neil@b.example"])('e-mail %j passes', (given) =>
    expect(emailAddress(given)).toBe(given.trim()),
  );

  test.each([
    'a@b',
    'a@b.example\r\nBcc: c@d.example',
    'a@b.example,c@d.example',
    'Name <a@b.example>',
    'a b@c.example',
    'a@b.example\u0000',
    '"a\nb"@c.example',
    `${'a'.repeat(65)}@b.example`,
    `a@${'b.'.repeat(130)}example`,
  ])('e-mail %j is refused', (given) => expect(emailAddress(given)).toBeUndefined());

  test('no accepted address carries a control character, a comma or a bracket', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (given) => {
        const address = emailAddress(given) ?? emailAddress(`${given}@sample.example`) ?? '';
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
        expect(address).not.toMatch(/[\u0000-\u0020\u007f,;<>()"[\]]/);
      }),
    );
  });

  test('a masked address cannot be used', () => {
    expect(maskAddress('person@sample.example')).toBe('p•••@sample.example');
    expect(maskAddress('+966512345678')).toBe('+9665••••78');
  });
});

describe('channels', () => {
  const contact = { email: 'a@b.example', mobile: '0512345678', language: 'ar' };
  test('a party gets all that has words and an address', () => {
    expect(chooseChannels(template, contact, true)).toEqual(['inbox', 'email', 'sms']);
    expect(chooseChannels(template, { mobile: '0512345678' }, false)).toEqual(['sms']);
    expect(chooseChannels(template, {}, false)).toEqual([]);
  });
  test('a channel switched off stays silent, unless the notice is mandatory', () => {
    const off = { email: false, sms: false, push: false };
    expect(chooseChannels(template, contact, true, off)).toEqual(['inbox']);
    expect(chooseChannels({ ...template, mandatory: true }, contact, true, off)).toEqual(['inbox', 'email', 'sms']);
  });
});

describe('planning', () => {
  const plan = (notice: Partial<Parameters<typeof planNotice>[0]>) =>
    planNotice({ key: 'report.received', template, partyId: party, contact: {}, values, ...notice }, around);

  test('each channel is written in the reader’s language, or in one it has', () => {
    const planned = plan({ contact: { email: 'a@b.example', mobile: '0512345678', language: 'en' } })!;
    expect(planned.deliveries.map(({ channel, language, address }) => [channel, language, address])).toEqual([
      ['email', 'ar', 'a@b.example'],
      ['sms', 'en', '+966512345678'],
    ]);
    expect(planned.deliveries[1]!.rendered!.text).toBe('We received 940-1: Pothole');
    expect(planned.inbox).toMatchObject({ subject: 'بلاغك 940-1', text: 'استلمنا حفرة.' });
  });
  test('what cannot be written or addressed is kept with its reason', () => {
    const codes = (notice: Parameters<typeof plan>[0]) => plan(notice)?.deliveries.map(({ refusal }) => refusal?.code);
    const mobile = { mobile: '0512345678' };
    expect(codes({ contact: mobile, values: { number: '1' } })).toEqual(['notifications.missing-value']);
    expect(codes({ contact: { mobile: 'x\ny' } })).toEqual(['notifications.bad-address']);
    expect(codes({ contact: mobile, template: undefined })).toEqual(['notifications.unknown-template']);
    expect(codes({ contact: {}, template: undefined })).toBeUndefined();
  });
  test('somebody unknown is told apart by the address', () => {
    expect(plan({ partyId: null, contact: { mobile: '0512345678' } })!.recipient).toBe('|+966512345678');
    expect(plan({ partyId: null, contact: {} })).toBeUndefined();
  });
});

describe('after a failure', () => {
  const now = Temporal.Instant.from('2026-01-01T00:00:00Z');
  test('pauses double to an hour and end', () => {
    const pauses = Array.from({ length: MAX_ATTEMPTS }, (_, i) => {
      const next = afterFailure(i + 1, false, now, 0);
      return next.status === 'failed' ? now.until(next.nextAt).total('seconds') : 'dead';
    });
    expect(pauses.slice(0, 9)).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
    expect(pauses.at(-1)).toBe('dead');
    expect(pauses.filter((pause) => pause === 'dead')).toHaveLength(1);
  });
  test('a final refusal is not tried again', () => expect(afterFailure(1, true, now, 0)).toEqual({ status: 'dead' }));
  test('the spread adds at most a quarter', () =>
    expect(afterFailure(1, false, now, 1)).toEqual({ status: 'failed', nextAt: now.add({ milliseconds: 37_500 }) }));
});

describe('the template file', () => {
  const file = (change: object) =>
    NoticeTemplates.safeParse({ 'report.received': { purpose: { ar: 'غرض' }, sms: { ar: 'نص' }, ...change } });
  const codes = (change: object) =>
    file(change).error?.issues.map((issue) => (issue as { params?: { code?: string } }).params?.code ?? issue.code);
  test('what is well formed passes', () => expect(file({}).success).toBe(true));
  test.each([
    ['a place nobody declared', { sms: { ar: 'بلاغ {nubmer}' } }, 'undeclared-place'],
    ['a stray brace', { sms: { ar: 'بلاغ {number' } }, 'stray-brace'],
    ['no words', { sms: undefined }, 'no-channel'],
    ['no language', { sms: {} }, 'no-language'],
    [
      'a line break in a subject',
      { email: { ar: { subject: 'أ\nBcc: x@y.example', text: 'نص' } } },
      'control-character',
    ],
    ['hidden turning of direction', { sms: { ar: 'أ\u202eب' } }, 'bidi-control'],
    ['a member nobody knows', { smss: {} }, 'unrecognized_keys'],
    ['a text too long', { sms: { ar: 'ن'.repeat(901) } }, 'too_big'],
  ])('%s is refused', (_name, change, code) => expect(codes(change)).toContain(code));
});
