import { expect } from 'vitest';
import { pushMessageOf } from '../../src/modules/notifications/outlets.ts';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { neighbourReports } from './city.ts';
import { signIn } from './people.ts';

const CITY = { name: { ar: 'أمانة المنطقة الشرقية', en: 'Eastern Province Municipality' } };

const WORDS = {
  ar: {
    subject: 'عولج بلاغك',
    text: 'نرجو تأكيد الإصلاح.',
  },
  en: {
    subject: 'Your report was dealt with',
    text: 'Please confirm.',
  },
} as const;

useBrowser();

/** As much of a worker as is asked here. */
interface PushWorker {
  readonly registration: { getNotifications(): Promise<Shown[]> };
  readonly clients: { openWindow(url: string): Promise<null> };
  readonly NotificationEvent: new (type: string, given: { notification: Shown }) => Event;
  dispatchEvent(event: Event): void;
}

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly dir: string;
  readonly tag: string;
}

/** What the device shows of notices, once as many are there as expected. */
async function shownTo(visitor: Visitor, count: number): Promise<Shown[]> {
  const read = () =>
    visitor.worker().evaluate(async () => {
      const notices = await (globalThis as unknown as PushWorker).registration.getNotifications();
      return notices.map(({ title, body, lang, dir, tag }) => ({ title, body, lang, dir, tag }));
    });
  await expect.poll(async () => (await read()).length).toBe(count);
  return read();
}

/** Taps the notice of this tag. Returns the address it opens. */
const tap = (visitor: Visitor, tag: string): Promise<string> =>
  visitor.worker().evaluate(async (wanted) => {
    const worker = globalThis as unknown as PushWorker;
    const notice = (await worker.registration.getNotifications()).find((one) => one.tag === wanted)!;
    return new Promise<string>((opened) => {
      // No window may be opened without a hand on the device: the address is what a hand would open.
      worker.clients.openWindow = async (url) => {
        opened(url);
        return null;
      };
      worker.dispatchEvent(new worker.NotificationEvent('notificationclick', { notification: notice }));
    });
  }, tag);

for (const language of ['ar', 'en'] as const) {
  const words = WORDS[language];
  journey(`A device that is allowed to shows a notice in ${language}, and a tap opens the report`, async (come) => {
    const { number } = await neighbourReports({
      category: 'RD-01',
      location: { longitude: 50.0731, latitude: 26.4019 },
      description: 'حفرة نموذجية',
    });
    const resident = await come({ language, width: 360 });
    await resident.allowNotices();
    await signIn(resident, 'resident-1', '/account/notices');
    // The push service of the browser's maker is not there: the page says so, and its worker waits all the same.
    await resident.page.locator('amanah-push form button').click();
    await expect.poll(() => resident.waits()).toBe(true);
    const notice = pushMessageOf(
      { id: 'sample', subject: words.subject, text: words.text, language, path: `/reports/${number}`, number },
      CITY,
    );
    await resident.deliver(notice);
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    const [shown] = await shownTo(resident, 1);
    expect(shown).toEqual({ title: words.subject, body: words.text, lang: language, dir: direction, tag: number });

    // A later notice about the same report takes the place of the earlier one; what is no notice shows nothing.
    await resident.deliver({ ...notice, body: `${words.text} 2` });
    await expect.poll(async () => (await shownTo(resident, 1))[0]!.body).toBe(`${words.text} 2`);
    await resident.deliver({ ...notice, tag: 'elsewhere', path: 'https://elsewhere.example.org/trap' });
    await shownTo(resident, 2);
    expect(new URL(await tap(resident, 'elsewhere'), resident.origin).pathname).toBe('/');

    const opened = await tap(resident, number);
    expect(new URL(opened, resident.origin).pathname).toBe(`/${language}/reports/${number}`);
    await resident.open(new URL(opened, resident.origin).href);
    await resident.reads(number);
  });
}
