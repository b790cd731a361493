import { expect } from 'vitest';
import { journey, useBrowser } from './browser.ts';
import { neighbourReports, type Receipt } from './city.ts';
import { signIn } from './people.ts';

useBrowser();

journey('An officer chooses reports, compares them and raises them together, by keyboard', async (come) => {
  const visitor = await come({ language: 'ar', width: 1440 });
  const { page } = visitor;
  const press = (key: string) => page.keyboard.press(key);
  const made: Receipt[] = [];
  for (const east of [0, 1, 2]) {
    made.push(
      await neighbourReports({
        category: 'RD-01',
        location: { longitude: 50.1 + east / 1_000, latitude: 26.42 },
        description: 'حفرة نموذجية',
      }),
    );
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

  // All of it is taken back in one step.
  await visitor.press('تراجع عن الكل');
  await visitor.sees('تم التراجع');
  expect(await page.getByText('أُعيد', { exact: true }).count()).toBeGreaterThan(0);

  // Chosen by mouse, the keys of the page work as well.
  const [stays, goes] = made as [Receipt, Receipt, Receipt];
  await visitor.open('/office/work?all=yes&order=newest', 'قائمة العمل');
  for (const { id } of [stays, goes]) await page.locator(`[data-choose][value="${id}"]`).check();
  await visitor.goesOn(() => press('c'));
  await visitor.sees('مقارنة بلاغات');
  const column = page
    .locator('td', { has: page.locator(`input[name="into"][value="${stays.id}"]`) })
    .getByRole('button');
  await visitor.goesOn(() => column.first().click());
  await visitor.sees('هذا ما سيحدث: ضم إلى معاملة أخرى');
  await visitor.press('نفّذ الإجراء');
  await page.getByRole('heading', { level: 1, name: /^انتهى/ }).waitFor();
  await visitor.open(`/office/reports/${stays.id}`);
  await visitor.reads('ضم معاملة إلى هذه');
  await visitor.open(`/office/reports/${goes.id}`);
  await visitor.reads('ضُمّ هذا البلاغ إلى');
  await visitor.look('merged');
  await visitor.press('افصله');
  await visitor.reads(/فُصل البلاغ .+ وعاد مستقلًا/);
  await visitor.look('split');
});

journey(
  'A report gets parts for two departments, which are no duplicates of it, and a list of such is kept',
  async (come) => {
    const visitor = await come({ language: 'en', width: 1440 });
    const { page } = visitor;
    const { id } = await neighbourReports({
      category: 'DS-04',
      location: { longitude: 50.123, latitude: 26.433 },
      description: 'طفح نموذجي عند التقاطع',
    });
    await signIn(visitor, 'lead-roads', '/office');
    await visitor.open('/office/work?all=yes&topic=RD-01');
    const keep = page.locator('form[action*="lists?/save"]');
    await page.locator('details', { has: keep }).locator('summary').first().click();
    await keep.locator('[name="name"]').fill('Sample holes');
    await keep.locator('[name="team"]').selectOption('ROADS');
    await visitor.goesOn(() => keep.getByRole('button').click());
    const colleague = await come({ language: 'ar', width: 360 });
    await signIn(colleague, 'officer-roads', '/office/lists');
    await colleague.press('Sample holes');
    await colleague.sees('قائمة العمل');

    const desk = await come({ language: 'en', width: 1440 });
    await signIn(desk, 'supervisor-1', '/office');
    await desk.open(`/office/reports/${id}?act=startPart`);
    const form = desk.page.locator('#act');
    const find = form.getByRole('combobox', { name: 'Category of the part' }).first();
    await find.fill('ponding');
    await find.press('Enter');
    expect(await form.locator('[name="category"]').inputValue()).toBe('DS-01');
    await form.locator('[name="input.what"]').fill('سحب المياه المتجمعة قبل الإصلاح');
    await form.locator('summary').first().click();
    await form.locator('[name="further.0.category"]').selectOption('CL-03');
    await form.locator('[name="further.0.what"]').fill('تنظيف الشارع بعد السحب');
    await desk.press('Give a part of the work to another department', form);
    await desk.reads('2 parts are not done');
    await desk.look('parts');
    const merges = desk.page.getByRole('button', { name: /^Merge/ });
    expect(await merges.count()).toBe(0);
  },
);
