import { expect } from 'vitest';
import { journey, useBrowser } from './browser.ts';
import { neighbourReports } from './city.ts';
import { signIn } from './people.ts';

useBrowser();

journey('An officer chooses reports, compares them and raises them together, by keyboard', async (come) => {
  const visitor = await come({ language: 'ar', width: 1440 });
  const { page } = visitor;
  const press = (key: string) => page.keyboard.press(key);
  for (const east of [0, 1, 2]) {
    await neighbourReports({
      category: 'RD-01',
      location: { longitude: 50.1 + east / 1_000, latitude: 26.42 },
      description: 'حفرة نموذجية',
    });
  }
  await signIn(visitor, 'supervisor-1', '/office/work');
  const choose = async () => {
    await visitor.open('/office/work?all=yes&order=newest', 'قائمة العمل');
    await press('j');
    await press('x');
    await press('j');
    await press('x');
    expect(await page.locator('[data-choose]:checked').count()).toBe(2);
  };

  await choose();
  await visitor.goesOn(() => press('c'));
  await visitor.sees('مقارنة بلاغات');
  expect(await page.locator('thead [data-row-link]').count()).toBe(2);

  await choose();
  await visitor.goesOn(() => press('b'));
  await visitor.sees('إجراء على عدة بلاغات');
  await visitor.goesOn(() => page.locator('a[href*="act=setPriority"]').press('Enter'));
  await page.locator('[name="input.priority"]').first().waitFor();
  const field = page.locator('select[name="input.priority"], input[name="input.priority"]').first();
  if ((await field.evaluate(({ localName }) => localName)) === 'select') await field.selectOption('1');
  else if ((await field.getAttribute('type')) === 'radio') await field.press('Space');
  else await field.fill('1');
  await visitor.goesOn(() => page.getByRole('button', { name: 'عاين قبل التنفيذ' }).press('Enter'));
  await visitor.sees(/هذا ما سيحدث/);
  await visitor.goesOn(() => press('r'));
  await page.getByRole('heading', { level: 1, name: /^انتهى/ }).waitFor();
  expect(await page.getByText('نُفِّذ', { exact: true }).count()).toBeGreaterThan(0);
});
