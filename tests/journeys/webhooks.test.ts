import { expect } from 'vitest';
import { webhooks as arabic } from '../../web/src/lib/messages/ar/webhooks.ts';
import { webhooks as english } from '../../web/src/lib/messages/en/webhooks.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { signIn } from './people.ts';

useBrowser();

const LIST = '/office/administration/webhooks';

/** The newest message of the log, once it stands as it should: pages say by themselves how a message stands. */
async function stands(visitor: Visitor, state: string, event: string): Promise<void> {
  const row = visitor.page.locator('#log tbody tr, #log [role="row"]').filter({ hasText: event }).first();
  await expect
    .poll(async () => ((await row.textContent().catch(() => '')) ?? '').includes(state), {
      timeout: 60_000,
      interval: 500,
    })
    .toBe(true);
}

/** The words without those that count. */
const ENGLISH = english as Record<Exclude<keyof typeof arabic, 'chosen'>, string>;

type Receiver = Awaited<ReturnType<typeof startWebhookReceiver>>;

/** A webhook with its page and secret, its receiver, and the one of another that never answers. */
interface Sending {
  readonly page: string;
  readonly secret: string;
  readonly receiver: Receiver;
  readonly hanging: Receiver;
}

/** Messages arrive beside a receiver that hangs; one that fails is tried again by itself. */
async function failsAndArrives(
  boss: Visitor,
  words: typeof ENGLISH,
  { page, secret, receiver, hanging }: Sending,
): Promise<void> {
  await boss.press(words.test);
  await boss.reads(words['done.test']);
  await stands(boss, words['log.delivered'], words['event.webhook.test']);
  expect(receiver.verified(receiver.received[0]!, secret)).toMatchObject({ type: 'webhook.test' });
  await expect.poll(() => hanging.received.length, { timeout: 60_000 }).toBeGreaterThan(0);

  // It fails, is tried again by itself, and arrives.
  receiver.manner = 'down';
  await boss.press(words.test);
  await stands(boss, words['log.failed'], words['event.webhook.test']);
  // Back before the pauses between its tries grow.
  receiver.manner = 'happy';
  await boss.look('failing');
  await boss.goesOn(() => boss.page.locator('#log a[href*="/messages/"]').first().click());
  await boss.reads(words['message.tries']);
  await boss.look('message');
  await boss.open(page);
  await stands(boss, words['log.delivered'], words['event.webhook.test']);
}

/** Both secrets sign, then the new one alone; what a receiver that went away missed is sent again. */
async function rotatesAndReplays(
  boss: Visitor,
  words: typeof ENGLISH,
  { page, secret, receiver }: Sending,
): Promise<void> {
  // Both secrets sign; then the new one alone.
  const rotate = async (leaked: boolean) => {
    await boss.page.getByText(words.rotate, { exact: true }).click();
    if (leaked) await boss.page.getByLabel(words['rotate.leaked']).check();
    await boss.press(words['rotate.do']);
    await boss.reads(words['secret.title']);
    return ((await boss.page.locator('code.secret').textContent()) ?? '').trim();
  };
  const tested = async () => {
    const before = receiver.received.length;
    await boss.open(page);
    await boss.press(words.test);
    await boss.reads(words['done.test']);
    await expect.poll(() => receiver.received.length).toBe(before + 1);
    return receiver.received.at(-1)!;
  };
  const second = await rotate(false);
  const both = await tested();
  for (const one of [secret, second]) expect(receiver.verified(both, one)).toBeTruthy();
  const third = await rotate(true);
  const last = await tested();
  expect(receiver.verified(last, third)).toBeTruthy();
  expect(() => receiver.verified(last, second)).toThrow();

  // Gone: switched off, what waited stands as not arrived, and is sent again from its page.
  receiver.manner = 'gone';
  await boss.open(page);
  await boss.press(words.test);
  await expect
    .poll(
      async () => {
        await boss.page.goto(page);
        return (await boss.words()).includes(words['status.disabled']);
      },
      { interval: 1_000 },
    )
    .toBe(true);
  await boss.look('disabled');
  receiver.manner = 'happy';
  await boss.press(words.resume);
  await boss.open(`${page}?status=dead#log`);
  await boss.goesOn(() => boss.page.locator('#log a[href*="/messages/"]').first().click());
  const before = receiver.received.length;
  await boss.press(words.replay);
  await boss.reads(words['done.replay']);
  await expect.poll(() => receiver.received.length).toBe(before + 1);

  await boss.open(page);
  await boss.page.getByText(words.span, { exact: true }).click();
  await boss.page.getByLabel(words['span.all']).check();
  await boss.press(words['span.do']);
  await boss.reads(words['done.span']);
  await expect.poll(() => receiver.received.length).toBeGreaterThan(before + 4);
}

for (const [language, width, words] of [
  ['ar', 360, arabic],
  ['en', 1440, ENGLISH],
] as const) {
  journey(
    `An administrator arranges and repairs a webhook, and waits for what it sends, in ${language}`,
    async (come) => {
      const receiver = await startWebhookReceiver();
      const hanging = await startWebhookReceiver();
      hanging.manner = 'hanging';
      try {
        const boss = await come({ language, width });
        await signIn(boss, 'administrator-1', LIST);
        await boss.sees(words.title);

        // Two: the first never answers, the second must not feel it.
        const add = async (name: string, url: string) => {
          await boss.open(LIST, words.title);
          await boss.press(words.add);
          await boss.write(words.name, name);
          await boss.write(words.url, url);
          await boss.press(words['add.do']);
        };
        await add('نظام لا يجيب', 'http://10.11.12.13/hook');
        await boss.look('refused');
        expect(await boss.page.getByLabel(words.name).first().inputValue()).toBe('نظام لا يجيب');
        await boss.write(words.url, hanging.url);
        await boss.press(words['add.do']);
        await boss.reads(words['secret.title']);
        await boss.press(words['secret.next']);
        await boss.press(words.test);

        await add('نظام نموذجي', receiver.url);
        await boss.reads(words['secret.title']);
        const secret = ((await boss.page.locator('code.secret').textContent()) ?? '').trim();
        await boss.look('secret');
        await boss.press(words['secret.next']);
        const page = boss.page.url();
        await boss.reads(words['log.empty.title']);

        await failsAndArrives(boss, words, { page, secret, receiver, hanging });

        await boss.press(words.pause);
        await boss.reads(words['done.pause']);
        await boss.look('paused');
        await boss.press(words.resume);
        await boss.reads(words['done.resume']);

        await boss.press(words.edit);
        await boss.write(words.name, 'نظام نموذجي معدّل');
        await boss.page.getByLabel(words['event.report.received']).check();
        await boss.press(words.save);
        await boss.reads(words['done.save']);
        await boss.sees('نظام نموذجي معدّل');
        await boss.reads(words['event.report.received']);

        await rotatesAndReplays(boss, words, { page, secret, receiver, hanging });

        for (const one of ['نظام نموذجي معدّل', 'نظام لا يجيب']) {
          await boss.open(LIST, words.title);
          await boss.goesOn(() => boss.page.getByText(one, { exact: true }).first().click());
          await boss.page.getByText(words.remove, { exact: true }).click();
          await boss.press(words['remove.do']);
          await boss.reads(words['done.remove']);
        }
      } finally {
        await receiver.close();
        await hanging.close();
      }
    },
  );
}
