import { expect } from 'vitest';
import { city, journey, useBrowser } from './browser.ts';
import { letterTo, linkIn, neighbourReports } from './city.ts';
import { signIn } from './people.ts';

const arabicDigits = (text: string) => text.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!);

const OPEN = { category: 'RD-01', location: { longitude: 50.0733, latitude: 26.4033 }, description: 'حفرة نموذجية' };

const OWN = {
  category: 'RD-01',
  location: { longitude: 50.0712, latitude: 26.4012 },
  landmark: 'بقالة نموذجية',
  // What is described is public, but for what is personal in it.
  description: 'حفرة نموذجية أمام المنزل، وجوالي 0551230077',
  contact: { name: 'ساكن نموذجي يتابع', email: 'journey-track@example.com', language: 'ar' },
};

useBrowser();

journey('Somebody types the number and the code as their hand writes them, and finds the report', async (come) => {
  const { number, trackingCode } = await neighbourReports(OWN);
  const resident = await come({ language: 'ar', width: 360, scripts: false });
  await resident.open('/track', 'تتبّع بلاغ');
  await resident.press('اعرض البلاغ');
  await resident.reads('هذا ليس رقم بلاغ صحيحًا');
  await resident.reads('اكتب رمز المتابعة.');
  await resident.look('empty');

  await resident.write('رقم البلاغ', number);
  await resident.write('رمز المتابعة', '0000-0000-0000');
  await resident.press('اعرض البلاغ');
  await resident.reads('رقم البلاغ أو رمز المتابعة غير صحيح. تحقق منهما كما وردا في رسالة الاستلام.');
  expect(await resident.page.getByLabel('رقم البلاغ').inputValue()).toBe(number);
  await resident.look('wrong');

  await resident.write('رقم البلاغ', ` ${arabicDigits(number.replaceAll('-', ' '))} `);
  await resident.write('رمز المتابعة', trackingCode.replaceAll('-', '').toLowerCase());
  await resident.press('اعرض البلاغ');
  await resident.sees('حفرة في الطريق');
  await resident.reads('استلمنا بلاغك');
  await resident.reads('حفرة نموذجية أمام المنزل، وجوالي 0551230077');
});

journey('A stranger who knows a report’s number learns nothing that is not public', async (come) => {
  const { number, trackingCode, id } = await neighbourReports(OWN);
  const stranger = await come({ language: 'ar', width: 1440, scripts: false });
  const secrets = ['0551230077', 'بقالة نموذجية', 'ساكن نموذجي يتابع', 'journey-track', trackingCode];
  const sawNothing = async () => {
    const html = await stranger.page.content();
    const leaked = secrets.filter((secret) => html.includes(secret));
    expect(leaked, stranger.page.url()).toEqual([]);
  };

  await stranger.open(`/track/${number}`, 'تتبّع بلاغ');
  await sawNothing();
  const answers: string[] = [];
  for (const one of [number, number.replace(/\d{6}-\d\d$/, '999999-00'), '940-2026-101-999999-71']) {
    const answer = await stranger.page.goto(stranger.address(`/track/${one}?code=AAAA-AAAA-AAAA`));
    // The number of the request is another each time.
    const words = (await stranger.words()).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '');
    answers.push(`${answer?.status()} ${words.replaceAll(one, '')}`);
    await sawNothing();
  }
  // A wrong code and a number that is none read the same.
  expect([...new Set(answers)]).toEqual([answers[0]]);
  expect(answers[0]).toContain('رقم البلاغ أو رمز المتابعة غير صحيح');

  await stranger.open(`/reports/${number}`, 'حفرة في الطريق');
  await sawNothing();
  await stranger.reads('حفرة نموذجية أمام المنزل، وجوالي •••');
  for (const secret of ['0551230077', 'بقالة نموذجية', 'journey-track']) {
    await stranger.open(`/reports?q=${encodeURIComponent(secret)}`, 'بلاغات المدينة');
    await stranger.reads('لا بلاغات بهذه الصفات');
  }
  await stranger.open(`/office/reports/${id}`);
  expect(new URL(stranger.page.url()).pathname).toBe('/ar/sign-in');
  await sawNothing();
  const api = await fetch(`${city().url}/api/v1/reports/${number}`);
  const text = await api.text();
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});

journey('A complaint about staff is followed by whoever made it and appears nowhere in public', async (come) => {
  const { number, trackingCode } = await neighbourReports({
    category: 'SV-02',
    location: { longitude: 50.1123, latitude: 26.4321 },
    description: 'شكوى نموذجية من أسلوب التعامل',
    contact: { language: 'ar' },
  });
  const resident = await come({ language: 'ar', width: 360, scripts: false });
  await resident.open(`/track/${number}?code=${trackingCode}`, 'سلوك موظف');

  const stranger = await come({ language: 'ar', width: 360, scripts: false });
  await stranger.open('/');
  expect((await stranger.page.content()).includes(number)).toBe(false);
  for (const query of ['', `?q=${number}`, '?group=SV', '?box=50.11,26.43,50.115,26.435']) {
    await stranger.open(`/reports${query}`, 'بلاغات المدينة');
    const listed = await stranger.page.locator('main ul a').evaluateAll((links) => links.map((link) => link.href));
    expect(listed.filter((href) => String(href).includes(number))).toEqual([]);
    expect(await stranger.words()).not.toContain('شكوى نموذجية');
  }
  const answer = await stranger.page.goto(stranger.address(`/reports/${number}`));
  expect(answer?.status()).toBe(404);
  await stranger.reads('لا يوجد بلاغ معلن بهذا الرقم');
  await stranger.look();
  for (const path of [`/api/v1/reports/${number}`, '/api/v1/reports?limit=100']) {
    const body = await (await fetch(`${city().url}${path}`)).text();
    expect(body.includes(number), path).toBe(false);
  }
});

journey('Somebody follows a report by e-mail on a phone, and stops from the message', async (come) => {
  const { number } = await neighbourReports(OPEN);
  const email = `journey-follow-${number}@example.com`;
  const neighbour = await come({ language: 'ar', width: 360, scripts: false });
  await neighbour.open(`/reports/${number}`, 'حفرة في الطريق');
  await neighbour.write('بريدك الإلكتروني أو رقم جوالك', 'ليس عنوانًا');
  await neighbour.press('تابع البلاغ');
  await neighbour.reads('اكتب بريدًا إلكترونيًا صحيحًا مثل name@example.com، أو رقم جوال صحيحًا.');
  await neighbour.look('wrong');
  await neighbour.write('بريدك الإلكتروني أو رقم جوالك', email);
  await neighbour.press('تابع البلاغ');
  await neighbour.reads('بقي أن تؤكد');

  await neighbour.open(linkIn(await letterTo(email, number, /\/f\//)), 'متابعة بلاغ');
  await neighbour.press('تابع البلاغ');
  await neighbour.reads('أنت تتابع هذا البلاغ الآن.');
  await neighbour.look('followed');
  await neighbour.press('أوقف المتابعة وامحُ عنواني');
  await neighbour.sees('توقفت المتابعة');
});

journey('A resident adds a report they made without an account to their own', async (come) => {
  const { number, trackingCode } = await neighbourReports(OPEN);
  const resident = await come({ language: 'en', width: 1440, scripts: false });
  await signIn(resident, 'resident-3', '/my/reports');
  await resident.page.getByText('You made a report without signing in?').click();
  await resident.write('Report number', number);
  await resident.write('Tracking code', '0000-0000-0000');
  await resident.press('Add it to my reports');
  await resident.reads('The report number or the tracking code is wrong.');
  await resident.write('Tracking code', trackingCode);
  await resident.press('Add it to my reports');
  await resident.reads('This report is in your reports now.');
  await resident.press('Pothole');
  await resident.reads('This report is in My reports');
});
