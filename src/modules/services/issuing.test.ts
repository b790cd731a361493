// Long because the life of one document is followed from its issue to its end, by everybody it concerns.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentCheck, MyDocument, MyDocuments, SharedDocument } from '#modules/documents/api.ts';
import { rows, sql } from '#platform/db.ts';
import health from '../../../e-services/health-certificate/examples.json' with { type: 'json' };
import { type City, startCity } from '../../../tests/support/city.ts';
import { payer } from '../../../tests/support/paying.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import { samplePdf } from '../documents/pdf.fixture.ts';
import type { ApplicationSheet, ApplicationView, DraftView } from './api.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, '..', '..', '..', 'tools', 'verify-document.mjs');
const ONE_PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const NAME = 'عامل نموذجي للتجربة';
const IQAMA = '2000000006';

let city: City;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'amanah-issuing-'));
  city = await startCity({ now: () => now, environment: { CHROMIUM: '/nowhere/chromium' } });
  for (const code of [
    'resident-1',
    'resident-2',
    'officer-health',
    'supervisor-1',
    'administrator-1',
    'steward-1',
    'finance-1',
  ]) {
    await city.signIn(code);
  }
});
afterAll(async () => {
  await city.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);
const codeOf = async (work: Promise<unknown>): Promise<string> => (await refusalOf(work)).code;
const act = (who: string, id: string, action: string, input: object = {}) =>
  call<{ state: string }>(who, 'services.act', { id, action, input });

const payBill = payer(() => ({ city, call, now }));

/** An application for a health certificate, approved and paid: the certificate is issued. */
async function certificate(who = 'resident-1'): Promise<string> {
  const { id } = await call<{ id: string }>(who, 'services.start-draft', { service: 'health-certificate' });
  const { pages } = await call<DraftView>(who, 'services.get-draft', { id });
  const given: Record<string, unknown> = { ...health.good[0]!.input };
  const file = await call<{ id: string }>(who, 'documents.upload-photo', {
    bytes: ONE_PIXEL,
    fileName: 'x.png',
    declaredType: 'image/png',
  });
  const day = (days: number) =>
    now
      .subtract({ hours: 24 * days })
      .toString()
      .slice(0, 10);
  Object.assign(given, { testedOn: day(10), trainedOn: day(20), workerName: NAME, iqama: IQAMA });
  const { medicalReport: _, ...answers } = given;
  let version = 1;
  for (const { key } of pages) {
    const fields = (await call<DraftView>(who, 'services.get-draft', { id })).pages.find(
      (one) => one.key === key,
    )!.fields;
    for (let again = true; again; ) {
      const shown = (await call<DraftView>(who, 'services.get-draft', { id })).pages.find((one) => one.key === key)!;
      const asked = [...fields, ...shown.fields].map((field) => field.key);
      const input = Object.fromEntries(Object.entries(answers).filter(([field]) => asked.includes(field)));
      const files = asked.includes('medicalReport') ? { medicalReport: [{ id: file.id }] } : {};
      const saved = await call<{ version: number; more: boolean }>(who, 'services.save-page', {
        id,
        page: key,
        input,
        files,
        version,
      });
      version = saved.version;
      again = saved.more;
    }
  }
  const { service } = await call<DraftView>(who, 'services.get-draft', { id });
  const sent = { id, declared: true, serviceVersion: service.version };
  const { id: caseId } = await call<{ id: string }>(who, 'services.submit-draft', sent);
  await act('officer-health', caseId, 'approve');
  await payBill(who, caseId);
  return caseId;
}
const application = (who: string, id: string) => call<ApplicationView>(who, 'services.get-application', { id });
const documentOf = async (id: string, who = 'resident-1'): Promise<MyDocument> => {
  const [issued] = (await application(who, id)).documents;
  return call<MyDocument>(who, 'documents.get-mine', { id: issued!.id });
};
const check = (document: string) => call<DocumentCheck>('nobody', 'documents.verify', { document });
const byHand = (number: string, code: string) => call<DocumentCheck>('nobody', 'documents.verify', { number, code });

/** What the stand-alone script says of the text of a QR code, with the public files of this moment. */
async function offline(scanned: string, more: readonly string[] = []) {
  const get = async (path: string, name: string) => {
    const answer = await city.send({ method: 'GET', path });
    writeFileSync(join(folder, name), answer.body);
    return join(folder, name);
  };
  const keys = await get('/.well-known/jwks.json', 'keys.json');
  const status = await get('/documents/status/0', 'status.jwt');
  const given = [SCRIPT, scanned, '--keys', keys, '--status', status, '--at', now.toString(), '--json', ...more];
  try {
    return JSON.parse((await run(process.execPath, given)).stdout) as { result: string; notes: string[] };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout ? (JSON.parse(stdout) as { result: string; notes: string[] }) : { result: stderr.trim(), notes: [] };
  }
}

describe('a certificate that was issued', () => {
  let id: string;
  let mine: MyDocument;
  beforeAll(async () => {
    id = await certificate();
    mine = await documentOf(id);
  });

  test('has a number with check digits, the dates that were decided, and what its template says', () => {
    expect(mine.number).toMatch(/^HLT-2026-HCT-\d{6}-\d\d$/);
    expect(mine).toMatchObject({ standing: 'valid', validFrom: '2026-11-22', validUntil: '2027-11-22', version: 1 });
    expect(mine.card?.holder).toMatchObject({ name: NAME, identifiers: [{ value: '••••••0006' }] });
    expect(mine.card?.lines.map(({ value }) => value)).toContainEqual({
      ar: 'تحضير الأغذية أو تقديمها أو بيعها',
      en: 'Preparing, serving or selling food',
    });
    expect(mine.steps.map(({ step }) => step)).toEqual(['issued']);
  });

  test('fits a QR code that a phone reads from paper', () => {
    // 43 mm on paper: at 105 modules each is 0.4 mm wide.
    expect(mine.card!.qr.modules).toBeLessThanOrEqual(105);
  });

  test('is verified by its QR code and by hand, and tells no more than the public may know', async () => {
    const scanned = await check(mine.card!.scan);
    expect(scanned).toMatchObject({ standing: 'valid', number: mine.number, holder: 'ع••• ن••• ل•••', ground: null });
    expect(await byHand(mine.number.toLowerCase(), mine.card!.code.toLowerCase())).toEqual(scanned);
    expect(JSON.stringify(scanned)).not.toMatch(/عامل نموذجي|0006|CML-00001/);
    expect(await codeOf(byHand(mine.number, 'AAAAAAAA'))).toBe('documents.unknown-document');
    expect(await codeOf(byHand('HLT-2026-HCT-999999-11', mine.card!.code))).toBe('documents.unknown-document');
    const [head, body, signature] = mine.card!.scan.split('/').at(-1)!.split('.');
    const claims = JSON.parse(Buffer.from(body!, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, hld: 'غيره' })).toString('base64url');
    expect(await codeOf(check(`${head}.${forged}.${signature}`))).toBe('documents.unknown-document');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'amd+jwt' })).toString('base64url');
    expect(await codeOf(check(`${none}.${body}.`))).toBe('documents.unknown-document');
  });

  test('leads whoever scans it to the page of verification', async () => {
    const path = new URL(mine.card!.scan).pathname;
    const answer = await city.send({ method: 'GET', path, headers: { 'accept-language': 'en-GB' } });
    expect([answer.status, answer.headers.location]).toEqual([303, `/en/verify?document=${path.split('/').at(-1)}`]);
  });

  test('is verified offline by a script that knows nothing of the program', async () => {
    expect(await offline(mine.card!.scan)).toMatchObject({ result: 'valid', notes: [] });
    const holder = ['--holder', IQAMA, '--code', mine.card!.code];
    expect((await offline(mine.card!.scan, holder)).notes).toEqual(['the number is the holder’s']);
    expect((await offline(mine.card!.scan, ['--holder', '2000000014', '--code', mine.card!.code])).notes[0]).toMatch(
      /NOT/,
    );
    expect((await offline(mine.card!.scan.slice(0, -8))).result).toMatch(/^NOT GENUINE/);
    const later = now.add({ hours: 24 * 400 });
    expect((await offline(mine.card!.scan, ['--at', later.toString()])).result).toBe('expired');
  });

  test('is the holder’s: nobody else opens or shares it', async () => {
    const list = await call<MyDocuments>('resident-1', 'documents.list-mine', {});
    expect(list.items.map(({ number }) => number)).toContain(mine.number);
    expect((await call<MyDocuments>('resident-2', 'documents.list-mine', {})).items).toEqual([]);
    expect(await codeOf(call('resident-2', 'documents.get-mine', { id: mine.id }))).toBe('documents.not-mine');
    const share = { id: mine.id, label: 'x', days: 1 };
    expect(await codeOf(call('resident-2', 'documents.share', share))).toBe('documents.not-mine');
    expect((await city.send({ method: 'GET', path: `/documents/${mine.id}.pdf` })).status).toBe(404);
  });

  test('without a browser to print with is shown as a page, without script', async () => {
    const answer = await city.send({ method: 'GET', path: mine.links.file });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    for (const part of [mine.number, NAME, 'شهادة صحية', 'Health Certificate', mine.card!.code]) {
      expect(answer.body).toContain(part);
    }
    expect(answer.body).not.toContain(IQAMA);
    expect(answer.body).not.toContain('<script');
    expect(await call('administrator-1', 'documents.get-printing', {})).toMatchObject({ ready: false, waiting: 1 });
  });

  test('is shared by a link that ends when its holder says', async () => {
    const { token, id: share } = await call<{ token: string; id: string }>('resident-1', 'documents.share', {
      id: mine.id,
      label: 'صاحب العمل',
      days: 7,
    });
    const opened = await call<SharedDocument>('nobody', 'documents.open-shared', { token });
    expect(opened).toMatchObject({ number: mine.number, card: { holder: { name: NAME } } });
    expect((await documentOf(id)).shares).toMatchObject([{ id: share, label: 'صاحب العمل', opened: 1 }]);
    await call('resident-1', 'documents.end-share', { id: mine.id, share });
    expect(await codeOf(call('nobody', 'documents.open-shared', { token }))).toBe('documents.unknown-share');
  });

  test('is stored so that without its holder’s key nobody reads it', async () => {
    const [stored] = await city.database.transaction(city.eastern.id, (tx) =>
      rows<{ text: string }>(
        tx,
        sql`select row_to_json(d)::text as text from documents.issued d
            where d.tenant_id = platform.current_tenant() and d.id = ${mine.id}`,
      ),
    );
    expect(stored!.text).not.toMatch(new RegExp(`${NAME}|${IQAMA}|${mine.card!.code}`));
  });

  test('is suspended with its legal ground, at once and everywhere, and holds again when that is lifted', async () => {
    const why = { ground: 'المادة الخامسة من لائحة نموذجية', reason: 'ظهرت أعراض مرض معد ولم يراجع الطبيب.' };
    expect(await codeOf(act('resident-1', id, 'suspendDocument', why))).toBe('cases.not-permitted');
    expect(await codeOf(act('officer-health', id, 'suspendDocument', { reason: why.reason }))).toBe(
      'cases.input-invalid',
    );
    await act('officer-health', id, 'suspendDocument', why);
    expect(await check(mine.card!.scan)).toMatchObject({ standing: 'suspended', ground: why.ground });
    expect((await offline(mine.card!.scan)).result).toBe('suspended');
    const seen = await documentOf(id);
    expect(seen.steps.at(-1)).toMatchObject({ step: 'suspended', ...why });
    const sheet = await call<ApplicationSheet>('officer-health', 'services.get-sheet', { id });
    expect(sheet.documents).toMatchObject([{ standing: 'suspended' }]);
    expect(await codeOf(act('officer-health', id, 'suspendDocument', why))).toBe('cases.condition-not-met');
    await act('officer-health', id, 'liftDocument', { reason: 'قدم تقريرًا طبيًا يثبت سلامته.' });
    expect((await check(mine.card!.scan)).standing).toBe('valid');
    expect((await offline(mine.card!.scan)).result).toBe('valid');
  });

  test('is corrected by a next version under its number; the earlier one says so', async () => {
    const reason = 'خطأ مطبعي في اسم المنشأة الصحية.';
    const answers = (await application('resident-1', id)).data;
    const fields = { workerName: answers.workerName, iqama: answers.iqama, licenceNumber: answers.licenceNumber };
    await act('officer-health', id, 'reissueDocument', { ...fields, facility: 'مركز صحي نموذجي آخر', reason });
    const next = await documentOf(id);
    expect(next).toMatchObject({ number: mine.number, version: 2, standing: 'valid' });
    expect(next.versions).toMatchObject([{ version: 1, standing: 'superseded' }]);
    expect(next.card?.lines.map(({ value }) => value)).toContain('مركز صحي نموذجي آخر');
    expect(await check(mine.card!.scan)).toMatchObject({
      standing: 'superseded',
      newer: { number: mine.number, version: 2 },
    });
    expect(await byHand(mine.number, mine.card!.code)).toMatchObject({ standing: 'superseded', version: 1 });
    expect((await offline(mine.card!.scan)).result).toBe('superseded');
    expect((await offline(next.card!.scan)).result).toBe('valid');
  });

  test('keys are changed by an operator; what the earlier one signed still holds', async () => {
    const before = await documentOf(id);
    expect(await codeOf(call('officer-health', 'documents.rotate-key', {}))).toBe('request.forbidden');
    const rotated = await call<{ retired: string; kid: string }>('administrator-1', 'documents.rotate-key', {});
    const { keys } = await call<{ keys: { kid: string }[] }>('nobody', 'documents.list-keys', {});
    expect(keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining([rotated.retired, rotated.kid]));
    expect(JSON.stringify(keys)).not.toMatch(/"d":/);
    expect((await check(before.card!.scan)).standing).toBe('valid');
    expect((await offline(before.card!.scan)).result).toBe('valid');
    const fresh = await documentOf(await certificate());
    expect(JSON.parse(Buffer.from(fresh.card!.scan.split('/').at(-1)!.split('.')[0]!, 'base64url').toString())).toEqual(
      {
        alg: 'ES256',
        kid: rotated.kid,
        typ: 'amd+jwt',
      },
    );
    expect((await offline(fresh.card!.scan)).result).toBe('valid');
  });

  test('is revoked by somebody other than who suspended it, for good, and its holder is told', async () => {
    const current = await documentOf(id);
    const why = { ground: 'المادة السادسة من لائحة نموذجية', reason: 'ثبت أن التقرير الطبي المقدم غير صحيح.' };
    expect(await codeOf(act('officer-health', id, 'revokeDocument', why))).toBe('cases.four-eyes');
    await act('supervisor-1', id, 'revokeDocument', why);
    expect(await check(current.card!.scan)).toMatchObject({ standing: 'revoked', ground: why.ground });
    expect((await offline(current.card!.scan)).result).toBe('revoked');
    expect(await codeOf(act('officer-health', id, 'liftDocument', { reason: why.reason }))).toBe(
      'cases.condition-not-met',
    );
    await city.settle();
    const told = await city.database.transaction(city.eastern.id, (tx) =>
      rows<{ notice: string }>(
        tx,
        sql`select notice from notifications.message where tenant_id = platform.current_tenant() and case_id = ${id}`,
      ),
    );
    expect(told.map(({ notice }) => notice)).toEqual(
      expect.arrayContaining(['documentSuspended', 'documentLifted', 'documentReissued', 'documentRevoked']),
    );
  });
});

describe('a PDF as evidence', () => {
  type Uploaded = { id: string; kind: string; pages: number | null; links: { display: string } };
  const upload = (bytes: Uint8Array, declaredType: string) =>
    call<Uploaded>('resident-1', 'documents.upload-evidence', { bytes, fileName: '../x.pdf', declaredType });

  test('is kept as it came and given out as an attachment only, to those who may have it', async () => {
    const { id, kind, pages, links } = await upload(samplePdf({ pages: 3 }), 'application/pdf');
    expect({ kind, pages }).toEqual({ kind: 'document', pages: 3 });
    const answer = await city.send({ method: 'GET', path: links.display });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${id}.pdf"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(Buffer.from(answer.body).equals(Buffer.from(samplePdf({ pages: 3 }).toString()))).toBe(true);
    expect((await city.send({ method: 'GET', path: `/files/${id}/display` })).status).toBe(404);
  });

  test('is refused where it lies about its type, and where pictures are asked for', async () => {
    expect(await codeOf(upload(samplePdf(), 'image/png'))).toBe('documents.not-evidence');
    expect(await codeOf(upload(ONE_PIXEL, 'application/pdf'))).toBe('documents.not-a-photo');
    expect(await codeOf(upload(Buffer.from('<svg/>'), 'application/pdf'))).toBe('documents.not-evidence');
    const photo = { bytes: samplePdf(), fileName: 'x.png', declaredType: 'image/png' };
    expect(await codeOf(call('resident-1', 'documents.upload-photo', photo))).toBe('documents.not-a-photo');
    const { id } = await upload(samplePdf(), 'application/pdf');
    const start = { service: 'commercial-licence' };
    const draft = await call<{ id: string }>('resident-1', 'services.start-draft', start);
    const page = { id: draft.id, page: 'sign', input: { signArea: 4 }, version: 1 };
    const save = (files: object) => call('resident-1', 'services.save-page', { ...page, files });
    expect(await codeOf(save({ shopPhotos: [{ id }] }))).toBe('documents.not-a-photo');
  });
});

test('a document that ran out says so', async () => {
  const { card } = await documentOf(await certificate());
  const before = now;
  now = now.add({ hours: 24 * 366 });
  expect((await check(card!.scan)).standing).toBe('expired');
  now = before;
});

test('what a forgotten person held is known to have been issued, and no more', async () => {
  const mine = await documentOf(await certificate('resident-2'), 'resident-2');
  const { partyId } = (await city.signIn('resident-2')).actor;
  await call('steward-1', 'identity.erase-person', { partyId, basis: 'طلب صاحب البيانات' });
  const known = await check(mine.card!.scan);
  expect(known).toMatchObject({ standing: 'valid', number: mine.number, holder: null, lines: [] });
  expect((await city.send({ method: 'GET', path: mine.links.page })).status).toBe(410);
});

test('what an application says of people goes once its term and its certificate are over; what was decided stays', async () => {
  const id = await certificate();
  const night = async () => {
    let removed = 0;
    for (;;) {
      const batch = await city.asSystem<{ removed: number; more: boolean }>('identity.run-retention', {});
      removed += batch.removed;
      if (!batch.more) return removed;
    }
  };
  const said = async () => {
    const { rows: found } = await city.owner.query<{ text: string; files: number }>(
      `select projection::text || (select string_agg(input::text || events::text, '') from cases.action where case_id = $1)
         as text, (select count(*)::integer from documents.file f join services.draft d on d.id = f.attached_id
                   where d.case_id = $1) as files
       from cases."case" where id = $1`,
      [id],
    );
    return found[0]!;
  };
  await city.owner.query(`update cases."case" set closed_at = '2010-01-01' where id = $1`, [id]);
  // The certificate still holds: its application says what it was given for.
  await night();
  expect(await said()).toMatchObject({ text: expect.stringContaining(IQAMA), files: 1 });
  await city.owner.query(
    `update documents.issued set valid_from = '2010-01-01', valid_until = '2011-01-01' where case_id = $1`,
    [id],
  );
  now = now.add({ hours: 24 });
  for (const code of ['steward-1', 'officer-health', 'resident-1']) await city.signIn(code);
  expect(await night()).toBeGreaterThan(0);
  const left = await said();
  expect(left.text).not.toMatch(new RegExp(`${IQAMA}|${NAME}`));
  expect(left.files).toBe(0);
  const mine = await call<ApplicationView>('resident-1', 'services.get-application', { id });
  expect(mine.data).not.toHaveProperty('iqama');
  expect(mine).toMatchObject({ state: 'issued', documents: [{ kind: 'certificate' }] });
  const sheet = await call<ApplicationSheet>('officer-health', 'services.get-sheet', { id });
  expect(sheet.files).toEqual({});
});
