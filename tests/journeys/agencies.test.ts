import { journey, useBrowser } from './browser.ts';
import { signIn } from './people.ts';

useBrowser();

journey('A resident has a form filled in from the commercial register, and sees that it was asked', async (come) => {
  const resident = await come({ language: 'ar', width: 360, scripts: false });
  await signIn(resident, 'resident-2', '/services/commercial-licence/start');
  await resident.press('ابدأ طلبًا جديدًا');
  await resident.write('رقم السجل التجاري', '٠٠٠٠٠٠٠٠٠١');
  await resident.press('جلب البيانات من السجل التجاري');
  await resident.reads('لا نسأل الجهة عنك إلا بموافقتك.');
  await resident.look('not agreed');
  await resident.page.getByLabel(/أوافق على سؤال وزارة التجارة/).check();
  await resident.press('جلب البيانات من السجل التجاري');
  await resident.reads('من السجل التجاري');
  await resident.reads('صاحب منشأة نموذجي');
  await resident.look('fetched');
  await resident.press('حفظ ومتابعة', resident.page.locator('.buttons'));
  await resident.sees('النشاط');
  await resident.page.goto(resident.address('/account/data'));
  await resident.reads('الجهات التي سُئلت عنك');
  await resident.reads('وزارة التجارة');

  const steward = await come({ language: 'en', width: 1440 });
  await signIn(steward, 'steward-1', '/office/exchange-log');
  await steward.sees('Exchange log');
  await steward.press(/An establishment by its registration number/);
  await steward.reads('As the ledger sealed it');
  await steward.look('entry');
  await steward.press('Open the text');
  await steward.reads('GET /commercial-registration/fullinfo/0000000001');
  await steward.look('opened');
});

journey('An agency is broken: the form is typed, nobody is held up, and the operator sees it', async (come) => {
  const operator = await come({ language: 'en', width: 1440 });
  await signIn(operator, 'integration-1', '/office/administration/connectors');
  await operator.press(/National address/);
  await operator.page.getByLabel('Broken: garbage, half answers, errors').check();
  await operator.press('Change');
  await operator.reads('The simulator answers otherwise now.');
  await operator.look('broken');

  const resident = await come({ language: 'en', width: 360, scripts: false });
  await signIn(resident, 'resident-3', '/services/commercial-licence/start');
  await resident.press('Begin a new application');
  const draft = resident.page.url().replace(/\/[^/]+$/, '');
  await resident.page.goto(`${draft}/place`);
  await resident.write('Short national address', 'KHBB2345');
  await resident.page.getByLabel(/I agree that the Saudi Post/).check();
  await resident.press('Fetch from: National address');
  await resident.reads('Cannot be reached just now: National address');
  await resident.look('down');

  await operator.page.getByLabel('It answers', { exact: true }).check();
  await operator.press('Change');
  await operator.reads('The simulator answers otherwise now.');
  if (await operator.page.getByRole('button', { name: 'Resume now, without waiting' }).isVisible()) {
    await operator.press('Resume now, without waiting');
  }
  await resident.press('Try again');
  await resident.reads('Source: National address');
  await resident.look('back');
});
