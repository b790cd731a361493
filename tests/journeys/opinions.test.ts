import { expect } from 'vitest';
import { apply, exampleOf, writeApplication } from '../support/applying.ts';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { begin, letOthersBeSilent, send } from './handling.ts';
import { payAtBank, until } from './paying.ts';
import { signIn } from './people.ts';
import { applying, ask } from './records.ts';

const DIGGING = 'building-connection-excavation';

useBrowser();

const WAYS = [
  {
    language: 'ar',
    width: 360,
    otherWidth: 1440,
    agrees: 'لا مانع بشروط',
    conditions: 'الشروط',
    send: 'إرسال الرأي',
    sent: 'أُرسل الرأي',
    place: 'مجمع الدمام',
    waiting: 'بانتظار الرد',
    silent: 'انقضت المدة دون رد',
    goOn: 'المضي دون انتظار بقية الآراء',
    review: 'تسجيل المراجعة الفنية',
    approve: 'الموافقة على الطلب',
    bill: 'الفاتورة وطريقة السداد',
    issued: 'صدر تصريح الحفر',
    extend: 'طلب تمديد المدة',
    days: 'خمسة أيام',
    allow: 'الموافقة على التمديد',
  },
  {
    language: 'en',
    width: 1440,
    otherWidth: 360,
    agrees: 'No objection, under conditions',
    conditions: 'Conditions',
    send: 'Send the opinion',
    sent: 'opinion was sent',
    place: 'Dammam Medical',
    waiting: 'Waiting for the reply',
    silent: 'Silent until its time was over',
    goOn: 'Go on without the remaining opinions',
    review: 'Record the technical review',
    approve: 'Approve',
    bill: 'The bill and how to pay it',
    issued: 'Permit issued',
    extend: 'Ask to extend it',
    days: '5 days',
    allow: 'Approve the extension',
  },
] as const;

/** A route is drawn on the map, measured as it is drawn, and what is typed is answered at once. */
async function draws(applicant: Visitor, otherWidth: 360 | 1440, place: string): Promise<void> {
  const { page } = applicant;
  const { id } = await applying(applicant)<{ id: string }>('services.start-draft', { service: DIGGING });
  await page.goto(applicant.address(`/account/applications/drafts/${id}/route`));
  await page.locator('form[data-live]').waitFor();
  const line = page.locator('[data-draw]').last();
  await line.scrollIntoViewIfNeeded();
  await page.locator('[data-draw][data-ready]').nth(1).waitFor();
  // From the whole city to the street, as anybody who draws a trench would.
  await line.locator('[data-part="asked"]').fill(place);
  await line.locator('[data-part="asked"]').press('Enter');
  await line.locator('[data-part="found"] button').first().click();
  const map = line.locator('.map');
  for (const position of [
    { x: 60, y: 120 },
    { x: 160, y: 130 },
    { x: 200, y: 240 },
  ]) {
    await map.click({ position });
  }
  await line.locator('.corner').nth(2).waitFor();
  await line.locator('[data-part="undo"]').click();
  await line.locator('[data-part="finish"]').click();
  const typed = page.locator('textarea[name="input.route"]');
  expect((await typed.inputValue()).split('\n')).toHaveLength(2);
  await page.locator('[data-computed="length"]:visible').waitFor();
  await page.locator('input[name="input.width"]').fill('99');
  await page.locator('input[name="input.depth"]').focus();
  await page.locator('[data-field="width"] .live-fault:not(:empty)').waitFor();
  await applicant.look();
  await applicant.fits(otherWidth);
}

/** A parcel is told as soon as both its numbers are typed, and another one is chosen on the map. */
async function choosesParcel(applicant: Visitor, otherWidth: 360 | 1440): Promise<void> {
  const { page } = applicant;
  const { id } = await applying(applicant)<{ id: string }>('services.start-draft', { service: 'demolition-permit' });
  await page.goto(applicant.address(`/account/applications/drafts/${id}/owner`));
  await page.locator('form[data-live]').waitFor();
  const choice = page.locator('[data-parcels]');
  const map = choice.locator('.map');
  await map.scrollIntoViewIfNeeded();
  await page.locator('[data-parcels][data-ready]').waitFor();
  const number = choice.locator('input[name="input.parcel.number"]');
  await choice.locator('input[name="input.parcel.plan"]').fill('9 / 901');
  await number.fill('١٢');
  await number.press('Tab');
  await choice.locator('[data-fact="area"]', { hasText: '600' }).waitFor();
  await applicant.look('a parcel among its neighbours');
  await applicant.fits(otherWidth);
  // The one to the west of it.
  await map.scrollIntoViewIfNeeded();
  const { width, height } = (await map.boundingBox())!;
  await map.click({ position: { x: width / 2 - 42, y: height / 2 } });
  await choice.locator('[data-fact="told"]', { hasText: '11' }).waitFor();
  expect(await number.inputValue()).toBe('11');
}

for (const { language, width, otherWidth, ...words } of WAYS) {
  journey(
    `a trench is drawn, bodies are asked at once, and it is permitted and extended, in ${language}`,
    async (come) => {
      const applicant = await come({ language, width });
      await signIn(applicant, 'delegate-1', '/account', 'business');
      const fromDate = Temporal.Now.plainDateISO().add({ days: 3 }).toString();
      const { id: applied } = await apply(applying(applicant), DIGGING, {
        ...exampleOf(DIGGING),
        network: 'telecom',
        fromDate,
      });
      const address = `/account/applications/${applied}`;
      await draws(applicant, otherWidth, words.place);
      await choosesParcel(applicant, otherWidth);
      await applicant.open(address);
      const asked = applicant.page.getByText(words.waiting, { exact: true });
      expect(await asked.count(), 'power, water, traffic and civil defence, at once').toBe(4);
      await applicant.look('asked of all at once');

      const agency = await come({ language, width });
      await signIn(agency, 'agency-power', '/account/opinions', 'government');
      await agency.look();
      await agency.fits(otherWidth);
      const { items } = await ask<{ items: { id: string }[] }>(agency, 'GET', '/opinions-asked');
      const { id } = items.at(-1)!;
      await agency.page.goto(agency.address(`/account/opinions/${id}`));
      await agency.look();
      await agency.fits(otherWidth);
      await agency.page.getByLabel(words.agrees, { exact: true }).check();
      await agency.page.getByRole('textbox', { name: words.conditions }).fill('يحفر يدويًا على بعد متر من الكابل.');
      await agency.press(words.send);
      await agency.page.getByText(words.sent).waitFor();
      await agency.look();

      const officer = await come({ language, width: otherWidth });
      await signIn(officer, 'officer-roads', '/office/opinions');
      await officer.page.goto(officer.address(`/office/opinions/${id}`));
      await officer.look();
      await officer.fits(width);
      expect(await officer.page.getByText('متر من الكابل').count()).toBeGreaterThan(0);

      // What was drawn, and what others dig there in the same days.
      await officer.page.goto(officer.address(`/office/applications/${applied}`));
      await officer.page.locator('[data-shapes]').scrollIntoViewIfNeeded();
      await officer.page.locator('[data-shapes][data-ready]').waitFor();
      await officer.look();
      // Its timeline names each body that was asked, with where its request is.
      const told = officer.page.locator(`.timeline a[href$="/office/opinions/${id}"]`);
      expect(await told.count(), 'asked, and replied').toBe(2);

      // The silence of some counts as a reply; of those whose reply is needed, a supervisor says why they are not awaited.
      await letOthersBeSilent(applicant, applied);
      await until(officer, `/office/applications/${applied}`, words.silent);
      const supervisor = await come({ language, width: otherWidth });
      await signIn(supervisor, 'supervisor-1', `/office/applications/${applied}`);
      await begin(supervisor, words.goOn);
      await supervisor.page.locator('textarea[name="input.why"]').fill('انقضت مهلتها، ولا ينتظر أكثر من ذلك.');
      await supervisor.look('goes on without the rest');
      await send(supervisor, words.goOn);
      await officer.open(`/office/applications/${applied}`);
      await begin(officer, words.review);
      await officer.look('reviews');
      for (const key of ['route', 'detour', 'restore', 'team']) {
        await officer.page.locator(`[name="input.check_${key}"][value="met"]`).check();
      }
      await send(officer, words.review);
      await officer.open(`/office/applications/${applied}`);
      await begin(officer, words.approve);
      await officer.look('approves under conditions');
      await send(officer, words.approve);
      await applicant.open(address);
      await applicant.press(words.bill);
      await payAtBank(applicant);
      await until(applicant, address, words.issued);
      await applicant.look('issued');
      await applicant.page.locator('summary', { hasText: words.extend }).click();
      await applicant.look('asks for more time');
      await applicant.fits(otherWidth);
      await applicant.page.getByLabel(words.days, { exact: true }).check();
      await applicant.page.locator('textarea[name="input.extensionReason"]').fill('صخر نموذجي في المسار');
      await applicant.press(words.extend, applicant.page.locator('details[open]'));
      await applicant.look('more time asked');
      await officer.open(`/office/applications/${applied}`);
      await begin(officer, words.allow);
      await officer.look('an extension is asked');
      await send(officer, words.allow);
      await applicant.open(address);
      await applicant.look('an extension to be paid');
      await applicant.press(words.bill);
      await payAtBank(applicant);
      await until(applicant, address, words.issued);
      await applicant.look('extended');
    },
  );
}

journey('parties sign an application without script, and its applicant books, moves and is visited', async (come) => {
  const applicant = await come({ language: 'ar', width: 360, scripts: false });
  await signIn(applicant, 'resident-1', '/account/applications');
  const permit = 'building-permit';
  const draft = await writeApplication(applying(applicant), permit, exampleOf(permit));
  await applicant.open(`/account/applications/drafts/${draft}/owner`);
  await applicant.look('a parcel that was saved');
  await applicant.fits(1440);
  await applicant.page.locator('input[name="input.parcel.number"]').fill('999');
  // A session that ends meanwhile takes nothing of what was typed.
  const browsing = applicant.page.context();
  const cookies = await browsing.cookies();
  await browsing.clearCookies({ name: 'amanah_session' });
  await applicant.press('عرض القطعة');
  await applicant.reads('انتهت جلستك قبل الإرسال');
  await applicant.look('a session that ended');
  await applicant.fits(1440);
  await browsing.addCookies(cookies);
  await applicant.press('أرسل ما كتبته');
  await applicant.reads('لا توجد قطعة بهذا الرقم في هذا المخطط');
  await applicant.open(`/account/applications/drafts/${draft}`);
  await applicant.look('before the parties are asked');
  await applicant.page.getByRole('checkbox').check();
  await applicant.press('إقرار وطلب التوقيعات');
  await applicant.reads('طلبك ينتظر توقيع الأطراف');

  const office = await come({ language: 'ar', width: 1440, scripts: false });
  await signIn(office, 'delegate-1', '/account/signatures', 'business');
  await office.look('waiting for a signature');
  await office.page.locator('main a[href*="/account/signatures/"]').first().click();
  await office.look('what is signed');
  await office.fits(360);
  await office.press('أوقّع الطلب');
  await office.reads('أكد الإقرار');
  await office.page.getByRole('checkbox').check();
  await office.press('أوقّع الطلب');
  await office.reads('سُجل توقيعك');

  await applicant.open(`/account/applications/drafts/${draft}`);
  await applicant.reads('وقع جميع الأطراف');
  await applicant.page.getByRole('checkbox').check();
  await applicant.press('أرسل الطلب');
  await applicant.reads('من وقّع الطلب');

  const certificate = 'occupancy-certificate';
  const { id, number } = await apply(applying(applicant), certificate, exampleOf(certificate));
  const officer = await come({ language: 'ar', width: 1440 });
  await signIn(officer, 'officer-bldg', '/office/appointments');
  await ask(officer, 'POST', `/applications/${id}/actions`, { action: 'sendToInspection', input: {} });
  await applicant.open(`/account/applications/${id}/appointment`);
  await applicant.look('choosing an appointment');
  await applicant.fits(1440);
  await applicant.page.locator('input[name="slot"]:not([disabled])').first().check();
  await applicant.press('تأكيد الموعد');
  await applicant.reads('تأكد موعدك');
  await applicant.open(`/account/applications/${id}/appointment`);
  await applicant.page.locator('input[name="slot"]:not([disabled])').first().check();
  await applicant.press('تأكيد الموعد الجديد');
  await applicant.reads('تأكد موعدك');
  const { current } = await ask<{ current: { startsAt: string } }>(applicant, 'GET', `/my/applications/${id}/slots`);
  await officer.open(`/office/appointments?date=${current.startsAt.slice(0, 10)}`);
  await officer.reads(number);
  await officer.look('a day of appointments');
  await officer.fits(360);
});
