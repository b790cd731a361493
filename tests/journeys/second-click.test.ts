import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { askDatabase } from '../faults/app.ts';
import { city, journey, useBrowser, type Visitor } from './browser.ts';
import { letterTo, neighbourReports, photo } from './city.ts';
import { signIn } from './people.ts';

useBrowser();

/**
 * Does what sends a form, then sends the very same again, as a second click, a lost line or going back and resubmitting
 * does: it is answered as the first was. Returns what was sent.
 */
async function twice(visitor: Visitor, act: () => Promise<unknown>) {
  const sending = visitor.page.waitForRequest((one) => one.method() === 'POST' && one.isNavigationRequest());
  sending.catch(() => {});
  await visitor.goesOn(act);
  const request = await sending;
  const first = (await request.response())!;
  const headers = await request.allHeaders();
  const again = await visitor.page.request.fetch(request.url(), {
    method: 'POST',
    data: request.postDataBuffer()!,
    headers: { 'content-type': headers['content-type']!, origin: visitor.origin, accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(first.status(), request.url()).toBeLessThan(400);
  expect([again.status(), again.headers().location], request.url()).toEqual([
    first.status(),
    (await first.allHeaders()).location,
  ]);
  return request.url();
}

/** Goes back to the form and presses its button once more: whatever it says now, it says it on a page of the city. */
async function backAndAgain(visitor: Visitor, button: string): Promise<void> {
  const { page } = visitor;
  await page.goBack();
  const control = page.locator(button);
  // Mostly the page knows by now that there is nothing left to send.
  if ((await control.count()) === 0 || !(await control.first().isEnabled())) return;
  await unfold(visitor, button);
  const answer = page.waitForResponse((one) => one.request().isNavigationRequest() && one.status() !== 303);
  await control.first().click();
  expect((await answer).status(), page.url()).toBeLessThan(500);
  await page.waitForLoadState('load');
  expect(await page.locator('main h1').count(), page.url()).toBe(1);
  await visitor.look('again');
}

/** Opens the folds a part lies in; of folds with one name only one stands open. */
const unfold = ({ page }: Visitor, part: string) =>
  page.evaluate(`for (let one = document.querySelector(${JSON.stringify(part)})?.closest('details'); one;
    one = one.parentElement.closest('details')) one.open = true`);

const press = (visitor: Visitor, button: string) => async () => {
  await unfold(visitor, button);
  await visitor.page.locator(button).first().click();
};

const OWN = {
  category: 'RD-01',
  location: { longitude: 50.0941, latitude: 26.4411 },
  description: 'ملاحظة نموذجية تُرسل مرتين',
};

/** A report that the office has closed: its reporter may say whether it is fixed. */
async function closedReport(come: (manner: { language: 'ar'; width: 1440 }) => Promise<Visitor>) {
  const email = `again-${randomUUID()}@example.com`;
  const report = await neighbourReports({ ...OWN, contact: { email, language: 'ar' } });
  const office = await come({ language: 'ar', width: 1440 });
  await signIn(office, 'supervisor-1', '/office');
  for (const data of [
    { action: 'triage', input: {} },
    { action: 'closeWithReason', input: { result: 'noted', reason: 'سُجّلت الملاحظة للنظر فيها' } },
  ]) {
    const done = await office.page.request.post(`${office.origin}/api/v1/reports-office/${report.id}/actions`, {
      headers: { origin: office.origin, 'idempotency-key': randomUUID() },
      data,
    });
    expect(done.ok(), await done.text()).toBe(true);
  }
  return { ...report, email };
}

for (const language of ['ar', 'en'] as const) {
  journey(`A report sent twice is one report, in ${language}`, async (come) => {
    const resident = await come({ language, width: 360, scripts: false });
    const go = () => resident.goesOn(() => resident.page.locator('button[name="go"][value="next"]').first().click());
    await resident.open('/report/where?category=BL-05');
    await resident.page.locator('select[name="district"]').selectOption({ index: 3 });
    await resident.page.locator('input[name="landmark"]').fill('خلف المسجد');
    for (let step = 0; step < 6; step += 1) {
      const { pathname } = new URL(resident.page.url());
      if ((await resident.page.locator('input[name="declared"]').count()) > 0) break;
      const description = resident.page.locator('textarea[name="description"]');
      if ((await description.count()) > 0) await description.fill('ملاحظة نموذجية تُرسل مرتين');
      await go();
      expect(pathname).toContain('/report');
    }
    await resident.page.locator('input[name="declared"]').check();
    await twice(resident, press(resident, 'button[name="go"][value="next"]'));
    await resident.page.locator('.number').first().waitFor();
    const number = ((await resident.page.locator('.number').first().textContent()) ?? '').trim();
    expect(number).toMatch(/^940-/);
    await backAndAgain(resident, 'button[name="go"][value="next"]');
  });
}

journey('What a reporter answers twice counts once, and says so kindly', async (come) => {
  const one = await closedReport(come);
  const resident = await come({ language: 'ar', width: 360, scripts: false });
  const track = `/track/${one.number}?code=${one.trackingCode}`;
  await resident.open(track);
  await unfold(resident, 'textarea[name="whyNotFixed"]');
  await resident.page.locator('textarea[name="whyNotFixed"]').fill('ما زالت كما هي');
  await twice(resident, press(resident, 'form[action*="/notFixed"] button'));
  await backAndAgain(resident, 'form[action*="/notFixed"] button');

  const other = await closedReport(come);
  await resident.open(`/track/${other.number}?code=${other.trackingCode}`);
  await twice(resident, press(resident, 'form[action*="/confirm"] button'));
  await backAndAgain(resident, 'form[action*="/confirm"] button');

  await resident.open(`/track/${other.number}?code=${other.trackingCode}`);
  await unfold(resident, 'form[action*="/rate"] input');
  const rate = resident.page.locator('form[action*="/rate"]');
  await rate.locator('input[type="radio"]').last().check();
  await twice(resident, press(resident, 'form[action*="/rate"] button'));
  await backAndAgain(resident, 'form[action*="/rate"] button');

  const states = await askDatabase<{ number: string; state: string; n: number }>(
    city().dataDir,
    `select c.number, c.state, (select count(*)::integer from cases.action a where a.tenant_id = c.tenant_id
       and a.case_id = c.id and a.action in ('notFixed', 'confirm')) as n
     from cases."case" c where c.number = any($1) order by c.number`,
    [[one.number, other.number].sort()],
  );
  expect(states.map(({ n }) => n)).toEqual([1, 1]);
  expect(states.map(({ state }) => state).sort()).toEqual(['reopened', 'verified']);
});

journey('An answer with a photo is one answer, however often it is sent', async (come) => {
  const one = await closedReport(come);
  const resident = await come({ language: 'ar', width: 360, scripts: false });
  await resident.open(`/track/${one.number}?code=${one.trackingCode}`);
  const key = await resident.page.locator('form[action*="/notFixed"] input[name="_key"]').inputValue();
  const version = await resident.page.locator('form[action*="/notFixed"] input[name="version"]').inputValue();
  const action = await resident.page.locator('form[action*="/notFixed"]').getAttribute('action');
  const picture = await photo();
  const send = async () => {
    const answer = await resident.page.request.post(new URL(action!, resident.page.url()).href, {
      multipart: { _key: key, version, whyNotFixed: 'ما زالت كما هي', photos: picture },
      headers: { origin: resident.origin, accept: 'text/html' },
      maxRedirects: 0,
    });
    return [answer.status(), answer.headers().location];
  };
  const first = await send();
  expect(first[0]).toBe(303);
  expect(await send()).toEqual(first);
});

journey('Following, flagging, alerts and one’s own list asked for twice are asked for once', async (come) => {
  const { number } = await neighbourReports({ ...OWN, contact: { language: 'ar' } });
  const resident = await come({ language: 'ar', width: 360, scripts: false });
  await resident.open(`/reports/${number}`);
  const to = `twice-${randomUUID()}@example.com`;
  await resident.page.locator('form[action*="/ask"] input[name="to"]').fill(to);
  await twice(resident, press(resident, 'form[action*="/ask"] button'));
  await letterTo(to, number, /./);
  await backAndAgain(resident, 'form[action*="/ask"] button');

  await resident.open(`/reports/${number}/flag`);
  await resident.page.locator('input[name="reason"]').first().check();
  await twice(resident, press(resident, 'main form button'));
  await backAndAgain(resident, 'main form button');

  await resident.open('/alerts');
  await resident.page.locator('main input[name="email"]').fill(to);
  await resident.page.locator('main select[name="area"]').selectOption({ index: 2 });
  await twice(resident, press(resident, 'main form[method="POST"] button'));
  await backAndAgain(resident, 'main form[method="POST"] button');
});

journey('Claiming a report and asking for one’s data twice is done once', async (come) => {
  const { number, trackingCode } = await neighbourReports({ ...OWN, contact: { language: 'ar' } });
  const resident = await come({ language: 'en', width: 1440, scripts: false });
  await signIn(resident, 'resident-3', '/my/reports');
  await resident.open(`/track/${number}?code=${trackingCode}`);
  await twice(resident, press(resident, 'form[action*="/claim"] button'));
  await backAndAgain(resident, 'form[action*="/claim"] button');

  await resident.open(`/reports/${number}`);
  if ((await resident.page.locator('form[action*="/follow"] button').count()) > 0) {
    await twice(resident, press(resident, 'form[action*="/follow"] button'));
    await backAndAgain(resident, 'form[action*="/follow"] button');
  }

  const correction = resident.page.locator('main form', { has: resident.page.locator('input[value="correction"]') });
  await resident.open('/account/data');
  await correction.locator('textarea').fill('اسم نموذجي يحتاج إلى تصحيح');
  await twice(resident, () => correction.locator('button').click());
  const [asked] = await askDatabase<{ n: number }>(
    city().dataDir,
    `select count(*)::integer as n from identity.data_request
     where kind = 'correction' and requested_at > now() - interval '1 hour' and state in ('open', 'held')`,
  );
  expect(asked?.n).toBe(1);
});
