import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { neighbourReports } from './city.ts';
import { signIn } from './people.ts';

useBrowser();

const focused = (visitor: Visitor): Promise<string> =>
  visitor.page.locator('html').evaluate((root) => root.ownerDocument.activeElement?.id ?? '');

/** Waits until the script of the page, or a key, has led the focus to a control. */
async function comesTo(visitor: Visitor, id: string): Promise<void> {
  await visitor.page
    .locator(`#${id}:focus`)
    .waitFor()
    .catch(async () => {
      throw new Error(`expected the focus at ${id}, but it is at ${await focused(visitor)} of ${visitor.page.url()}`);
    });
}

/** Types into the box that has the focus and chooses the first thing found. */
async function chooses(visitor: Visitor, box: string, text: string): Promise<void> {
  await visitor.page.keyboard.type(text);
  await visitor.page.locator(`#f-${box}-list [role="option"]`).first().waitFor();
  await visitor.page.keyboard.press('Enter');
}

journey(
  'An agent files a caller’s report by keyboard alone, and knows the caller when they call again',
  async (come) => {
    const agent = await come({ language: 'ar', width: 1440 });
    const { keyboard } = agent.page;
    await signIn(agent, 'agent940-1', '/office/desk');
    await agent.sees('مكتب المكالمات');
    await comesTo(agent, 'f-phone');
    await keyboard.type('٠٥٥١١١٢٢٢٣');
    await agent.goesOn(() => keyboard.press('Enter'));
    await agent.sees('مكالمة جارية');
    await comesTo(agent, 'f-place');
    await chooses(agent, 'place', 'برج الماء');
    await comesTo(agent, 'f-words');
    // As it is spelt in a hurry: without dots on the last letter.
    await chooses(agent, 'words', 'حفره');
    await comesTo(agent, 'f-description');
    await keyboard.type('حفرة نموذجية أمام البرج');
    await agent.look('typed');
    await keyboard.press('F4');
    await comesTo(agent, 'f-place');
    await keyboard.press('F2');
    await comesTo(agent, 'f-phone');
    await keyboard.press('Tab');
    await comesTo(agent, 'f-name');
    await keyboard.type('متصل نموذجي');
    await agent.goesOn(() => keyboard.press('F9'));
    await agent.reads('رقم بلاغكم');
    await agent.reads('1448هـ');
    await agent.look('done');
    const number = /940-[\d-]+/.exec(await agent.words())?.[0] ?? '';
    await comesTo(agent, 'end-call');
    await agent.goesOn(() => keyboard.press('Enter'));
    await agent.reads('انتهت المكالمة: سُجل بلاغ.');

    await comesTo(agent, 'f-phone');
    await keyboard.type('0551112223');
    await agent.goesOn(() => keyboard.press('Enter'));
    await agent.reads('متصل متكرر');
    await agent.reads('له بلاغ مفتوح');
    await agent.reads(number);
    await comesTo(agent, 'f-place');
    await keyboard.type('جملة لم تكتمل');
    await agent.reads('حُفظ');
    // The tab is closed in the middle of the call, and the call goes on in another.
    const again = await agent.newTab();
    await agent.page.close();
    await again.open('/office/desk', 'مكتب المكالمات');
    await again.reads('مكالمات لم تنته');
    await again.goesOn(() => again.page.locator('.open .calls a').first().press('Enter'));
    await again.sees('مكالمة جارية');
    expect(await again.page.locator('#f-place').inputValue()).toBe('جملة لم تكتمل');
    await again.page.locator('details.ending summary').press('Enter');
    await again.goesOn(() => again.page.locator('button[value="information"]').press('Enter'));
    await again.reads('انتهت المكالمة: استفسار فقط.');
    await again.open('/office/desk/log', 'سجل المكالمات');
    await again.reads('•••223');
  },
);

journey('An agent without script joins a caller to a neighbour’s report, step by step, on a phone', async (come) => {
  const there = await neighbourReports({
    category: 'RD-01',
    location: { longitude: 50.1033, latitude: 26.4344 },
    description: 'A sample pothole that somebody reported before',
    contact: { language: 'en' },
  });
  const agent = await come({ language: 'en', width: 360, scripts: false });
  await signIn(agent, 'agent940-2', '/office/desk');
  await agent.sees('Call desk');
  await agent.press('Caller without a number');
  await agent.sees('Call in progress');
  await agent.write('Where is the problem?', 'DMMA1234');
  await agent.press('Find the place');
  await agent.press(/^DMMA1234/);
  await agent.look('placed');
  await agent.press('2 Place');
  await agent.reads(there.number);
  await agent.press(new RegExp(`^Join the caller to it ${there.number}`));
  await agent.reads('Your call is on the record of report');
  await agent.look('joined');
  await agent.press('End the call');
  await agent.reads('The call ended: Joined to a report.');
});

journey('A supervisor reads the day, and marks a caller who misuses the line', async (come) => {
  const supervisor = await come({ language: 'en', width: 1440, city: 'second' });
  const { keyboard } = supervisor.page;
  await signIn(supervisor, 'supervisor-1', '/office/desk');
  for (const outcome of ['prank', 'silent']) {
    await comesTo(supervisor, 'f-phone');
    await keyboard.type('617 555 0147');
    await supervisor.goesOn(() => keyboard.press('Enter'));
    await supervisor.sees('Call in progress');
    await comesTo(supervisor, 'f-place');
    await supervisor.page.locator('details.ending summary').press('Enter');
    await supervisor.goesOn(() => supervisor.page.locator(`button[value="${outcome}"]`).press('Enter'));
  }
  await supervisor.open('/office/desk/day', 'Day of the call desk');
  await supervisor.press('•••147');
  await supervisor.sees(/^Caller/);
  await supervisor.write('Reason', 'Sample: calls for fun, again and again');
  const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  await supervisor.write('Last day in force', until);
  await supervisor.press('Set the mark');
  await supervisor.reads('The mark was set.');
  await supervisor.look('marked');
  await supervisor.open('/office/desk');
  await keyboard.type('6175550147');
  await supervisor.goesOn(() => keyboard.press('Enter'));
  await supervisor.reads('A supervisor marked this number');
  await supervisor.look('warned');
  await supervisor.page.locator('details.ending summary').press('Enter');
  await supervisor.press('Nobody spoke');
});
