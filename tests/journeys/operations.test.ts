import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { operating as arabic } from '../../web/src/lib/messages/ar/operating.ts';
import { operating as english } from '../../web/src/lib/messages/en/operating.ts';
import { askDatabase } from '../faults/app.ts';
import { startOpen311Server } from '../support/open311-server.ts';
import { city, journey, useBrowser } from './browser.ts';
import { letterTo, neighbourReports } from './city.ts';
import { signIn } from './people.ts';

useBrowser();

/** The words, without those that count. */
type Words = { [K in keyof typeof arabic as (typeof arabic)[K] extends string ? K : never]: string };

const REPORT = { category: 'RD-01', location: { longitude: 50.0822, latitude: 26.4122 }, description: 'حفرة نموذجية' };

for (const [language, width, words] of [
  ['ar', 360, arabic as Words],
  ['en', 1440, english as Words],
] as const) {
  journey(`A message that did not arrive is sent again from the log of deliveries, in ${language}`, async (come) => {
    const email = `undelivered-${randomUUID()}@example.com`;
    const { number } = await neighbourReports({ ...REPORT, contact: { email, language } });
    await letterTo(email, number, /./);
    // As it stands when a mail server has refused it for too long.
    const [failed] = await askDatabase<{ id: string }>(
      city().dataDir,
      `update notifications.delivery set status = 'dead', sent_at = null, reason = 'refused by the sample server'
       where id = (select id from notifications.delivery where channel = 'email' and status = 'sent' and body is not null
                   order by created_at desc limit 1)
       returning id`,
    );
    const boss = await come({ language, width });
    await signIn(boss, 'administrator-1', '/office/operations/deliveries?status=dead');
    const row = boss.page.locator('form', { has: boss.page.locator(`input[name="id"][value="${failed!.id}"]`) });
    await boss.look('failed');
    await boss.goesOn(() => row.getByRole('button', { name: words.retry, exact: true }).click());
    await boss.reads(words['done.retry']);
    await boss.look('retried');
    const status = async () =>
      (
        await askDatabase<{ status: string }>(
          city().dataDir,
          'select status from notifications.delivery where id = $1',
          [failed!.id],
        )
      )[0]?.status;
    await expect.poll(status, { timeout: 120_000, interval: 500 }).toBe('sent');
  });
}

journey('Enter in a field of an office form takes its step, and puts no ready answer in', async (come) => {
  const { id } = await neighbourReports({ ...REPORT, contact: { language: 'ar' } });
  const officer = await come({ language: 'ar', width: 1440, scripts: false });
  await signIn(officer, 'supervisor-1', '/office');
  for (const data of [
    { action: 'triage', input: {} },
    { action: 'dispatch', input: { team: 'ROADS' } },
  ]) {
    const done = await officer.page.request.post(`${officer.origin}/api/v1/reports-office/${id}/actions`, {
      headers: { origin: officer.origin, 'idempotency-key': randomUUID() },
      data,
    });
    expect(done.ok(), await done.text()).toBe(true);
  }
  await officer.open(`/office/reports/${id}?act=resolve`);
  const form = officer.page.locator('#act form');
  expect(await form.locator('button[name="insert"]').count()).toBe(1);
  await form.locator('textarea').first().fill('رُدمت الحفرة');
  await form.locator('select[name="phrase"]').selectOption({ index: 1 });
  await officer.goesOn(() => form.locator('input[type="text"]').first().press('Enter'));
  // The step was tried and says what evidence is missing; what was written is as it was.
  await form.locator('.errors, [role="alert"], .error').first().waitFor();
  expect(await form.locator('textarea').first().inputValue()).toBe('رُدمت الحفرة');
});

journey(
  'A report handed over is sent to the agency’s server, and what that writes is read in the office',
  async (come) => {
    const owner = await startOpen311Server();
    const set = (owners: readonly object[]) =>
      askDatabase(
        city().dataDir,
        `update platform.tenant set settings = jsonb_set(settings, '{open311,owners}', $1::jsonb) where key = 'eastern'`,
        [JSON.stringify(owners)],
      );
    const settings = { services: { '*': 'LEAK' }, attributes: { number: 'REF' }, pollMinutes: 1, updates: true };
    try {
      await set([{ agency: 'NWC', url: owner.url, ...settings }]);
      const { id, number } = await neighbourReports({
        ...REPORT,
        category: 'BL-10',
        description: 'تسرب نموذجي إلى الشارع',
        location: { longitude: 50.0866, latitude: 26.4155 },
      });
      const officer = await come({ language: 'ar', width: 1440 });
      await signIn(officer, 'supervisor-1', '/office');
      const report = async () => {
        await officer.page.goto(officer.address(`/office/reports/${id}`));
        return officer.words();
      };
      await officer.open(`/office/reports/${id}?act=handOver`);
      const form = officer.page.locator('#act');
      await form.locator('[name="input.outsideOwner"]').selectOption('NWC');
      await form.locator('[name="input.reason"]').fill('التسرب من الشبكة العامة');
      await officer.press('إحالة إلى جهة خارجية', form);
      // The settings are read anew within a minute.
      await expect.poll(() => [...owner.kept.keys()], { timeout: 180_000, interval: 500 }).toHaveLength(1);
      const [sent] = [...owner.kept.values()];
      expect(sent!.form).toMatchObject({ service_code: 'LEAK', 'attribute[REF]': number });
      await expect
        .poll(report, {
          timeout: 60_000,
          interval: 500,
        })
        .toContain(sent!.id);
      await officer.reads('مهلة الجهة الخارجية');
      await officer.look('handed over');

      owner.updates.push({
        update_id: 'W-1',
        service_request_id: sent!.id,
        status: 'in_progress',
        description: 'استبدل فريقنا الوصلة',
        at: `${new Date().toISOString().slice(0, 19)}Z`,
      });
      sent!.status = 'closed';
      await askDatabase(city().dataDir, 'update reports.handover_owner set updates_at = null');
      await askDatabase(city().dataDir, 'update reports.handover set next_at = now() where number = $1', [number]);
      await expect
        .poll(report, {
          timeout: 180_000,
          interval: 1_000,
        })
        .toContain('أفادت الجهة بأنها أنهت البلاغ');
      await officer.reads(/استبدل فريقنا الوصلة/);
      await officer.look('done by the agency');

      const boss = await come({ language: 'en', width: 360 });
      await signIn(boss, 'administrator-1', '/office/operations/handovers');
      await boss.look();
      await boss.goesOn(() => boss.page.locator('main a[href*="/handovers/"]').first().click());
      await boss.reads('said how it stands');
      await boss.look('exchanges');
    } finally {
      await set([]);
      await owner.close();
    }
  },
);
