import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { neighbourReports } from './city.ts';
import { signIn } from './people.ts';

/** What holds the focus: its words, and whether its focus can be seen. */
interface Focus {
  readonly name: string;
  readonly tag: string;
  readonly ring: boolean;
  readonly within: boolean;
}

async function focusOf(visitor: Visitor): Promise<Focus> {
  return visitor.page.locator('html').evaluate((root) => {
    const document = root.ownerDocument;
    const view = document.defaultView;
    const focused = document.activeElement;
    const labels = [...(focused.labels ?? [])].map((label) => label.textContent.trim());
    // A box may show the focus of the control inside it.
    const around = [focused, focused.parentElement, focused.closest('label, summary, li')].filter(Boolean);
    const shows = (element: typeof root, part?: string): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = view.getComputedStyle(element, part);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
    };
    const ring = around.some((element) => shows(element) || shows(element, '::after'));
    const { bottom, top, right, left } = focused.getBoundingClientRect();
    return {
      name: [focused.getAttribute('aria-label') ?? '', ...labels, focused.textContent.trim()].join(' ').trim(),
      tag: String(focused.localName),
      ring,
      within: bottom > 0 && top < view.innerHeight && right > 0 && left < view.innerWidth,
    };
  });
}

/** Presses Tab until the control of this name has the focus. Every stop on the way must show that it has it. */
async function tabTo(visitor: Visitor, name: RegExp, most = 60): Promise<void> {
  const stops: string[] = [];
  for (let step = 0; step < most; step += 1) {
    await visitor.page.keyboard.press('Tab');
    const focus = await focusOf(visitor);
    if (focus.tag === 'body') continue;
    expect(focus, `focus to be seen on ${visitor.page.url()}`).toMatchObject({ ring: true, within: true });
    stops.push(focus.name.replace(/\s+/g, ' ').slice(0, 40));
    if (name.test(focus.name)) return;
  }
  throw new Error(`Tab never came to ${name} on ${visitor.page.url()}; it came to:\n  ${stops.join('\n  ')}`);
}

/** Comes to a control by Tab and presses a key on it that leads on. */
async function goBy(visitor: Visitor, name: RegExp, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(visitor, name);
  await visitor.goesOn(() => visitor.page.keyboard.press(key));
}

const type = (visitor: Visitor, text: string) => visitor.page.keyboard.insertText(text);

useBrowser();

journey(
  'A resident who uses only the keyboard, at 400 % zoom, reports from the first page to the receipt',
  async (come) => {
    const resident = await come({ language: 'ar', width: 320, scripts: false });
    await resident.open('/');
    await resident.page.keyboard.press('Tab');
    expect(await focusOf(resident)).toMatchObject({ name: 'انتقل إلى المحتوى', ring: true, within: true });
    await resident.page.keyboard.press('Enter');
    expect(await resident.page.locator('html').evaluate((root) => root.ownerDocument.activeElement.id)).toBe('content');
    await goBy(resident, /^قدّم بلاغ|^بلّغ|بلاغ/);
    await resident.sees('ما المشكلة؟');
    await tabTo(resident, /صف المشكلة بكلمتين/);
    await type(resident, 'غطاء منهل');
    await resident.goesOn(() => resident.page.keyboard.press('Enter'));
    await resident.reads('أقرب ما وجدناه');
    await resident.look('found');
    await goBy(resident, /غطاء منهل مفقود/);
    await resident.sees('أين المشكلة؟');
    await tabTo(resident, /ابحث باسم الحي أو المعلم/);
    await type(resident, 'قلعة تاروت');
    await goBy(resident, /ابحث عن المكان/);
    await goBy(resident, /قلعة تاروت/);
    await resident.reads('الموقع المحدد');
    await resident.look('placed');
    await goBy(resident, /^متابعة/);
    await resident.sees('صف ما رأيت');
    await tabTo(resident, /^الوصف/);
    await type(resident, 'غطاء نموذجي مرفوع عن مكانه');
    await goBy(resident, /^متابعة/);
    await resident.sees('كيف نتواصل معك؟');
    await goBy(resident, /^متابعة/);
    await resident.sees('راجع بلاغك ثم أرسله');
    await tabTo(resident, /أقرّ بأن ما ذكرته صحيح/);
    await resident.page.keyboard.press('Space');
    await goBy(resident, /^أرسل البلاغ/);
    await resident.sees('استلمنا بلاغك');
    await goBy(resident, /^تابع البلاغ/);
    await resident.sees('غطاء منهل مفقود أو مكشوف');
  },
);

journey('An officer who uses only the keyboard sorts a report from the queue', async (come) => {
  const { number } = await neighbourReports({
    category: 'RD-06',
    location: { longitude: 50.0991, latitude: 26.4101 },
    description: 'غطاء نموذجي يُفرز بلوحة المفاتيح',
    contact: { language: 'ar' },
  });
  const officer = await come({ language: 'ar', width: 1440 });
  const { keyboard } = officer.page;
  await signIn(officer, 'triage-1', '/office');
  await officer.open('/office/triage', 'طابور الفرز');
  await keyboard.press('?');
  await officer.page.getByRole('dialog').getByText('السطر التالي').waitFor();
  await officer.look('keys');
  await keyboard.press('Escape');
  await officer.page.getByRole('dialog').waitFor({ state: 'hidden' });
  for (let row = 0; row < 50; row += 1) {
    await keyboard.press('j');
    const focus = await focusOf(officer);
    expect(focus).toMatchObject({ ring: true, within: true });
    if (focus.name.includes(number)) break;
  }
  await officer.goesOn(() => keyboard.press('Enter'));
  await officer.sees('غطاء منهل مفقود أو مكشوف');
  await keyboard.press('a');
  expect((await focusOf(officer)).name).toContain('اعتماد التصنيف');
  await officer.goesOn(() => keyboard.press('Enter'));
  const form = officer.page.locator('#act');
  await form.waitFor();
  await tabTo(officer, /توجيهات للفريق/);
  await type(officer, 'ضعوا حاجزًا حتى يصل الغطاء');
  await tabTo(officer, /^اعتماد التصنيف/);
  await officer.goesOn(() => keyboard.press('Enter'));
  await officer.reads('تم: اعتماد التصنيف');
  await officer.reads('ضعوا حاجزًا حتى يصل الغطاء');
});

const NARROW = ['/', '/report', '/report/where?category=RD-01', '/track', '/reports', '/sign-in'];

journey('Somebody who zooms to 400 % never scrolls sideways, in either language', async (come) => {
  for (const language of ['ar', 'en'] as const) {
    const visitor = await come({ language, width: 320 });
    for (const path of NARROW) await visitor.open(path);
    await signIn(visitor, 'triage-1', '/office');
    for (const path of ['/office', '/office/triage', '/office/work']) await visitor.open(path);
    await visitor.goesOn(() => visitor.page.locator('[data-row-link]').first().click());
    await visitor.sees();
  }
});
