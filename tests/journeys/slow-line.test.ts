import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { neighbourReports } from './city.ts';
import { signIn } from './people.ts';

/** Holds back every script of the pages until it is told to let them come. */
async function holdScripts(visitor: Visitor): Promise<() => Promise<void>> {
  let letThrough = () => {};
  const waiting = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await visitor.page.route(/\/(_app\/immutable|scripts)\/.*\.js$/, async (route) => {
    await waiting;
    await route.continue();
  });
  return async () => {
    letThrough();
    await visitor.page.waitForLoadState('load');
    await visitor.page.waitForLoadState('networkidle');
    // Its parts are taken over once their script runs, a moment after it has come.
    await sleep(300);
  };
}

useBrowser();

journey('Somebody on a slow line writes before the page’s script has come, and loses nothing of it', async (come) => {
  const resident = await come({ language: 'ar', width: 360 });
  const arrive = await holdScripts(resident);
  await resident.page.goto(resident.address('/report/where?category=RD-01'), { waitUntil: 'commit' });
  const landmark = resident.page.locator('input[name="landmark"]');
  const district = resident.page.locator('select[name="district"]');
  await landmark.fill('خلف مسجد الحي');
  await district.selectOption({ label: 'العدامة' });
  const chosen = await district.inputValue();
  await arrive();
  await resident.page.locator('canvas.maplibregl-canvas').waitFor();
  expect(await landmark.inputValue()).toBe('خلف مسجد الحي');
  expect(await district.inputValue()).toBe(chosen);
  await resident.press('متابعة');
  await resident.sees('صف ما رأيت');

  const { id } = await neighbourReports({
    category: 'RD-04',
    location: { longitude: 50.1512, latitude: 26.4212 },
    description: 'رصيف نموذجي مكسور',
    contact: { language: 'ar' },
  });
  const officer = await come({ language: 'ar', width: 1440 });
  await signIn(officer, 'triage-1', '/office');
  const ready = await holdScripts(officer);
  await officer.page.goto(officer.address(`/office/reports/${id}?act=note`), { waitUntil: 'commit' });
  const note = officer.page.locator('textarea[name="input.text"]');
  const audience = officer.page.locator('input[name="input.audience"][value="applicant"]');
  await note.fill('اتصلت بالمقاول وموعده غدًا');
  await audience.check();
  await ready();
  expect(await note.inputValue()).toBe('اتصلت بالمقاول وموعده غدًا');
  expect(await audience.isChecked()).toBe(true);
});
