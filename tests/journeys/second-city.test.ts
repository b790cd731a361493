import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { photo } from './city.ts';
import { signIn } from './people.ts';

const ARABIC = /[\u0600-\u06ff]/;
const POINT = '42.358900, -71.057800';

/** Nothing of the first city: no Arabic, no Hijri date, no name. */
async function ownOnly(visitor: Visitor): Promise<void> {
  const text = `${await visitor.page.title()}\n${(await visitor.page.locator('body').allInnerTexts()).join('')}`;
  expect(text, visitor.page.url()).not.toMatch(ARABIC);
  expect(text, visitor.page.url()).not.toMatch(/\bAH\b|Eastern Province|\b940\b|Riyadh/);
  expect(new URL(visitor.page.url()).pathname).toMatch(/^\/en(\/|$)/);
}

useBrowser();

journey('The second city works in its own language, calendar and departments, by data alone', async (come) => {
  const resident = await come({ language: 'en', width: 360, scripts: false, city: 'second' });
  await resident.open('/');
  await ownOnly(resident);
  await resident.page.goto(`${resident.origin}/ar/report`);
  await resident.sees('What is the problem?');
  await ownOnly(resident);
  await resident.page.getByRole('searchbox').filter({ visible: true }).last().fill('pothole');
  await resident.page.keyboard.press('Enter');
  await resident.press(/^Pothole/);
  await resident.sees('Where is the problem?');
  await ownOnly(resident);
  await resident.write(/^Coordinates of the place/, POINT);
  await resident.press('Continue');
  await resident.sees('Describe what you saw');
  await resident.write('Description', 'A sample hole by the market');
  await resident.page
    .locator('input[type="file"]')
    .last()
    .setInputFiles(await photo());
  await resident.press('Continue');
  await resident.sees('How can we reach you?');
  await resident.press('Continue');
  await resident.sees('Check your report, then send it');
  await ownOnly(resident);
  await resident.page.getByLabel('What I have said is true as far as I know.').check();
  await resident.press('Send the report');
  await resident.sees('We have your report');
  await ownOnly(resident);
  const number = (await resident.page.locator('.number').first().textContent()) ?? '';
  const due = await resident.page.locator('.deadline time').first().getAttribute('datetime');
  const day = Temporal.Instant.from(due ?? '').toZonedDateTimeISO('America/New_York');
  // Two working days of nine to five, Monday to Friday.
  expect(day.dayOfWeek).toBeLessThanOrEqual(5);
  expect(day.toPlainTime().toString() <= '17:00:00').toBe(true);
  await resident.press('Follow the report');
  await resident.sees('Pothole');
  await ownOnly(resident);

  const officer = await come({ language: 'en', width: 1440, city: 'second' });
  await signIn(officer, 'triage-1', '/office');
  await officer.sees();
  await ownOnly(officer);
  await officer.open('/office/triage', 'Triage queue');
  await ownOnly(officer);
  await officer.press(new RegExp(number));
  await officer.sees('Pothole');
  await ownOnly(officer);
  await officer.press('Send to a team');
  await officer.page.locator('select[name="input.team"]').selectOption({ index: 1 });
  await officer.press('Send to a team', officer.page.locator('#act'));
  await officer.reads('Done: Send to a team');
  await officer.open('/office/work', 'Worklist');
  await officer.reads(number);
  await ownOnly(officer);

  const passerBy = await come({ language: 'en', width: 1440, city: 'second' });
  await passerBy.open('/reports', 'Reports of the city');
  await passerBy.reads('Pothole');
  await ownOnly(passerBy);
  await passerBy.open(`/reports/${number}`, 'Pothole');
  await passerBy.reads('With the responsible team');
  await ownOnly(passerBy);

  // Neither city knows the other's report or people.
  const elsewhere = await come({ language: 'en', width: 1440, scripts: false });
  const answer = await elsewhere.page.goto(elsewhere.address(`/reports/${number}`));
  expect(answer?.status()).toBe(404);
});
