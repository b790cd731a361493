import { expect } from 'vitest';
import { apply, exampleOf } from '../support/applying.ts';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { letTimeRunOut } from './city.ts';
import { attach, begin, goOn, send } from './handling.ts';
import { until } from './paying.ts';
import { signIn } from './people.ts';
import { applying } from './records.ts';

useBrowser();

const EMERGENCY = 'emergency-excavation';
const today = () => Temporal.Now.plainDateISO('Asia/Riyadh').toString();

/** Fills the formal request that follows the notice; the route by its coordinates, as somebody without a map would. */
async function completes(utility: Visitor, words: { surface: string; closure: string; send: string }): Promise<void> {
  const { page } = utility;
  await page.locator('textarea[name="input.route"]').fill('26.42, 50.1\n26.42, 50.1003');
  for (const [field, value] of Object.entries({
    width: '1',
    depth: '2',
    fromDate: today(),
    days: '2',
    contractor: 'مؤسسة نموذج للمقاولات',
    contractorCr: '0000000001',
    consultant: 'مكتب هندسي نموذج',
  })) {
    await page.locator(`input[name="input.${field}"]`).fill(value);
  }
  await page.getByLabel(words.surface, { exact: true }).check();
  await page.getByLabel(words.closure, { exact: true }).check();
  for (const file of ['routeDrawing', 'safetyPlan', 'trafficPlan']) await attach(utility, file);
  await utility.press(words.send, page.locator('details[open] .buttons, details[open]').first());
}

journey('A utility digs at once where its main burst, and files the formal request within a day', async (come) => {
  const utility = await come({ language: 'ar', width: 360, scripts: false });
  await signIn(utility, 'agency-water', '/services/emergency-excavation/start', 'government');
  await utility.sees('تصريح حفر طارئ');
  await utility.press('ابدأ طلبًا جديدًا');
  await utility.write('الجهة المالكة للشبكة', 'شركة خدمات نموذج');
  const choose = (name: string, value: string) =>
    utility.page.locator(`[name="input.${name}"][value="${value}"]`).check();
  await choose('network', 'water');
  await choose('fault', 'burst');
  await choose('danger', 'yes');
  await utility.write('ابحث باسم الحي أو المعلم', 'مجمع الدمام');
  await utility.press('بحث');
  await utility.press(/مجمع الدمام الطبي/);
  await choose('road', 'main');
  await utility.write('وصف العطل', 'انكسار خط مياه نموذجي وتسرب إلى الشارع.');
  await attach(utility, 'faultPhotos');
  await utility.look('the fault');
  await goOn(utility);
  await utility.write('مشرف الموقع', 'شخص نموذج');
  await utility.write('رقم الجوال للتواصل', '0500000000');
  await choose('startedAt', 'now');
  await goOn(utility);
  await utility.sees('راجع طلبك قبل إرساله');
  await utility.page.getByLabel('أقر بما سبق وألتزم به').check();
  await utility.press('أرسل الطلب');
  await utility.reads('وصل الإشعار، ويجوز بدء العمل');
  expect(await utility.words(), 'a clock of a day from the first moment, in both calendars').toMatch(
    /استكمال الطلب الرسمي\s+\S+ \d+ \S+ \d{4} · \d{1,2} [^·]+ 14\d\d ?هـ/,
  );
  await utility.look('the notice is in');
  const address = new URL(utility.page.url()).pathname.replace(/^\/ar/, '');
  const handled = `/office/applications/${address.split('/').at(-1)}`;

  const officer = await come({ language: 'ar', width: 1440 });
  await signIn(officer, 'officer-roads', handled);
  await officer.look('a notice of an emergency');
  await begin(officer, 'موافقة أولية');
  await send(officer, 'موافقة أولية');
  await utility.open(address);
  await utility.reads('العمل جار، وعليك استكمال الطلب');
  await utility.page.locator('summary', { hasText: 'استكمال الطلب الرسمي' }).click();
  await utility.look('the formal request');
  await completes(utility, { surface: 'أسفلت', closure: 'مسار واحد', send: 'استكمال الطلب الرسمي' });
  await utility.reads('قيد الدراسة');
  await utility.look('the formal request is in');
  await officer.open(handled);
  await begin(officer, 'طلب رأي الجهات');
  await officer.look('whom to ask');
  for (const body of ['الكهرباء', 'المرور']) await officer.page.getByLabel(body, { exact: true }).check();
  await send(officer, 'طلب رأي الجهات');
  await officer.reads('الجهات المستشارة');
  await officer.look('asked at once');
});

journey('A utility that is late with its formal request is on record, and may still send it', async (come) => {
  const utility = await come({ language: 'en', width: 1440 });
  await signIn(utility, 'agency-water', '/account/applications', 'government');
  const { id, number } = await apply(applying(utility), EMERGENCY, exampleOf(EMERGENCY));
  const supervisor = await come({ language: 'en', width: 360 });
  await signIn(supervisor, 'supervisor-1', '/office/breaches');
  await supervisor.look('before anything is late');
  const officer = await come({ language: 'en', width: 1440 });
  await signIn(officer, 'officer-roads', `/office/applications/${id}`);
  await begin(officer, 'Preliminary approval');
  await send(officer, 'Preliminary approval');
  await letTimeRunOut(number, 'paperwork');
  await until(utility, `/account/applications/${id}`, 'The formal request is late');
  await utility.look('late');
  await utility.fits(360);
  await supervisor.open('/office/breaches', 'Duties not kept in time');
  await supervisor.reads(number);
  await supervisor.look('late');
  await supervisor.fits(1440);
  await utility.page.locator('summary', { hasText: 'Complete the formal request' }).click();
  await completes(utility, { surface: 'Asphalt', closure: 'One lane', send: 'Complete the formal request' });
  await utility.reads('Being reviewed');
  await supervisor.open('/office/breaches');
  await supervisor.reads('Done late');
  await supervisor.look('mended');
});
