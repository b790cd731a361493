import { expect } from 'vitest';
import { apply, exampleOf } from '../support/applying.ts';
import { journey, useBrowser } from './browser.ts';
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

for (const { language, width, otherWidth, ...words } of WAYS) {
  journey(`an agency that is asked for its opinion gives it, in ${language}`, async (come) => {
    const applicant = await come({ language, width });
    await signIn(applicant, 'delegate-1', '/account', 'business');
    const fromDate = Temporal.Now.plainDateISO().add({ days: 3 }).toString();
    await apply(applying(applicant), DIGGING, { ...exampleOf(DIGGING), network: 'telecom', fromDate });

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
  });
}
