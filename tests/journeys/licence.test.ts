import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { askDatabase } from '../faults/app.ts';
import { city, journey, useBrowser } from './browser.ts';
import { attach, begin, goOn, send } from './handling.ts';
import { payAtBank, until } from './paying.ts';
import { signIn } from './people.ts';
import { ask } from './records.ts';

useBrowser();

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, '../../tools/verify-document.mjs');

/** What the program that stands alone says of a document, from the text of its code and files that anybody may keep. */
async function withoutNetwork(scanned: string, pdf: Uint8Array, statement: string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'amanah-verifying-'));
  try {
    const kept = async (path: string) => {
      const answer = await fetch(`${city().url}${path}`);
      const name = join(folder, path.replaceAll('/', '-'));
      writeFileSync(name, new Uint8Array(await answer.arrayBuffer()));
      return name;
    };
    const files = ['--keys', await kept('/.well-known/jwks.json'), '--status', await kept('/documents/status/0')];
    writeFileSync(join(folder, 'licence.pdf'), pdf);
    const stated = ['--file', join(folder, 'licence.pdf'), '--statement', statement];
    return JSON.parse((await run(process.execPath, [SCRIPT, scanned, ...files, ...stated, '--json'])).stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

journey(
  'A resident applies for a shop licence by phone without JavaScript, corrects the one wrong field, and gets it',
  async (come) => {
    const resident = await come({ language: 'ar', width: 360, scripts: false });
    await signIn(resident, 'resident-1', '/services/commercial-licence/start');
    await resident.sees('إصدار رخصة تجارية');
    await resident.press('ابدأ طلبًا جديدًا');

    await resident.sees('المنشأة');
    await goOn(resident);
    await resident.reads('هذه الخانة مطلوبة.');
    await resident.look('nothing given');
    await resident.write('رقم السجل التجاري', '٠٠٠٠٠٠٠٠٠٢');
    await resident.write('الاسم التجاري على اللوحة', 'مطعم نموذج للرحلة');
    await goOn(resident);

    await resident.sees('النشاط');
    await resident.page.getByLabel('النشاط الرئيس').selectOption({ label: 'مطعم أو مطبخ وجبات' });
    await resident.write('مساحة المحل بالمتر المربع', '120');
    await resident.write('عدد العاملين', '8');
    await goOn(resident);

    await resident.sees('الموقع');
    await resident.write('ابحث باسم الحي أو المعلم', 'مجمع الدمام');
    await resident.press('بحث');
    await resident.look('found');
    await resident.press(/مجمع الدمام الطبي/);
    await resident.reads('الموقع المختار');
    await resident.page.getByLabel('مستأجر بعقد موثق').check();
    await goOn(resident);
    await resident.reads('أسئلة أخرى بحسب إجابتك');
    await resident.look('more asked');
    await resident.write('رقم عقد الإيجار الموثق', '1000000001');
    await goOn(resident);

    await resident.sees('اللوحة والسلامة');
    await resident.write('مساحة اللوحة بالمتر المربع', '6');
    for (const field of ['shopPhotos', 'safetyReport', 'cleaningContract']) await attach(resident, field);
    await goOn(resident);

    await resident.sees('المدة والتواصل');
    await resident.page.getByLabel('2', { exact: true }).check();
    await resident.write('جوال المسؤول عن المحل', '0500000000');
    await goOn(resident);

    await resident.sees('راجع طلبك قبل إرساله');
    await resident.reads('120 م² × 7 ريال للمتر × 2 (عدد السنوات)');
    await resident.reads('2,880.00');
    await resident.press('أرسل الطلب');
    await resident.reads('أكد الإقرار قبل إرسال الطلب.');
    await resident.look('not declared');
    await resident.page.getByLabel('أقر بما سبق وألتزم به').check();
    await resident.press('أرسل الطلب');

    await resident.sees('إصدار رخصة تجارية');
    const number = (await resident.page.locator('.number').first().textContent()) ?? '';
    expect(number).toMatch(/^CML-\d{4}-001-\d{6}-\d\d$/);
    expect(await resident.words(), 'the deadline in both calendars').toMatch(/\d{4} · \d{1,2} [^·]+ 14\d\d ?هـ/);
    const address = new URL(resident.page.url()).pathname.replace(/^\/ar/, '');
    const id = address.split('/').at(-1)!;

    const officer = await come({ language: 'ar', width: 1440 });
    await signIn(officer, 'officer-market', '/office/applications');
    await officer.sees('طلبات الخدمات');
    await officer.page.getByRole('row').filter({ hasText: number }).getByRole('link').first().click();
    await officer.sees('إصدار رخصة تجارية');
    await officer.reads('مطعم نموذج للرحلة');
    await begin(officer, 'إعادة الطلب لاستكمال بيانات');
    await officer.look('asks for a correction');
    await officer.page.getByLabel('مساحة المحل بالمتر المربع').check();
    await officer.write('المطلوب من مقدم الطلب', 'المساحة لا تطابق عقد الإيجار؛ أدخل المساحة المؤجرة.');
    await send(officer, 'إعادة الطلب لاستكمال بيانات');
    await officer.reads('بانتظار استكمال مقدم الطلب');

    await resident.open(address);
    await resident.reads('المساحة لا تطابق عقد الإيجار؛ أدخل المساحة المؤجرة.');
    expect(await resident.page.locator('#correct input[name^="input."]').count(), 'only the field named').toBe(1);
    await resident.look('a correction is asked');
    await resident.write('مساحة المحل بالمتر المربع', '100');
    await resident.press('أرسل التصحيح');
    await resident.reads('2,600.00');

    await officer.open(`/office/applications/${id}`);
    await begin(officer, 'إحالة للمعاينة الميدانية');
    await send(officer, 'إحالة للمعاينة الميدانية');
    const inspector = await come({ language: 'ar', width: 360 });
    await signIn(inspector, 'crew-market', `/office/applications/${id}`);
    await begin(inspector, 'تسجيل نتيجة المعاينة');
    await inspector.look('records an inspection');
    await inspector.page.getByLabel('تاريخ المعاينة').fill(new Date().toISOString().slice(0, 10));
    await inspector.page.getByLabel('الاشتراطات مستوفاة', { exact: true }).check();
    await send(inspector, 'تسجيل نتيجة المعاينة');
    await officer.open(`/office/applications/${id}`);
    await begin(officer, 'الموافقة على الطلب');
    await send(officer, 'الموافقة على الطلب');
    await resident.open(address);
    await resident.reads('فاتورة الطلب');
    await resident.look('to be paid');
    await resident.press('الفاتورة وطريقة السداد');
    await resident.reads('2,600.00');
    await payAtBank(resident);
    await resident.look('paid');
    await until(resident, address, 'صدرت الرخصة التجارية');

    await resident.open(address);
    await resident.reads('صدرت الرخصة التجارية');
    await resident.look('issued');

    const english = await come({ language: 'en', width: 1440 });
    await signIn(english, 'resident-1', '/account/applications');
    await english.sees('My applications');
    await english.open(address, 'Issue a commercial licence');
    await english.reads('Licence issued');
    await english.press('Open the document');
    await english.sees('Commercial Licence');
    await english.look('the licence on a card');
    const download = english.page.waitForEvent('download');
    await english.page.getByRole('link', { name: 'Download the PDF' }).click();
    const bytes = readFileSync(await (await download).path());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const licence = (await english.page.locator('.number').first().textContent()) ?? '';
    const code = (await english.page.locator('dd .number').last().textContent()) ?? '';

    const kept = new URL(english.page.url()).pathname.split('/').at(-1);
    const { card } = await ask<{ card: { scan: string } }>(english, 'GET', `/my/documents/${kept}`);
    const passerBy = await come({ language: 'en', width: 360, scripts: false });
    await passerBy.page.goto(card.scan);
    await passerBy.look('scanned by a phone');
    expect(await passerBy.words()).toContain(licence);
    const statement = (await passerBy.page.locator('details code').last().textContent()) ?? '';
    const said = await withoutNetwork(card.scan, bytes, statement.trim());
    expect(said).toMatchObject({ result: 'valid', notes: ['the file is the one that was issued'] });

    await english.write('Whom is the link for?', 'Sample landlord');
    await english.press('Make the link');
    await english.reads('The link is ready.');
    const shared = new URL((await english.page.locator('a.link').textContent()) ?? '').pathname.replace(/^\/en/, '');

    const stranger = await come({ language: 'ar', width: 360, scripts: false });
    await stranger.open('/verify');
    await stranger.look('verify by hand');
    await stranger.write('رقم الوثيقة', licence);
    await stranger.write('رمز التحقق', 'AAAA2222');
    await stranger.press('تحقق');
    await stranger.reads('لا تطابق أي وثيقة');
    await stranger.write('رمز التحقق', code);
    await stranger.press('تحقق');
    await stranger.reads('صدرت من هذه الجهة وهي سارية اليوم.');
    await stranger.reads('مطعم نموذج للرحلة');
    await stranger.look('valid');
    await stranger.open(shared, 'وثيقة شاركها صاحبها معك');
    await stranger.look('shared');
    await english.press(/End the link/);
    await english.reads('The link has ended');
    expect((await stranger.page.goto(stranger.address(shared)))?.status()).toBe(404);

    // A month before its end the office offers the renewal, and the holder accepts what was prepared.
    await askDatabase(city().dataDir, 'update documents.issued set valid_until = current_date + 30 where number = $1', [
      licence,
    ]);
    await officer.open('/office/renewals', 'عروض التجديد');
    await officer.reads(licence);
    await officer.press('اعرض التجديد الآن');
    await officer.sees('سير عرض التجديد');
    await until(officer, new URL(officer.page.url()).pathname.replace(/^\/ar/, ''), 'اكتمل');
    await officer.look('offered');
    await english.open('/account/documents', 'My documents');
    await english.page.getByRole('link', { name: licence }).first().click();
    await english.sees('Your renewal is ready');
    const offer = new URL(english.page.url()).pathname.replace(/^\/en/, '');
    await resident.open(offer, 'تجديد رخصتك جاهز');
    await resident.reads(licence);
    await resident.press('أقبل، وأكمل الإرسال');
    await resident.sees('السلامة ومدة التجديد');
    await attach(resident, 'safetyReport');
    await goOn(resident);
    await resident.sees('راجع طلبك قبل إرساله');
    await resident.page.getByLabel('أقر بما سبق وألتزم به').check();
    await resident.press('أرسل الطلب');
    await resident.sees('تجديد رخصة تجارية');
    const renewal = new URL(resident.page.url()).pathname.replace(/^\/ar/, '');
    await officer.open(`/office/applications/${renewal.split('/').at(-1)}`);
    await begin(officer, 'الموافقة على الطلب');
    await officer.look('decides from the lists');
    await officer.page.getByLabel('توفير مدخل لذوي الإعاقة خلال ثلاثين يومًا.').check();
    await send(officer, 'الموافقة على الطلب');
    await resident.open(renewal);
    await resident.press('الفاتورة وطريقة السداد');
    await payAtBank(resident);
    await until(resident, renewal, 'سارية من');
    await officer.open('/office/renewals/offers?service=commercial-licence-renewal', 'العروض وما صار إليها');
    await officer.reads('جُددت');

    await english.open('/account/documents');
    await english.page.getByRole('link', { name: 'Commercial Licence' }).last().click();
    await english.reads('Renewed by');
    await english.look('renewed');
    await stranger.open('/verify');
    await stranger.write('رقم الوثيقة', licence);
    await stranger.write('رمز التحقق', code);
    await stranger.press('تحقق');
    await stranger.reads('جُددت بالوثيقة');
    await stranger.look('renewed');
  },
);
