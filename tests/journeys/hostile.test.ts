import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { neighbourReports, type Receipt } from './city.ts';
import { HOSTILE } from './hostile.ts';
import { signIn } from './people.ts';

/** As a page shows it: lines joined, runs of spaces one. */
const flat = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();

async function shows(visitor: Visitor, texts: readonly string[]): Promise<void> {
  const page = flat((await visitor.page.locator('body').allTextContents()).join(' '));
  const values = await visitor.page
    .locator('main input:not([type="hidden"]), main textarea')
    .evaluateAll((fields) => fields.map((field) => String(field.value)));
  const missing = texts.filter(
    (text) => !page.includes(flat(text)) && !values.some((value) => flat(value) === flat(text)),
  );
  expect(missing, `texts that ${visitor.page.url()} does not show as they were written`).toEqual([]);
  expect(new URL(visitor.page.url()).host).toBe(new URL(visitor.origin).host);
}

/** Somewhere of its own in the north of Dammam, so that no report is like another. */
const placeOf = (index: number) => ({
  longitude: 50.05 + (index % 10) * 0.004,
  latitude: 26.4 + Math.floor(index / 10) * 0.004,
});

useBrowser();

journey('Somebody writes markup into every field of a report, and reads it as text at each question', async (come) => {
  const at = (index: number) => HOSTILE[index % HOSTILE.length]!;
  for (const [turn, scripts] of [true, false].entries()) {
    const resident = await come({ language: turn === 0 ? 'ar' : 'en', width: 1440, scripts });
    const [search, landmark, address, name] = [8, 1, 9, 29].map((index) => at(index + turn * 4)) as [
      string,
      string,
      string,
      string,
    ];
    const description = [...HOSTILE.slice(turn * 20, turn * 20 + 20), HOSTILE.at(-1)].join('\n').slice(0, 1_900);
    const { page } = resident;
    await resident.open(`/report?q=${encodeURIComponent(search)}`);
    await shows(resident, [search]);
    await resident.open(`/report/where?category=RD-01`);
    await page.locator('input[name="find"]').fill(search);
    await resident.goesOn(() => page.locator('button[value="find"]').click());
    await shows(resident, [search]);
    const coordinates = page.locator('input[name="coordinates"]');
    if (!(await coordinates.isVisible())) await page.locator('main details summary').last().click();
    await coordinates.fill(search);
    await page.locator('input[name="landmark"]').fill(landmark);
    await page.locator('input[name="address"]').fill(address);
    await resident.goesOn(() => page.locator('form .actions button[value="next"]').click());
    await shows(resident, [search, landmark, address]);
    await coordinates.fill(`26.5${turn}3, 50.0${turn}7`);
    await resident.goesOn(() => page.locator('form .actions button[value="next"]').click());
    await page.locator('textarea[name="description"]').fill(description);
    await resident.goesOn(() => page.locator('form .actions button[value="next"]').click());
    await page.locator('input[name="name"]').fill(name);
    await page.locator('input[name="mobile"]').fill(search.slice(0, 40));
    await page.locator('input[name="email"]').fill(landmark);
    await resident.goesOn(() => page.locator('form .actions button[value="next"]').click());
    await shows(resident, [name, search.slice(0, 40), landmark]);
    await page.locator('input[name="mobile"]').fill('');
    await page.locator('input[name="email"]').fill('journey-hostile@example.com');
    await resident.goesOn(() => page.locator('form .actions button[value="next"]').click());
    await shows(resident, [landmark, address, name, ...description.split('\n').slice(0, -1)]);
    await resident.fits(320);
    await page.locator('input[name="declared"]').check();
    await resident.goesOn(() => page.locator('form .actions button[value="next"]').click());
    await resident.sees(/استلمنا بلاغك|We have your report/);
    await resident.fits(320);
    await shows(resident, [landmark, address, ...description.split('\n').slice(0, -1)]);
  }
});

journey(
  'People of the office and the public read fifty hostile texts as texts, wherever they are shown',
  async (come) => {
    const made: (Receipt & { text: string })[] = [];
    for (const [index, text] of HOSTILE.entries()) {
      const receipt = await neighbourReports({
        category: 'RD-04',
        location: placeOf(index),
        landmark: text,
        address: text,
        description: text,
        contact: { name: text, email: 'journey-hostile@example.com', language: 'ar' },
      });
      made.push({ ...receipt, text });
    }
    const officer = await come({ language: 'ar', width: 1440 });
    await signIn(officer, 'triage-1', '/office');
    for (const path of ['/office/triage?order=newest', '/office/work?order=newest']) {
      await officer.open(path);
      await shows(officer, HOSTILE);
    }
    const resident = await come({ language: 'ar', width: 360 });
    const stranger = await come({ language: 'en', width: 360 });
    for (const [index, { id, number, trackingCode, text }] of made.entries()) {
      // The queue beside each report shows all the others; its map makes this the slowest page.
      if (index % 7 === 0) {
        await officer.page.goto(officer.address(`/office/reports/${id}?in=triage`));
        await shows(officer, [text]);
      }
      await resident.page.goto(resident.address(`/track/${number}?code=${trackingCode}`));
      await shows(resident, [text]);
      // What looks personal is masked here; that nothing runs is heard.
      await stranger.page.goto(stranger.address(`/reports/${number}`));
      await shows(stranger, []);
      // A word that never ends must break.
      if (text.length > 100) for (const visitor of [officer, resident, stranger]) await visitor.fits(320);
    }
    for (const path of ['/reports', '/', '/search?q=alert']) await stranger.open(path);

    // Notes: every text is one, shown to the reporter, the agency and everybody.
    const { id, number, trackingCode } = made[0]!;
    for (const part of [HOSTILE.slice(0, 25), HOSTILE.slice(25)]) {
      await officer.page.goto(officer.address(`/office/reports/${id}?act=note`));
      await officer.page.locator('textarea[name="input.text"]').fill(part.join('\n').slice(0, 1_990));
      for (const box of await officer.page.locator('input[name="input.audience"]').all()) await box.check();
      await officer.goesOn(() => officer.page.locator('.action-form .buttons button').click());
      await shows(officer, part);
    }
    await officer.look('notes');
    await resident.page.goto(resident.address(`/track/${number}?code=${trackingCode}`));
    await shows(resident, HOSTILE);
    await resident.look('notes');
  },
);
