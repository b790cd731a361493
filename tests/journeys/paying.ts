import { expect } from 'vitest';
import type { Visitor } from './browser.ts';

/** What is told between programs arrives when it arrives. */
const PATIENCE = { timeout: 100_000, interval: 1_000 };

/** Loads a page until it says something. */
export async function until(visitor: Visitor, address: string, text: string): Promise<void> {
  await expect
    .poll(async () => {
      await visitor.page.goto(visitor.address(address));
      return visitor.words();
    }, PATIENCE)
    .toContain(text);
}

const WORDS = {
  ar: { bank: 'السداد في البنك النموذجي', pay: 'ادفع', done: 'قُبل السداد', paid: 'اكتمل سدادها في' },
  en: { bank: 'Pay at the sample bank', pay: 'Pay', done: 'The payment was taken', paid: 'Paid on' },
};

/** Pays the bill that is shown at the made-up bank, comes back, and waits until the municipality knows. */
export async function payAtBank(visitor: Visitor, times = 1): Promise<void> {
  const { page } = visitor;
  const words = WORDS[visitor.manner.language];
  const bill = new URL(page.url()).pathname.replace(/^\/\w\w(?=\/)/, '');
  await until(visitor, bill, words.bank);
  await page.getByRole('link', { name: words.bank }).click();
  for (let time = 0; time < times; time += 1) {
    await page.getByRole('button', { name: words.pay, exact: true }).click();
    await page.getByRole('heading', { name: words.done }).waitFor();
  }
  await until(visitor, bill, words.paid);
}
