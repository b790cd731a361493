import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { letterTo, linkIn, neighbourReports, photo } from './city.ts';
import { signIn } from './people.ts';
import { openWork, proveWork, sortReport, startWork } from './work.ts';

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

    const asked = await letterTo(mobile, `${number}[^]*هل تم الإصلاح`);
    await resident.open(linkIn(asked), 'حفرة في الطريق');
    await resident.reads('عولج بلاغك وننتظر تأكيدك');
    await resident.reads('رُدمت الحفرة وسُفلت مكانها');
    await resident.page.getByText('لا، لم يُصلح').click();
    await resident.press('أعيدوا فتح البلاغ');
    await resident.reads('اكتب ما الذي بقي دون إصلاح.');
    await resident.look('no reason');
    await resident.write('ما الذي بقي دون إصلاح؟', 'هبط الأسفلت في اليوم نفسه');
    await resident.press('أعيدوا فتح البلاغ');
    await resident.reads('سجّلنا أنه لم يُصلح');
    await resident.reads('أُعيد فتح بلاغك');
    await resident.look('reopened');
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

    const again = await letterTo(mobile, `${number}[^]*هل تم الإصلاح`, 2);
    await resident.open(linkIn(again));
    await resident.reads('أُعيد الردم والدمك والسفلتة');
    await resident.page.getByText('نعم، تم الإصلاح').click();
    await resident.page.getByLabel(/كم أنت راضٍ/).selectOption({ label: 'راضٍ' });
    await resident.press('أؤكد الإصلاح');
    await resident.reads('أكدتَ بنفسك أن المشكلة أُصلحت. شكرًا لك.');
    await resident.page.getByRole('heading', { name: 'تم الإصلاح', exact: true }).waitFor();
    await resident.look('fixed');
    await letterTo(mobile, `${number} تم إصلاحه`);

    const passerBy = await come({ language: 'ar', width: 360, scripts: false });
    await passerBy.open(`/reports/${number}`, 'حفرة في الطريق');
    await passerBy.reads('تم الإصلاح');
    await passerBy.reads('أكد صاحب البلاغ أن المشكلة أُصلحت.');
    const published = await passerBy.page.content();
    for (const own of ['551230001', 'رُدمت الحفرة', 'هبط الأسفلت']) expect(published).not.toContain(own);
  },
);
