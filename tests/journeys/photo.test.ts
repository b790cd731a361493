import { expect } from 'vitest';
import { city, journey, useBrowser } from './browser.ts';
import { neighbourReports, photo } from './city.ts';
import { signIn } from './people.ts';

useBrowser();

/** A report with one photo. */
async function reportWithPhoto(): Promise<{ id: string; photo: string }> {
  const { buffer, mimeType, name } = await photo();
  const body = new FormData();
  body.append('photo', new Blob([new Uint8Array(buffer)], { type: mimeType }), name);
  const answer = await fetch(`${city().url}/api/v1/photos`, {
    method: 'POST',
    headers: { 'idempotency-key': crypto.randomUUID() },
    body,
  });
  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
  const uploaded = (await answer.json()) as { id: string; claim: string };
  const { id } = await neighbourReports({
    category: 'RD-01',
    location: { longitude: 50.1033, latitude: 26.4207 },
    description: 'حفرة نموذجية تظهر قربها لوحة سيارة',
    photos: [{ id: uploaded.id, secret: uploaded.claim }],
    contact: { language: 'ar' },
  });
  return { id, photo: uploaded.id };
}

journey('An officer covers a part of a photo, by hand and by keyboard, and without script by numbers', async (come) => {
  const { id, photo: which } = await reportWithPhoto();
  const officer = await come({ language: 'ar', width: 1440 });
  const { page } = officer;
  await signIn(officer, 'triage-1', '/office');
  await officer.open(`/office/reports/${id}/photos/${which}`, 'طمس أجزاء من صورة');
  await officer.reads('بلوحة المفاتيح');
  const surface = page.locator('svg.live');
  const box = (await surface.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.6, { steps: 4 });
  await page.mouse.up();
  const side = (name: string) => page.locator(`input[name="${name}"]`);
  expect(Math.round(Number(await side('right').inputValue()))).toBe(50);
  const left = Number(await side('left').inputValue());
  await page.getByRole('button', { name: 'مستطيل 1' }).press('ArrowRight');
  expect(Number(await side('left').inputValue())).toBe(left + 1);
  await officer.control('إضافة مستطيل').click();
  expect(await side('left').count()).toBe(2);
  await page.getByRole('button', { name: 'مستطيل 2' }).press('Delete');
  expect(await side('left').count()).toBe(1);
  await officer.look('drawn');
  await officer.press('معاينة');
  await officer.reads('معاينة: هكذا ستُعرض الصورة');
  expect(await side('left').count()).toBe(1);
  await officer.write('السبب', 'لوحة سيارة نموذجية');
  await officer.press('اعتماد');
  await officer.reads('اعتُمدت النسخة الجديدة');

  const other = await come({ language: 'en', width: 360, scripts: false });
  await signIn(other, 'triage-1', '/office');
  await other.open(`/office/reports/${id}/photos/${which}`, 'Blur parts of a photo');
  const rows = other.page.locator('.areas li');
  expect(await rows.count()).toBe(4);
  for (const [name, value] of Object.entries({ left: '60', top: '60', right: '80', bottom: '80' })) {
    await rows.nth(1).locator(`input[name="${name}"]`).fill(value);
  }
  await other.write('Reason', 'A sample face');
  await other.press('Apply');
  await other.reads('The new copy is shown now.');
});
