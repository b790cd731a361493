import { expect } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { signIn } from './people.ts';
import { ask } from './records.ts';

const CODE = 'PRM-04';
const DESIGN = `/office/administration/services/design/${CODE}`;
const TOWN = 'بلدية محافظة بقيق';
const QUESTION = 'عدد الطلبات اليومية';
const PDF = { name: 'minutes.pdf', mimeType: 'application/pdf', buffer: Buffer.from(minimalPdf()) };

/** The smallest PDF of one empty page, with the places of its objects counted. */
function minimalPdf(): string {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return `${text}xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}

useBrowser();

/** Passes gates as the people who answer for them do, each with a note. */
async function passGates(owner: Visitor, supervisor: Visitor, gates: readonly string[]): Promise<void> {
  for (const gate of gates) {
    const path = `/service-designs/${CODE}/gates/${gate}`;
    await ask(owner, 'POST', `${path}/evidence`, { kind: 'note', words: 'محضر نموذجي' });
    await ask(owner, 'POST', `${path}/signature`, {});
    if (gate === 'approve') await ask(supervisor, 'POST', `${path}/signature`, {});
  }
}

journey('A service owner makes, tries, launches and measures a new service without code', async (come) => {
  const owner = await come({ language: 'ar', width: 1440, scripts: false });
  await signIn(owner, 'administrator-1', DESIGN);
  await owner.press('ابدأ التصميم');
  await owner.reads('لا أخطاء في التصميم.');

  // A question whose English was forgotten is told, mended where it stands, and called by a name of the owner's.
  await owner.page.getByText('إضافة سؤال', { exact: true }).click();
  await owner.write('العنوان بالعربية', QUESTION);
  await owner.page.getByLabel('النوع').first().selectOption({ label: 'عدد صحيح' });
  await owner.press('إضافة');
  await owner.sees(`سؤال: ${QUESTION}`);
  await owner.reads('أُضيف. أكمل بياناته هنا ثم احفظ.');
  expect(await owner.page.locator(':focus').getAttribute('name')).toBe('title.ar');
  await owner.press('العودة إلى التصميم');
  await owner.reads('خطأ واحد يمنع النشر');
  await owner.look('a text is missing');
  await owner.press(`سؤال: ${QUESTION}`);
  await owner.write('العنوان بالإنجليزية', 'Orders a day');
  await owner.press('حفظ');
  await owner.reads('حُفظ، ولا أخطاء في هذا الجزء.');
  await owner.write('الرمز الذي تُسمى به في العبارات', 'ordersPerDay');
  await owner.press('غيّر الرمز');
  await owner.reads('تغيّر الرمز في كل موضع يذكره.');
  await owner.reads('ordersPerDay');
  await owner.look('renamed');
  await owner.open(`${DESIGN}/part?at=service`);
  await owner.page.getByLabel('أفراد', { exact: true }).check();
  await owner.press('حفظ');
  await owner.reads('حُفظ، ولا أخطاء في هذا الجزء.');

  // What an action sets in motion is chosen and not written.
  await owner.open(`${DESIGN}/part?at=service.caseType.flow.actions.upholdObjection`);
  await owner.page.getByText('أضف إلى: ما يترتب عليه').click();
  await owner.page.locator('select[name="effects.1.do"]').selectOption({ label: 'أرسل رسالة' });
  await owner.page.locator('select[name="effects.1.notify-notice"]').selectOption({ index: 1 });
  await owner.look('an effect is chosen');
  await owner.fits(360);
  await owner.press('حفظ');
  await owner.reads('حُفظ، ولا أخطاء في هذا الجزء.');
  await owner.press('تراجع عن هذا التعديل');
  await owner.reads('أُعيد التصميم إلى ما كان عليه.');
  await owner.open(`${DESIGN}?view=flow`);
  await owner.reads('مخطط سير الطلب');
  await owner.fits(360);

  // Evidence is a file at the first gate; the others are passed as people pass them.
  const supervisor = await come({ language: 'en', width: 360 });
  await signIn(supervisor, 'supervisor-1', `${DESIGN}/gates`);
  await owner.open(`${DESIGN}/gates`);
  const inventory = owner.page.locator('#inventory');
  await inventory.getByText('أضف إثباتًا').first().click();
  await inventory.getByLabel('ما الذي يثبت').fill('محضر حصر الخدمة (نموذج)');
  await inventory.locator('input[type="file"]').setInputFiles(PDF);
  await owner.press('أضف إثباتًا', inventory);
  await owner.reads('محضر حصر الخدمة (نموذج)');
  await owner.press('اعتمد اجتيازها', inventory);
  await passGates(owner, supervisor, ['analyse', 'design', 'approve', 'build', 'assure']);
  await owner.open(`${DESIGN}/gates`);
  await owner.look('assured');
  await supervisor.open(`${DESIGN}/gates`);

  // It is tried in one municipality first.
  await owner.open(`${DESIGN}?view=publish`);
  await owner.page.locator('select[name="to"]').selectOption({ label: 'تجربة مع بعضهم' });
  await owner.page.getByText('من تُجرب معهم').click();
  await owner.page.getByLabel(TOWN).check();
  await owner.write('سبب النشر', 'تجربة نموذجية في بلدية واحدة');
  await owner.press('انشر النسخة');
  await owner.reads('نُشرت النسخة للتجربة.');

  const resident = await come({ language: 'ar', width: 360, scripts: false });
  await signIn(resident, 'resident-1', `/services/${CODE}`);
  await resident.reads('نسخة جديدة من هذه الخدمة قيد التجربة');
  await resident.reads(TOWN);
  await resident.look('being tried');
  await resident.press('قدّم إن كنت ممن تشملهم التجربة');
  await resident.page.getByLabel('في أي بلدية موقع طلبك؟').selectOption({ label: TOWN });
  await resident.press('ابدأ طلبًا جديدًا');
  await resident.write('ما الذي تطلبه؟', 'توصيل وجبات منزلية، طلب نموذجي');
  await resident.write('رقم الجوال للتواصل', '0500000000');
  await resident.write(QUESTION, '12');
  await resident.press('حفظ ومتابعة', resident.page.locator('.buttons'));
  await resident.page.getByLabel('أقر بما سبق وألتزم به').check();
  await resident.press('أرسل الطلب');
  const number = (await resident.page.locator('.number').first().textContent())?.trim() ?? '';
  expect(number).toMatch(/^PRM-\d{4}-/);

  await passGates(owner, supervisor, ['pilot']);
  await owner.open(`${DESIGN}?view=publish`);
  await owner.press('أتحها للجميع');
  await owner.reads('أُتيحت النسخة للجميع.');

  // Every figure opens to the application behind it.
  await owner.press('القياس');
  await owner.look('measured');
  await owner.press(/طلب مقدم/);
  await owner.reads(number);
  await owner.fits(360);
  await supervisor.open(`${DESIGN}/measure`, /Figures of/);

  // A next version promises less time; the past application says what would differ.
  await owner.open(DESIGN);
  await owner.press('ابدأ التصميم');
  await owner.open(`${DESIGN}/part?at=offer`);
  const key = owner.page.locator('input[value="reviewDays"]');
  const name = (await key.getAttribute('name'))!.replace(/key$/, 'value');
  await owner.page.locator(`input[name="${name}"]`).fill('3');
  await owner.press('حفظ');
  await owner.press('العودة إلى التصميم');
  await owner.press('السجل والفروق');
  await owner.look('what differs');
  await owner.press('جرّبه على طلبات سابقة');
  await owner.press('جرّب على الطلبات السابقة');
  // The page comes anew by itself until the last application was looked at.
  await owner.reads(/فُحص 1 من 1 من الطلبات/);
  await owner.page.getByText('تستمر ولو غادرت الصفحة').waitFor({ state: 'detached' });
  await owner.reads(number);
  await owner.look('tried with past applications');

  // A version goes out signed, and comes in only from whom it is known to come.
  await owner.open(`${DESIGN}/versions`);
  await owner.press('صدّرها موقعة');
  await owner.reads('وُقّع الملف');
  const href = (await owner.page.locator('a[download]').getAttribute('href'))!;
  const text = decodeURIComponent(href.slice(href.indexOf(',') + 1));
  const print = (await owner.page.locator('code').first().textContent())!.trim();
  const file = (content: string) => ({
    name: 'sample.amanah.json',
    mimeType: 'application/json',
    buffer: Buffer.from(content),
  });
  await owner.open('/office/administration/services/design/files');
  await owner.page.locator('input[type="file"]').setInputFiles(file(text.replace('"reviewDays":5', '"reviewDays":9')));
  await owner.press('اقرأ الملف');
  await owner.reads('توقيع الملف لا يطابق محتواه');
  await owner.look('a broken signature');
  await owner.page.locator('input[type="file"]').setInputFiles(file(text));
  await owner.press('اقرأ الملف');
  await owner.reads('لم يؤكده أحد هنا بعد');
  await owner.look('who signed');
  await owner.fits(360);
  await owner.write('البصمة كما أبلغتك بها الجهة', print);
  await owner.press('استورده تصميمًا');
  await owner.reads('استُوردت الخدمة تصميمًا.');

  const english = await come({ language: 'en', width: 1440 });
  await signIn(english, 'administrator-1', `${DESIGN}?view=flow`);
  await english.look();
  await english.fits(360);
  await english.open(`${DESIGN}/simulation`);
  await english.open(`${DESIGN}/versions`);
  await english.open(`${DESIGN}/part?at=service.caseType.clocks.correctionTime`);
  await english.fits(360);
  await ask(english, 'GET', `/service-designs/${CODE}`);
});
