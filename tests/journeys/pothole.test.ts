import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { letTimeRunOut, letterTo, linkIn, neighbourReports, photo } from './city.ts';
import { signIn } from './people.ts';
import { residentConfirms, residentSaysNotFixed } from './residents.ts';
import { openWork, proveWork, resolveAtDesk, sortReport, startWork } from './work.ts';

/** A landmark of the demonstration city, where its map has it. */
const HOSPITAL = { longitude: 50.107, latitude: 26.447 };
/** About a kilometre away, and about fifteen metres. */
const FAR = { longitude: 50.117, latitude: 26.447 };
const NEAR = { longitude: 50.1071, latitude: 26.4471 };

/** The instant by which the work is due, as the page says it to machines. */
async function dueOn(visitor: Visitor): Promise<number> {
  const at = await visitor.page.locator('.deadline time').first().getAttribute('datetime');
  return Date.parse(at ?? '');
}

const hoursFromNow = (instant: number): number => (instant - Date.now()) / 3_600_000;

useBrowser();

journey(
  'A resident reports a pothole by phone without JavaScript, says it is not fixed, and then that it is',
  async (come) => {
    const mobile = '+966551230001';
    await neighbourReports({
      category: 'RD-01',
      location: HOSPITAL,
      description: 'حفرة نموذجية رآها الجار',
      contact: { language: 'ar' },
    });

    const resident = await come({ language: 'ar', width: 360, scripts: false });
    await resident.open('/');
    await resident.press(/قدّم بلاغ|تقديم بلاغ|بلّغ/);
    await resident.sees('ما المشكلة؟');
    await resident.page.getByRole('searchbox').filter({ visible: true }).last().fill('نقرة');
    await resident.page.keyboard.press('Enter');
    await resident.reads('أقرب ما وجدناه إلى «نقرة»');
    await resident.look('found');
    await resident.press(/حفرة في الطريق/);

    await resident.sees('أين المشكلة؟');
    await resident.press('متابعة');
    await resident.reads('حدّد مكان المشكلة');
    await resident.look('nothing given');
    await resident.write('ابحث باسم الحي أو المعلم', 'مجمع الدمام');
    await resident.press('ابحث عن المكان');
    await resident.look('places');
    await resident.press(/مجمع الدمام الطبي/);
    await resident.reads('الموقع المحدد');
    await resident.write('أقرب معلم', 'مقابل بوابة الطوارئ');
    await resident.look('placed');
    await resident.press('متابعة');

    await resident.sees('هل أبلغ غيرك عن هذا قبلك؟');
    await resident.reads('في المكان نفسه');
    await resident.press('بلاغي مختلف: أكمل');

    await resident.sees('صف ما رأيت');
    await resident.write('الوصف', 'حفرة عميقة في المسار الأيمن أمام البوابة');
    await resident.page
      .locator('input[type="file"]')
      .last()
      .setInputFiles(await photo());
    await resident.press('أضف الصور المختارة');
    await resident.page.getByRole('img', { name: 'الصورة 1' }).waitFor();
    await resident.look('photo');
    await resident.press('متابعة');

    await resident.sees('كيف نتواصل معك؟');
    await resident.write('رقم الجوال', '055 123 0001');
    await resident.press('متابعة');

    await resident.sees('راجع بلاغك ثم أرسله');
    await resident.reads('حفرة عميقة في المسار الأيمن أمام البوابة');
    await resident.reads('مقابل بوابة الطوارئ');
    await resident.press('أرسل البلاغ');
    await resident.reads('ضع علامة أمام الإقرار لتتمكن من الإرسال.');
    await resident.look('not declared');
    await resident.page.getByLabel('أقرّ بأن ما ذكرته صحيح على حد علمي.').check();
    await resident.press('أرسل البلاغ');

    await resident.sees('استلمنا بلاغك');
    const number = (await resident.page.locator('.number').first().textContent()) ?? '';
    expect(number).toMatch(/^940-/);
    const receipt = await resident.words();
    expect(receipt, 'the deadline in both calendars').toMatch(/\d{4} · \d{1,2} [^·]+ 14\d\d ?هـ/);
    expect(hoursFromNow(await dueOn(resident))).toBeGreaterThan(40);

    const officer = await come({ language: 'ar', width: 1440 });
    await signIn(officer, 'triage-1', '/office');
    await sortReport(officer, number, 'فريق الطرق');

    const crew = await come({ language: 'ar', width: 360, at: FAR });
    await signIn(crew, 'crew-roads', '/field');
    await openWork(crew, number);
    await startWork(crew);
    await proveWork(crew, { said: 'رُدمت الحفرة وسُفلت مكانها', place: NEAR, triedFrom: FAR });

    await residentSaysNotFixed(resident, {
      letter: await letterTo(mobile, number, /هل تم الإصلاح/),
      done: 'رُدمت الحفرة وسُفلت مكانها',
      why: 'هبط الأسفلت في اليوم نفسه',
    });
    const half = hoursFromNow(await dueOn(resident));
    expect(half, 'half of two days').toBeGreaterThan(23.5);
    expect(half).toBeLessThan(24.5);

    await officer.open('/office/triage?state=reopened', 'طابور الفرز');
    const row = officer.page.getByRole('row').filter({ hasText: number });
    await row.getByText('فني نموذجي في الطرق').waitFor();
    await row.getByLabel(/صُعّد 1/).waitFor();

    await openWork(crew, number);
    await crew.reads('هبط الأسفلت في اليوم نفسه');
    await startWork(crew);
    await proveWork(crew, { said: 'أُعيد الردم والدمك والسفلتة', place: NEAR });

    await residentConfirms(resident, {
      letter: await letterTo(mobile, number, /هل تم الإصلاح/, 2),
      done: 'أُعيد الردم والدمك والسفلتة',
    });
    await letterTo(mobile, number, /تم إصلاحه/);

    const passerBy = await come({ language: 'ar', width: 360, scripts: false });
    await passerBy.open(`/reports/${number}`, 'حفرة في الطريق');
    await passerBy.reads('تم الإصلاح');
    await passerBy.reads('أكد صاحب البلاغ أن المشكلة أُصلحت.');
    const published = await passerBy.page.content();
    for (const own of ['551230001', 'رُدمت الحفرة', 'هبط الأسفلت']) expect(published).not.toContain(own);
  },
);

journey(
  'A resident at a desk puts the pothole on the map, is asked by e-mail, and confirms the second repair',
  async (come) => {
    const email = 'journey-desk@example.com';
    const resident = await come({ language: 'en', width: 1440 });
    await resident.open('/report', 'What is the problem?');
    await resident.page.getByRole('searchbox').filter({ visible: true }).last().fill('tyre damage');
    await resident.page.keyboard.press('Enter');
    await resident.reads('Nearest to “tyre damage”');
    await resident.press(/^Pothole/);

    await resident.sees('Where is the problem?');
    const map = resident.page.locator('canvas.maplibregl-canvas');
    await map.waitFor();
    await map.click({ position: { x: 300, y: 160 } });
    await resident.reads(/^Place: /);
    const place = {
      longitude: Number(await resident.page.locator('input[name="longitude"]').inputValue()),
      latitude: Number(await resident.page.locator('input[name="latitude"]').inputValue()),
    };
    await resident.look('pinned');
    await resident.press('Continue');

    await resident.sees('Describe what you saw');
    await resident.write('Description', 'A deep hole in the right lane before the signals');
    await resident.page
      .locator('input[type="file"]')
      .last()
      .setInputFiles(await photo());
    await resident.press('Continue');
    await resident.sees('How can we reach you?');
    await resident.write('E-mail', email);
    await resident.press('Continue');
    await resident.sees('Check your report, then send it');
    await resident.reads('A deep hole in the right lane before the signals');
    await resident.page.getByLabel('What I have said is true as far as I know.').check();
    await resident.press('Send the report');
    await resident.sees('We have your report');
    const number = (await resident.page.locator('.number').first().textContent()) ?? '';
    expect(await resident.words(), 'the deadline in both calendars').toMatch(/\d{4} · \d{1,2} [^·]+ 14\d\d AH/);

    const officer = await come({ language: 'en', width: 1440 });
    await signIn(officer, 'triage-1', '/office');
    await sortReport(officer, number, 'Roads team');

    const crew = await come({ language: 'en', width: 360, at: place });
    await signIn(crew, 'crew-roads', '/field');
    await openWork(crew, number);
    await startWork(crew);
    await proveWork(crew, { said: 'Filled and paved', place });
    await residentSaysNotFixed(resident, {
      letter: await letterTo(email, number, /Is it really fixed/),
      done: 'Filled and paved',
      why: 'It sank on the same day',
    });
    await openWork(crew, number);
    await crew.reads('It sank on the same day');
    await startWork(crew);
    await proveWork(crew, { said: 'Compacted and paved anew', place });
    await residentConfirms(resident, {
      letter: await letterTo(email, number, /Is it really fixed/, 2),
      done: 'Compacted and paved anew',
    });

    const passerBy = await come({ language: 'en', width: 360 });
    await passerBy.open('/reports', 'Reports of the city');
    await passerBy.open(`/reports/${number}`, 'Pothole');
    await passerBy.reads('Fixed');
  },
);

journey('A report that nobody confirms is closed when its time has run out, and never called fixed', async (come) => {
  const email = 'journey-silent@example.com';
  const { number } = await neighbourReports({
    category: 'PC-07',
    location: HOSPITAL,
    description: 'رائحة نموذجية كريهة كل مساء',
    contact: { email, language: 'ar' },
  });
  const officer = await come({ language: 'ar', width: 1440 });
  await signIn(officer, 'triage-1', '/office');
  await sortReport(officer, number, 'فريق صحة البيئة');
  const specialist = await come({ language: 'ar', width: 1440 });
  await signIn(specialist, 'officer-health', '/office');
  await resolveAtDesk(specialist, number, 'أُزيل مصدر الرائحة');
  await letterTo(email, number, /هل تم الإصلاح/);
  await letTimeRunOut(number, 'confirmation');

  const resident = await come({ language: 'ar', width: 360, scripts: false });
  await resident.open(linkIn(await letterTo(email, number, /^أُغلق بلاغك/)));
  await resident.page.getByRole('heading', { name: 'أُغلق البلاغ دون تأكيد الإصلاح' }).waitFor();
  await resident.reads('الإغلاق لا يعني الإصلاح');
  // The reporter may still say so; nobody else does.
  await resident.reads('هل تم الإصلاح؟');

  const passerBy = await come({ language: 'ar', width: 360, scripts: false });
  await passerBy.open(`/reports/${number}`);
  await passerBy.reads('الإغلاق لا يعني الإصلاح');
  expect(await passerBy.words()).not.toMatch(/تم الإصلاح|تم إصلاحه|أُصلحت/);
  const inEnglish = await come({ language: 'en', width: 1440, scripts: false });
  await inEnglish.open(`/reports/${number}`);
  expect((await inEnglish.words()).replace(/[^.]*(does not mean|not confirmed|not confirm)[^.]*\.?/g, '')).not.toMatch(
    /fixed/i,
  );
});
