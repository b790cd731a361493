// Long because one application is followed through its whole life, and every other end besides.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#kernel/problem.ts';
import type { CaseView } from '#modules/cases/api.ts';
import type { StatementView } from '#modules/payments/api.ts';
import { rows, sql } from '#platform/db.ts';
import examples from '../../../e-services/commercial-licence/examples.json' with { type: 'json' };
import definition from '../../../e-services/commercial-licence/service.json' with { type: 'json' };
import offers from '../../../tenants/eastern/services.json' with { type: 'json' };
import { type City, startCity } from '../../../tests/support/city.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type { ApplicationSheet, ApplicationView, DraftView, MyApplications } from './api.ts';

let city: City;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');
const ONE_PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

beforeAll(async () => {
  city = await startCity({ now: () => now });
  for (const code of [
    'resident-1',
    'resident-2',
    'officer-market',
    'crew-market',
    'officer-roads',
    'supervisor-1',
    'finance-1',
  ]) {
    await city.signIn(code);
  }
});
afterAll(() => city.close());

const call = <O>(who: string, operation: string, input: unknown, tenant = city.eastern): Promise<O> =>
  city.callAs(who, operation, input, tenant);
const codesOf = (problem: Problem) => problem.fields.map(({ path, code }) => `${path} ${code}`);

const upload = (who: string) =>
  call<{ id: string }>(who, 'documents.upload-photo', {
    bytes: ONE_PIXEL,
    fileName: 'x.png',
    declaredType: 'image/png',
  });

type Input = Record<string, unknown>;
const pages = definition.pages;
const isFile = (key: string) => ['shopPhotos', 'safetyReport', 'cleaningContract'].includes(key);

/** Fills in a draft page by page, as the pages of the portal do. */
async function write(who: string, input: Input): Promise<DraftView> {
  const { id } = await call<{ id: string }>(who, 'services.start-draft', { service: 'commercial-licence' });
  let version = 1;
  for (const { key, fields } of pages) {
    const given = Object.entries(input).filter(([field]) => fields.includes(field));
    const files: Record<string, { id: string }[]> = {};
    for (const [field] of given) if (isFile(field)) files[field] = [{ id: (await upload(who)).id }];
    const saved = await call<{ version: number }>(who, 'services.save-page', {
      id,
      page: key,
      input: Object.fromEntries(given.filter(([field]) => !isFile(field))),
      files,
      version,
    });
    version = saved.version;
  }
  return call<DraftView>(who, 'services.get-draft', { id });
}
const send = (who: string, { id, service }: DraftView) =>
  call<{ id: string; number: string; dueAt: string }>(who, 'services.submit-draft', {
    id,
    declared: true,
    serviceVersion: service.version,
  });
const [restaurant, bookshop] = examples.good.map(({ input }) => input as Input);
/** Pays the bill of an application, as the biller would tell it. */
async function payBill(id: string): Promise<void> {
  type Bills = { items: { number: string; total: number; subject: { id: string } }[] };
  const { items } = await call<Bills>('resident-1', 'payments.list-own-bills', {});
  const { number, total } = items.find(({ subject }) => subject.id === id)!;
  const line = `TEST${number},${number},${(total / 100).toFixed(2)},SAR,${now},atm`;
  const text = `transactionNumber,billNumber,amount,currency,paidAt,channel\n${line}\nTOTAL,1,${(total / 100).toFixed(2)}\n`;
  const day = now.toString().slice(0, 10);
  const { id: statement } = await call<{ id: string }>('finance-1', 'payments.import-statement', { day, text });
  const view = await call<StatementView>('finance-1', 'payments.get-statement', { id: statement });
  const reason = 'سداد نموذجي لم يصل إشعاره.';
  for (const one of view.items)
    await call('finance-1', 'payments.settle-difference', { id: one.id, outcome: 'counted', reason });
  await city.settle();
  await city.runJob('services.payments');
}
const act = (who: string, id: string, action: string, input: Input = {}, version: number | null = null) =>
  call<{ state: string; version: number }>(who, 'services.act', { id, action, input, version });
const mine = (who: string, id: string) => call<ApplicationView>(who, 'services.get-application', { id });

describe('writing an application', () => {
  test('is saved page by page, and says what it costs before it is sent', async () => {
    const draft = await write('resident-1', restaurant!);
    expect(draft.complete).toBe(true);
    expect(draft.data).toMatchObject({ tradeName: 'مطعم نموذج', risk: 'high', immediate: false });
    expect(draft.fee?.total).toBe(288_000);
    expect(draft.fee?.lines[0]?.reason?.ar).toBe('120 م² × 7 ريال للمتر × 2 (عدد السنوات)');
    expect(draft.files.shopPhotos).toHaveLength(1);
    expect(draft.unmet).toEqual([]);
  });

  test('a page is refused whole, each wrong answer at its field', async () => {
    const { id } = await call<{ id: string }>('resident-1', 'services.start-draft', { service: 'commercial-licence' });
    const wrong = { crNumber: '123', tradeName: '' };
    const problem = await refusalOf(
      call('resident-1', 'services.save-page', { id, page: 'establishment', input: wrong, version: 1 }),
    );
    expect(problem.code).toBe('request.invalid');
    expect(codesOf(problem)).toEqual(['input.crNumber not-cr', 'input.tradeName required']);
    const outside = { location: { longitude: 10, latitude: 10 }, tenure: 'owned', deedNumber: '310000000001' };
    const place = await refusalOf(
      call('resident-1', 'services.save-page', { id, page: 'place', input: outside, version: 1 }),
    );
    expect(codesOf(place)).toEqual(['input.location outside']);
  });

  test('asks what follows from an answer on the same page, and keeps what was answered', async () => {
    const { id } = await call<{ id: string }>('resident-1', 'services.start-draft', { service: 'commercial-licence' });
    const input = { location: { longitude: 50.1, latitude: 26.42 }, tenure: 'leased' };
    const first = await call<{ more: boolean; next: string; version: number }>('resident-1', 'services.save-page', {
      id,
      page: 'place',
      input,
      version: 1,
    });
    expect(first).toMatchObject({ more: true, next: 'place' });
    const draft = await call<DraftView>('resident-1', 'services.get-draft', { id });
    expect(draft.data.tenure).toBe('leased');
    expect(draft.pages.find(({ key }) => key === 'place')?.fields.map(({ key }) => key)).toContain('leaseNumber');
  });

  test('names the cell of a table that is wrong', async () => {
    await city.signIn('delegate-1', { segment: 'business' });
    const { id } = await call<{ id: string }>('delegate-1', 'services.start-draft', { service: 'sidewalk-occupancy' });
    const input = { purpose: 'seating', items: [{ item: 'table', count: 6 }, { item: 'chair' }] };
    const dates = { fromDate: '2026-12-01', untilDate: '2027-02-28' };
    const page = { id, page: 'use', input: { ...input, ...dates }, version: 1 };
    const problem = await refusalOf(call('delegate-1', 'services.save-page', page));
    expect(codesOf(problem)).toEqual(['input.items.1.count required']);
    // A delegate writes in the name of the establishment: alone, they have no such draft.
    await city.signIn('delegate-1', { segment: 'individual' });
    expect((await refusalOf(call('delegate-1', 'services.get-draft', { id }))).status).toBe(404);
  });

  test('of two windows the second is told', async () => {
    const { id } = await call<{ id: string }>('resident-1', 'services.start-draft', { service: 'commercial-licence' });
    const page = { id, page: 'establishment', input: { crNumber: '0000000001', tradeName: 'نموذج' }, version: 1 };
    await call('resident-1', 'services.save-page', page);
    expect((await refusalOf(call('resident-1', 'services.save-page', page))).code).toBe('services.changed-meanwhile');
  });

  test('is nobody else’s, and is stored so that nobody else can read it', async () => {
    const draft = await write('resident-1', bookshop!);
    for (const operation of ['services.get-draft', 'services.discard-draft']) {
      const problem = await refusalOf(call('resident-2', operation, { id: draft.id }));
      expect(problem.code).toBe('services.draft-not-found');
    }
    const stored = await city.database.transaction(city.eastern.id, (tx) =>
      rows<{ text: string }>(
        tx,
        sql`select row_to_json(d)::text as text from services.draft d
                                     where d.tenant_id = platform.current_tenant() and d.id = ${draft.id}`,
      ),
    );
    expect(stored[0]!.text).not.toContain('310000000001');
  });

  test('is for those it is meant for', async () => {
    const problem = await refusalOf(call('resident-1', 'services.start-draft', { service: 'sidewalk-occupancy' }));
    expect(problem.code).toBe('services.wrong-segment');
    expect((await refusalOf(call('resident-1', 'services.start-draft', { service: 'no-such' }))).status).toBe(404);
  });
});

describe('sending', () => {
  test('needs all of it, and the declaration', async () => {
    const { id } = await call<{ id: string }>('resident-1', 'services.start-draft', { service: 'commercial-licence' });
    const { service } = await call<DraftView>('resident-1', 'services.get-draft', { id });
    const asked = { id, declared: true, serviceVersion: service.version };
    const problem = await refusalOf(call('resident-1', 'services.submit-draft', asked));
    expect(problem.code).toBe('services.incomplete');
    expect(codesOf(problem)).toContain('input.crNumber required');
    const whole = await write('resident-1', bookshop!);
    const without = { id: whole.id, declared: false, serviceVersion: whole.service.version };
    expect((await refusalOf(call('resident-1', 'services.submit-draft', without))).code).toBe('services.not-declared');
    const stale = { id: whole.id, declared: true, serviceVersion: whole.service.version + 1 };
    expect((await refusalOf(call('resident-1', 'services.submit-draft', stale))).code).toBe('services.terms-changed');
  });

  test('refuses what does not meet the conditions, with the reason', async () => {
    const draft = await write('resident-1', { ...restaurant!, floorArea: 12 });
    expect(draft.unmet).toHaveLength(1);
    const problem = await refusalOf(send('resident-1', draft));
    expect(problem.code).toBe('services.not-eligible');
    expect(problem.fields[0]?.text.ar).toContain('الحد الأدنى');
  });

  test('opens a case with a number, a team and a deadline, and only once', async () => {
    const draft = await write('resident-1', restaurant!);
    const receipt = await send('resident-1', draft);
    expect(receipt.number).toMatch(/^CML-2026-001-\d{6}-\d\d$/);
    // Five working days from a Sunday morning.
    expect(receipt.dueAt.slice(0, 10)).toBe('2026-11-29');
    const again = await refusalOf(send('resident-1', draft));
    expect(again.code).toBe('services.already-sent');
    expect(again.text.en).toContain(receipt.number);
    const application = await mine('resident-1', receipt.id);
    expect(application).toMatchObject({ state: 'review', category: 'open', team: { ar: expect.any(String) } });
    expect(application.fee?.total).toBe(288_000);
    const list = await call<MyApplications>('resident-1', 'services.list-mine', {});
    expect(list.applications.map(({ number }) => number)).toContain(receipt.number);
    expect(list.drafts.map(({ id }) => id)).not.toContain(draft.id);
  });
});

describe('handling', () => {
  let id: string;
  beforeAll(async () => {
    id = (await send('resident-1', await write('resident-1', restaurant!))).id;
  });

  test('is the team’s: others see nothing of it', async () => {
    const { items } = await call<{ items: { id: string }[] }>('officer-market', 'cases.list-cases', {
      type: ['commercialLicence', 'sidewalkOccupancy'],
    });
    expect(items.map((item) => item.id)).toContain(id);
    expect((await refusalOf(call('officer-roads', 'services.get-sheet', { id }))).status).toBe(404);
    expect((await refusalOf(act('officer-roads', id, 'approve'))).status).toBe(404);
    expect((await refusalOf(act('resident-1', id, 'approve'))).code).toBe('cases.not-permitted');
    expect((await refusalOf(mine('resident-2', id))).code).toBe('services.application-not-found');
  });

  test('the office reads what was said and who said it, and that is on record', async () => {
    const sheet = await call<ApplicationSheet>('officer-market', 'services.get-sheet', { id });
    expect(sheet.pages.map(({ key }) => key)).toEqual(pages.map(({ key }) => key));
    expect(sheet.applicant?.ar).toBe('ساكن نموذجي');
    const view = await call<CaseView>('officer-market', 'cases.get-case', { id });
    expect(view.data).toMatchObject({ tradeName: 'مطعم نموذج', contactMobile: '+966500000000' });
  });

  test('a correction opens only what was named; the clock stands still; the fee follows', async () => {
    await act('officer-market', id, 'askCorrection', {
      fields: ['floorArea'],
      message: 'المساحة لا تطابق عقد الإيجار؛ أدخل المساحة المؤجرة.',
    });
    const asked = await mine('resident-1', id);
    expect(asked).toMatchObject({ state: 'correction', correction: { fields: ['floorArea'] } });
    expect(asked.clocks.find(({ key }) => key === 'norm')?.status).toBe('paused');
    expect(asked.timeline.at(-1)?.title.ar).toBe('إعادة الطلب لاستكمال بيانات');
    const more = await refusalOf(act('resident-1', id, 'correct', { floorArea: 100, tradeName: 'غيره' }));
    expect(codesOf(more)).toContain('input.tradeName unknown');
    await act('resident-1', id, 'correct', { floorArea: 100 }, asked.version);
    const corrected = await mine('resident-1', id);
    expect(corrected).toMatchObject({ state: 'review', correction: null, data: { floorArea: 100 } });
    expect(corrected.fee?.total).toBe(260_000);
    expect(corrected.clocks.find(({ key }) => key === 'norm')?.status).toBe('running');
  });

  test('a risky activity is inspected first, by somebody other than who approves', async () => {
    expect((await refusalOf(act('officer-market', id, 'approve'))).code).toBe('cases.condition-not-met');
    await act('officer-market', id, 'sendToInspection');
    const notMet = { inspectedOn: '2026-11-22', inspectionOutcome: 'notMet' };
    expect(codesOf(await refusalOf(act('crew-market', id, 'recordInspection', notMet)))).toEqual([
      'input.findings rule',
    ]);
    await act('crew-market', id, 'recordInspection', { inspectedOn: '2026-11-22', inspectionOutcome: 'met' });
    expect((await refusalOf(act('crew-market', id, 'approve'))).code).toBe('cases.four-eyes');
    const { state } = await act('officer-market', id, 'approve', { conditions: 'الالتزام بمواعيد العمل المعلنة.' });
    expect(state).toBe('payment');
  });

  test('is issued when its bill was paid, by nobody’s hand, and is valid for the term', async () => {
    const paid = { receiptNumber: '123456', paidOn: '2026-11-22', paidAmount: { amount: 260_000, currency: 'SAR' } };
    expect((await refusalOf(act('officer-market', id, 'recordPayment', paid))).code).toBe('cases.not-permitted');
    await payBill(id);
    const issued = await mine('resident-1', id);
    expect(issued).toMatchObject({ state: 'issued', category: 'closed', result: { result: 'issued' } });
    expect(issued.data).toMatchObject({ validFrom: '2026-11-22', validUntil: '2028-11-22' });
    expect(issued.actions).toEqual([]);
  });

  test('the applicant is told each time, in words of the service', async () => {
    await city.settle();
    const told = await city.database.transaction(city.eastern.id, (tx) =>
      rows<{ notice: string }>(
        tx,
        sql`select notice from notifications.message
        where tenant_id = platform.current_tenant() and case_id = ${id}`,
      ),
    );
    expect(told.map(({ notice }) => notice).sort()).toEqual([
      'applicationIssued',
      'applicationReceived',
      'correctionAsked',
      'feeDue',
    ]);
  });
});

describe('other ends', () => {
  const fresh = async (input = restaurant!) => (await send('resident-1', await write('resident-1', input))).id;

  test('a refusal names its ground; an objection is decided by somebody else', async () => {
    const id = await fresh();
    await act('officer-market', id, 'refuse', {
      refusalGround: 'zoning',
      refusalReason: 'الموقع في شارع سكني لا يسمح مخططه المعتمد بهذا النشاط.',
    });
    const refused = await mine('resident-1', id);
    expect(refused).toMatchObject({ state: 'refused', result: { result: 'refused' } });
    expect(refused.grounds.map(({ title, text }) => [title.en, text.ar])).toEqual([
      ['Legal ground of the refusal', expect.stringMatching(/\S{3,}/)],
    ]);
    expect(refused.clocks.find(({ key }) => key === 'objectionTime')?.dueAt?.slice(0, 10)).toBe('2027-01-21');
    await act('resident-1', id, 'object', { objection: 'الشارع تجاري وفق المخطط المرفق بالعقد ولدي ما يثبت ذلك.' });
    const answer = { objectionAnswer: 'ثبت أن الشارع تجاري فيعاد النظر في الطلب.' };
    expect((await refusalOf(act('officer-market', id, 'upholdObjection', answer))).code).toBe('cases.four-eyes');
    expect((await mine('resident-1', id)).result?.result).toBe('refused');
    expect((await act('supervisor-1', id, 'upholdObjection', answer)).state).toBe('review');
    // What was refused is decided anew: the refusal stands no longer.
    expect(await mine('resident-1', id)).toMatchObject({ result: null, grounds: [] });
  });

  test('the applicant may withdraw while nothing is issued', async () => {
    const id = await fresh();
    expect((await act('resident-1', id, 'withdraw')).state).toBe('withdrawn');
    expect((await refusalOf(act('resident-1', id, 'withdraw'))).code).toBe('cases.not-in-this-state');
  });

  test('an immediate activity is approved by the program; what is not paid in time lapses', async () => {
    const id = await fresh(bookshop!);
    now = now.add({ minutes: 5 });
    await city.asSystem('cases.tick-clocks', {});
    const approved = await mine('resident-1', id);
    expect(approved).toMatchObject({ state: 'payment', category: 'waiting' });
    expect(approved.timeline.at(-1)).toMatchObject({ by: 'system' });
    now = now.add({ hours: 24 * 31 });
    await city.asSystem('cases.tick-clocks', {});
    expect((await mine('resident-1', id)).state).toBe('lapsed');
  });

  test('a draft nobody comes back to is removed', async () => {
    const { id } = await call<{ id: string }>('resident-2', 'services.start-draft', { service: 'health-certificate' });
    expect(await city.asSystem('services.drop-drafts', {})).toEqual({ dropped: expect.any(Number) });
    await call('resident-2', 'services.get-draft', { id });
    now = now.add({ hours: 24 * 91 });
    await city.asSystem('services.drop-drafts', {});
    expect((await refusalOf(call('resident-2', 'services.get-draft', { id }))).status).toBe(404);
  });
});

test('a tenant offers what its own folder lists', async () => {
  const services = async (tenant: typeof city.eastern) =>
    (await call<{ services: { id: string }[] }>('nobody', 'services.list-services', {}, tenant)).services.map(
      ({ id }) => id,
    );
  expect((await services(city.eastern)).sort()).toEqual(offers.services.map(({ id }) => id).sort());
  expect(await services(city.boston)).toEqual([]);
});

test('an application of before bills were made goes on as its own version says', async () => {
  const { payment: _, ...rest } = structuredClone(definition) as typeof definition & { payment: unknown };
  const { recordPayment } = rest.caseType.flow.actions;
  recordPayment.by = ['team'];
  const offer = (
    await import('../../../tenants/eastern/services.json', { with: { type: 'json' } })
  ).default.services.find((one) => one.id === definition.id);
  const { default: activities } = await import('../../../e-services/activities.json', { with: { type: 'json' } });
  const { default: documents } = await import('../../../e-services/commercial-licence/documents.json', {
    with: { type: 'json' },
  });
  const publish = (service: object) =>
    city.asSystem('services.put-service', { id: definition.id, service: { ...service, documents }, offer, activities });
  await publish(rest);
  const { id } = await send('resident-1', await write('resident-1', bookshop!));
  await publish(definition);
  now = now.add({ minutes: 5 });
  await city.asSystem('cases.tick-clocks', {});
  const { fee } = await mine('resident-1', id);
  const paid = { receiptNumber: '123456', paidOn: '2026-11-22', paidAmount: { amount: fee!.total, currency: 'SAR' } };
  expect((await act('officer-market', id, 'recordPayment', paid)).state).toBe('issued');
  const { items } = await call<{ items: { subject: { id: string } }[] }>('resident-1', 'payments.list-own-bills', {});
  expect(items.map(({ subject }) => subject.id)).not.toContain(id);
});

test('what was corrected by any way in is paid for', async () => {
  const { id } = await send('resident-1', await write('resident-1', restaurant!));
  await act('officer-market', id, 'askCorrection', { fields: ['floorArea'], message: 'أدخل المساحة المؤجرة فعلا.' });
  // Straight at the engine, past this module's own operation.
  await call('resident-1', 'cases.act', { id, action: 'correct', input: { floorArea: 200 } });
  expect((await mine('resident-1', id)).fee?.total).toBe(400_000);
});

test('a correction by any way in gives no number of another establishment', async () => {
  await city.signIn('delegate-1', { segment: 'business' });
  const own = { ...restaurant!, crNumber: '0000000001' };
  const { id } = await send('delegate-1', await write('delegate-1', own));
  await act('officer-market', id, 'askCorrection', { fields: ['crNumber'], message: 'راجع رقم السجل التجاري.' });
  const other = { id, action: 'correct', input: { crNumber: '0000000002' } };
  expect(codesOf(await refusalOf(call('delegate-1', 'services.act', other)))).toEqual(['input.crNumber not-theirs']);
  expect(codesOf(await refusalOf(call('delegate-1', 'cases.act', other)))).toEqual(['input.crNumber not-theirs']);
  await act('delegate-1', id, 'correct', { crNumber: '0000000001' });
  expect((await mine('delegate-1', id)).state).toBe('review');
});

test('photos of a draft that was discarded, and those taken out of one, are let go', async () => {
  const draft = await write('resident-1', bookshop!);
  const [kept] = draft.files.shopPhotos!;
  const stateOf = async () =>
    (
      await city.database.transaction(city.eastern.id, (tx) =>
        rows<{ state: string }>(
          tx,
          sql`select state from documents.file
        where tenant_id = platform.current_tenant() and id = ${kept!.id}`,
        ),
      )
    )[0]?.state;
  expect(await stateOf()).toBe('attached');
  const another = await upload('resident-1');
  await call('resident-1', 'services.save-page', {
    id: draft.id,
    page: 'sign',
    input: { signArea: 4 },
    files: { shopPhotos: [{ id: another.id }] },
    version: draft.version,
  });
  expect(await stateOf()).toBe('pending');
  await call('resident-1', 'services.discard-draft', { id: draft.id });
  expect((await refusalOf(call('resident-1', 'services.get-draft', { id: draft.id }))).status).toBe(404);
});
