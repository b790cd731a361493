import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { payAtBank, until } from './paying.ts';
import { signIn } from './people.ts';
import { applicationsOfResident, ask } from './records.ts';

useBrowser();

const IBAN = 'SA0380000000608010167519';

const idIn = (visitor: Visitor): string => new URL(visitor.page.url()).pathname.split('/').at(-1)!;

journey('A resident pays a bill twice and gets the second back; finance reconciles the day', async (come) => {
  const resident = await come({ language: 'en', width: 1440 });
  await signIn(resident, 'resident-1', '/account/bills');
  const made = await applicationsOfResident(resident);
  const application = made['/account/applications/[id=id]'];
  const officer = await come({ language: 'ar', width: 1440 });
  await signIn(officer, 'officer-health', '/office/applications');
  const approval = { action: 'approve', input: {} };
  await ask(officer, 'POST', `/applications/${application.split('/').at(-1)}/actions`, approval);

  await resident.open(application);
  await resident.press('The bill and how to pay it');
  await resident.look('to be paid');
  const bill = idIn(resident);
  await payAtBank(resident, 2);
  await until(resident, `/account/bills/${bill}`, 'Money is owed back to you');
  await resident.look('owed back');
  await resident.write('IBAN', 'SA0380000000608010167518');
  await resident.press('Ask for the refund');
  await resident.reads('A Saudi IBAN begins with SA');
  await resident.look('a wrong account');
  await resident.write('IBAN', IBAN);
  await resident.press('Ask for the refund');
  await resident.reads('We have your request.');
  await resident.page.locator('a[href*="/account/receipts/"]').first().click();
  await resident.sees('Receipt of payment');
  await resident.look('receipt');
  expect(await resident.page.locator('article img').count(), 'the code of the tax authority').toBe(1);

  const finance = await come({ language: 'ar', width: 1440 });
  await signIn(finance, 'finance-1', `/office/finance/bills/${bill}`);
  await finance.reads('مسددة بزيادة');
  await finance.look('a bill in the office');
  await finance.page.locator('a[href*="/office/finance/receipts/"]').first().click();
  await finance.look('a receipt in the office');
  await finance.open(`/office/finance/bills/${bill}`);
  await finance.page.locator('a[href*="/office/finance/refunds/"]').last().click();
  const refund = idIn(finance);
  await finance.reads('SA03 8000 0000 6080 1016 7519');
  await finance.press('راجعته وأعددته للاعتماد');
  await finance.reads('بانتظار الاعتماد');
  await finance.look('prepared');
  const head = await come({ language: 'en', width: 360 });
  await signIn(head, 'finance-head', `/office/finance/refunds/${refund}`);
  await head.look('to be approved');
  await head.press('Approve and send');
  await until(head, `/office/finance/refunds/${refund}`, 'Sent and confirmed');

  await finance.open('/office/finance/statements');
  await finance.press('اطلب الكشف');
  await finance.reads('كشف يوم');
  await finance.look('the account of a day');
});
