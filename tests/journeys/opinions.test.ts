import { expect } from 'vitest';
import { apply, exampleOf } from '../support/applying.ts';
import { journey, useBrowser, type Visitor } from './browser.ts';
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
  },
  {
    language: 'en',
    width: 1440,
    otherWidth: 360,
    agrees: 'No objection, under conditions',
    conditions: 'Conditions',
    send: 'Send the opinion',
    sent: 'opinion was sent',
  },
] as const;

/** A route is drawn on the map, measured as it is drawn, and what is typed is answered at once. */
async function draws(applicant: Visitor, otherWidth: 360 | 1440): Promise<void> {
  const { page } = applicant;
  const { id } = await applying(applicant)<{ id: string }>('services.start-draft', { service: DIGGING });
  await page.goto(applicant.address(`/account/applications/drafts/${id}/route`));
  await page.locator('form[data-live]').waitFor();
  const line = page.locator('[data-draw]').last();
  await line.scrollIntoViewIfNeeded();
  await page.locator('[data-draw][data-ready]').nth(1).waitFor();
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

for (const { language, width, otherWidth, ...words } of WAYS) {
  journey(`an agency that is asked for its opinion gives it, in ${language}`, async (come) => {
    const applicant = await come({ language, width });
    await signIn(applicant, 'delegate-1', '/account', 'business');
    const fromDate = Temporal.Now.plainDateISO().add({ days: 3 }).toString();
    const { id: applied } = await apply(applying(applicant), DIGGING, {
      ...exampleOf(DIGGING),
      network: 'telecom',
      fromDate,
    });
    await draws(applicant, otherWidth);

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
    await officer.page.locator('[data-shapes][data-ready]').waitFor();
    await officer.look();
  });
}
