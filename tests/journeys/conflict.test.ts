import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { neighbourReports } from './city.ts';
import { signIn } from './people.ts';

useBrowser();

async function openReport(officer: Visitor, person: string, id: string, action: string): Promise<void> {
  await signIn(officer, person, '/office');
  await officer.open(`/office/reports/${id}?in=triage&act=${action}`, 'حفرة في الطريق');
}

journey(
  'Two officers open the same report; the second is told who was first, and what was typed is kept',
  async (come) => {
    const { id } = await neighbourReports({
      category: 'RD-01',
      location: { longitude: 50.0952, latitude: 26.4292 },
      description: 'حفرة نموذجية يفتحها موظفان معًا',
      contact: { language: 'ar' },
    });
    const first = await come({ language: 'ar', width: 1440 });
    const second = await come({ language: 'ar', width: 1440 });
    await openReport(first, 'triage-1', id, 'dispatch');
    await openReport(second, 'triage-2', id, 'dispatch');
    const typed = 'ابدأوا من جهة المدرسة، فالطريق هناك أضيق';
    await second.page.locator('select[name="input.team"]').selectOption({ label: 'فريق المباني' });
    await second.page.locator('textarea[name="input.instructions"]').fill(typed);

    await first.page.locator('select[name="input.team"]').selectOption({ label: 'فريق الطرق' });
    await first.press('إحالة إلى فريق', first.page.locator('#act'));
    await first.reads('تم: إحالة إلى فريق');

    await second.press('إحالة إلى فريق', second.page.locator('#act'));
    await second.reads('سبقك زميل إلى هذا البلاغ');
    await second.reads('موظف فرز نموذجي: إحالة إلى فريق');
    await second.look('told');
    const told = await second.page.getByRole('alert').or(second.page.locator('.notice')).first().textContent();
    expect(told, 'when').toMatch(/20\d\d · \d{1,2} [^·]+ 14\d\d/);
    expect(told, 'the state now').toContain('محال');
    expect(await second.page.locator('textarea[name="input.instructions"]').inputValue()).toBe(typed);

    // Nothing was overwritten, and the second may act on what is now there.
    await second.reads('فريق الطرق');
    await second.press('إحالة إلى فريق', second.page.locator('#act'));
    await second.reads('تم: إحالة إلى فريق');
    await second.reads(typed);
  },
);

journey('An officer whose action is no longer possible is told so, and can copy what they had typed', async (come) => {
  const { id } = await neighbourReports({
    category: 'RD-01',
    location: { longitude: 50.0852, latitude: 26.4252 },
    description: 'حفرة نموذجية تُرفض قبل أن تُصنّف',
    contact: { language: 'ar' },
  });
  const first = await come({ language: 'ar', width: 1440 });
  const second = await come({ language: 'ar', width: 1440, scripts: false });
  await openReport(first, 'triage-1', id, 'triage');
  await openReport(second, 'triage-2', id, 'triage');
  const typed = 'راجعوا المقاول قبل البدء';
  await second.page.locator('textarea[name="input.instructions"]').fill(typed);
  await first.press('اعتماد التصنيف', first.page.locator('#act'));
  await first.reads('تم: اعتماد التصنيف');

  await second.press('اعتماد التصنيف', second.page.locator('#act'));
  await second.reads('سبقك زميل إلى هذا البلاغ');
  await second.reads('لم يعد متاحًا في الحالة الجديدة');
  await second.reads(typed);
  await second.look('gone');
});
