import { expect } from 'vitest';
import type { Visitor } from './browser.ts';
import { photo } from './city.ts';

/** What people of the office read and press, in the words of their language. */
const WORDS = {
  ar: {
    triage: 'طابور الفرز',
    confirmCategory: 'اعتماد التصنيف',
    sendToTeam: 'إحالة إلى فريق',
    done: (action: string) => `تم: ${action}`,
    today: 'عمل اليوم',
    details: 'تفاصيل البلاغ',
    start: 'بدأت العمل',
    started: 'سُجّلت مباشرتك',
    openProof: 'أثبت المعالجة',
    prove: 'أرسل إثبات المعالجة',
    usePosition: 'استخدم موقعي الآن',
    positionTaken: /سُجّل موقعك/,
    tooFar: 'موقعك أبعد من المسموح عن موقع البلاغ. أثبت المعالجة من المكان نفسه.',
    proved: 'سُجّلت المعالجة',
    work: 'قائمة العمل',
    resolve: 'إثبات المعالجة',
  },
  en: {
    triage: 'Triage queue',
    confirmCategory: 'Confirm the category',
    sendToTeam: 'Send to a team',
    done: (action: string) => `Done: ${action}`,
    today: 'Today’s work',
    details: 'Details of the report',
    start: 'I have started',
    started: 'Your start is recorded.',
    openProof: 'Record that the work is done',
    prove: 'Send: the work is done',
    usePosition: 'Use my position now',
    positionTaken: /Your position is recorded/,
    tooFar: 'You are too far from the reported place. Record the work at the place itself.',
    proved: 'The work is recorded.',
    work: 'Worklist',
    resolve: 'Record that the work is done',
  },
} as const;

const words = (visitor: Visitor) => WORDS[visitor.manner.language];

/** An officer finds the report in the triage queue, confirms its category and sends it to a team. */
export async function sortReport(officer: Visitor, number: string, team: string): Promise<void> {
  const w = words(officer);
  const form = officer.page.locator('#act');
  await officer.open('/office/triage', w.triage);
  await officer.press(new RegExp(number));
  await officer.sees();
  await officer.press(w.confirmCategory);
  await form.waitFor();
  await officer.look('confirming');
  await officer.press(w.confirmCategory, form);
  await officer.reads(w.done(w.confirmCategory));
  await officer.press(w.sendToTeam);
  await officer.page.locator('select[name="input.team"]').selectOption({ label: team });
  await officer.look('sending');
  await officer.press(w.sendToTeam, form);
  await officer.reads(w.done(w.sendToTeam));
  await officer.look('sent');
}

/** A crew finds the report among the work of its team on the phone, and opens it. */
export async function openWork(crew: Visitor, number: string): Promise<void> {
  const w = words(crew);
  await crew.open('/field', w.today);
  await crew.goesOn(() => crew.page.locator('li', { hasText: number }).getByRole('link').first().click());
  await crew.sees(w.details);
}

/** The crew says that it has started. */
export async function startWork(crew: Visitor): Promise<void> {
  const w = words(crew);
  await crew.press(w.start);
  await crew.reads(w.started);
  await crew.look('started');
}

interface Proof {
  readonly said: string;
  readonly place: { readonly longitude: number; readonly latitude: number };
  /** A first try from elsewhere, which is refused. */
  readonly triedFrom?: { readonly longitude: number; readonly latitude: number };
}

async function takePosition(crew: Visitor, place: Proof['place']): Promise<void> {
  const w = words(crew);
  await crew.goTo(place);
  await crew.control(w.usePosition).click();
  await crew.reads(w.positionTaken);
  const taken = await crew.page.locator('input[name="input.closingPosition"]').inputValue();
  expect(taken).toBe(`${place.latitude.toFixed(6)}, ${place.longitude.toFixed(6)}`);
}

/** A crew proves the work with a photo and its position. */
export async function proveWork(crew: Visitor, { said, place, triedFrom }: Proof): Promise<void> {
  const w = words(crew);
  const after = crew.page.locator('input[type="file"][name="input.photosAfter"]').first();
  await after.waitFor();
  await after.setInputFiles(await photo());
  await crew.page.locator('textarea[name="input.resolution"]').fill(said);
  if (triedFrom !== undefined) {
    await takePosition(crew, triedFrom);
    await crew.press(w.prove);
    await crew.reads(w.tooFar);
    await crew.look('too far');
    // What was given is not asked again.
    expect(await crew.page.locator('textarea[name="input.resolution"]').inputValue()).toBe(said);
    expect(await crew.page.locator('input[name="kept.photosAfter"]').count()).toBe(1);
  }
  await takePosition(crew, place);
  await crew.press(w.prove);
  await crew.reads(w.proved);
  await crew.look('proved');
}

/** An officer finds the report by its number and records that the work is done, for a category that asks no evidence. */
export async function resolveAtDesk(officer: Visitor, number: string, said: string): Promise<void> {
  const w = words(officer);
  await officer.open('/office/work', w.work);
  await officer.page.getByRole('search').getByRole('searchbox').fill(number);
  await officer.goesOn(() => officer.page.keyboard.press('Enter'));
  await officer.sees();
  await officer.press(w.resolve);
  await officer.page.locator('textarea[name="input.resolution"]').fill(said);
  await officer.press(w.resolve, officer.page.locator('#act'));
  await officer.reads(w.done(w.resolve));
}
