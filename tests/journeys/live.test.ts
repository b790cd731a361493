import { expect } from 'vitest';
import { journey, useBrowser } from './browser.ts';
import { neighbourReports } from './city.ts';
import { signIn } from './people.ts';

useBrowser();

const report = (words: string) =>
  neighbourReports({
    category: 'RD-10',
    location: { longitude: 50.1033, latitude: 26.4344 },
    description: words,
    contact: { language: 'ar' },
  });

journey(
  'The queue of two officers follows what comes in, and whoever writes is told what the other did',
  async (come) => {
    // One that stands above it in the queue, so that the first row is not the one that had the focus.
    await report('إشارة نموذجية سابقة');
    const { id } = await report('إشارة نموذجية يراها موظفان');
    const first = await come({ language: 'ar', width: 1440 });
    const second = await come({ language: 'en', width: 1440 });
    await signIn(first, 'triage-1', '/office/triage?state=received');
    await signIn(second, 'triage-2', '/office/triage?state=received');
    const row = first.page.locator(`[data-row="${id}"] [data-row-link]`);
    await row.focus();

    // What is new waits until it is asked for, in each officer's language; the focus stays where it was.
    const { id: later } = await report('إشارة نموذجية ثانية');
    await first.page.getByRole('button', { name: 'بلاغ جديد: عرضه' }).waitFor();
    await second.page.getByRole('button', { name: '1 new report: show it' }).waitFor();
    expect(await row.evaluate((link) => link.matches(':focus'))).toBe(true);
    expect(await first.page.locator(`[data-row="${later}"]`).count()).toBe(0);
    await first.look('new');
    await first.page.getByRole('button', { name: 'بلاغ جديد: عرضه' }).click();
    await first.page.locator(`[data-row="${later}"]`).waitFor();
    await first.page.locator(`[data-row="${id}"] [data-row-link]:focus`).waitFor();

    // What came in is chosen with the others.
    await first.page.locator('[data-choose-all]').check();
    expect(await first.page.locator('[data-choose]:not(:checked)').count()).toBe(0);
    await first.page.locator('[data-choose-all]').uncheck();

    // The second officer writes about a report while the first sends it to a team.
    await second.open(`/office/reports/${id}?in=triage&act=note`);
    const typed = 'A note that takes a while to write';
    const note = second.page.locator('textarea[name="input.text"]');
    await note.fill(typed);
    await first.open(`/office/reports/${id}?in=triage&act=dispatch`);
    await first.page.locator('select[name="input.team"]').selectOption({ label: 'فريق الطرق' });
    await first.press('إحالة إلى فريق', first.page.locator('#act'));
    await second.reads('The report changed while you were writing');
    await second.reads('Sample Triage Officer: Send to a team');
    expect(await note.inputValue()).toBe(typed);
    await second.look('told');
    await second.page.getByRole('button', { name: 'Show what changed' }).click();
    await second.page.getByText('The report changed while you were writing').waitFor({ state: 'detached' });
    expect(await note.inputValue()).toBe(typed);
    const opener = first.page.locator('[data-key="m"]');
    await opener.focus();
    await second.press('Add the note');
    await second.reads(typed);

    // The first, who writes nothing, sees the note come by itself, and is still where they were.
    await first.reads(typed);
    expect(await opener.evaluate((link) => link.matches(':focus'))).toBe(true);
  },
);
