import type { Visitor } from './browser.ts';
import { type Letter, linkIn } from './city.ts';

/** What a resident reads and presses when asked whether it is fixed. */
const WORDS = {
  ar: {
    asked: 'عولج بلاغك وننتظر تأكيدك',
    no: 'لا، لم يُصلح',
    sendNo: 'أعيدوا فتح البلاغ',
    missing: 'اكتب ما الذي بقي دون إصلاح.',
    why: 'ما الذي بقي دون إصلاح؟',
    back: 'سجّلنا أنه لم يُصلح',
    reopened: 'أُعيد فتح بلاغك',
    yes: 'نعم، تم الإصلاح',
    satisfied: /كم أنت راضٍ/,
    four: 'راضٍ',
    sendYes: 'أؤكد الإصلاح',
    thanks: 'أكدتَ بنفسك أن المشكلة أُصلحت. شكرًا لك.',
    fixed: 'تم الإصلاح',
  },
  en: {
    asked: 'The work is done; please confirm',
    no: 'No, not fixed',
    sendNo: 'Reopen the report',
    missing: 'Say what is still not fixed.',
    why: 'What is still not fixed?',
    back: 'Recorded as not fixed.',
    reopened: 'Your report is open again',
    yes: 'Yes, it is fixed',
    satisfied: /How satisfied are you/,
    four: 'Satisfied',
    sendYes: 'I confirm the repair',
    thanks: 'You confirmed yourself that it is fixed. Thank you.',
    fixed: 'Fixed',
  },
} as const;

/** Opens the message, says that it is not fixed: first without a reason, which is asked for, then with one. */
export async function residentSaysNotFixed(
  resident: Visitor,
  { letter, done, why }: { readonly letter: Letter; readonly done: string; readonly why: string },
): Promise<void> {
  const w = WORDS[resident.manner.language];
  await resident.open(linkIn(letter));
  await resident.reads(w.asked);
  await resident.reads(done);
  await resident.page.getByText(w.no).click();
  await resident.press(w.sendNo);
  await resident.reads(w.missing);
  await resident.look('no reason');
  await resident.write(w.why, why);
  await resident.press(w.sendNo);
  await resident.reads(w.back);
  await resident.reads(w.reopened);
  await resident.look('reopened');
}

/** Opens the message and confirms the repair; only then is the report called fixed. */
export async function residentConfirms(
  resident: Visitor,
  { letter, done }: { readonly letter: Letter; readonly done: string },
): Promise<void> {
  const w = WORDS[resident.manner.language];
  await resident.open(linkIn(letter));
  await resident.reads(done);
  await resident.page.getByText(w.yes).click();
  await resident.page.getByLabel(w.satisfied).selectOption({ label: w.four });
  await resident.press(w.sendYes);
  await resident.reads(w.thanks);
  await resident.page.getByRole('heading', { name: w.fixed, exact: true }).waitFor();
  await resident.look('fixed');
}
