// Long because one city serves all that is done to designs.
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, startCity } from '../../../tests/support/city.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type {
  ApplicationView,
  DesignEdit,
  DesignWork,
  DraftView,
  MyApplications,
  ServiceFile,
  ServiceFileView,
  ServiceGates,
  ServiceMeasure,
  ServiceVersions,
  ServiceView,
  Simulation,
} from './api.ts';
import { passGates } from './fixtures/gates.ts';
import { writtenOut } from './operations-design-lint.ts';

let city: City;

beforeAll(async () => {
  city = await startCity();
  for (const code of ['administrator-1', 'supervisor-1', 'resident-1', 'resident-2', 'officer-market']) {
    await city.signIn(code);
  }
});
afterAll(() => city.close());

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);
const admin = <O>(operation: string, input: unknown) => call<O>('administrator-1', operation, input);
const work = (code: string) => admin<DesignWork>('services.get-design', { code });
async function edit(code: string, ...edits: DesignEdit[]): Promise<DesignWork> {
  const { design } = await work(code);
  await admin('services.edit-design', { code, revision: design!.revision, edits });
  return work(code);
}
async function publish(code: string, more: object = {}) {
  const { design } = await work(code);
  await passGates(call, code, 'pilot' in more ? 'assure' : 'pilot');
  return admin<{ id: string; version: number }>('services.publish-design', {
    code,
    revision: design!.revision,
    note: 'نشر تجريبي',
    ...more,
  });
}
const faultsOf = ({ design }: DesignWork) =>
  design!.findings.filter(({ severity }) => severity === 'fault').map(({ path, code }) => `${path} ${code}`);

async function apply(who: string, service: string, input: Record<string, unknown>, more: object = {}) {
  const { id, first } = await call<{ id: string; first: string }>(who, 'services.start-draft', { service, ...more });
  await call(who, 'services.save-page', { id, page: first, input, files: {}, version: 1 });
  const draft = await call<DraftView>(who, 'services.get-draft', { id });
  const serviceVersion = draft.service.version;
  const sent = await call<{ id: string }>(who, 'services.submit-draft', { id, declared: true, serviceVersion });
  return { draft, application: await call<ApplicationView>(who, 'services.get-application', { id: sent.id }) };
}

const CODE = 'PRM-04';
const MOBILE = '+966512345678';

test('a service made in the designer alone is applied for, decided, changed, tried with some and offered to all', async () => {
  await admin('services.begin-design', { code: CODE });
  expect(await refusalOf(admin('services.begin-design', { code: CODE }))).toMatchObject({
    code: 'services.design-exists',
  });
  const begun = await work(CODE);
  expect(faultsOf(begun)).toEqual([]);
  const { id } = begun.design!.document.service;

  const wrong = await edit(CODE, {
    do: 'add-field',
    page: 0,
    field: { key: 'guests', type: 'integer', title: { ar: 'عدد الحضور' }, required: true, visible: 'data.nobody > 1' },
  });
  const path = 'service.caseType.sections.0.fields.2';
  expect(faultsOf(wrong)).toEqual(
    expect.arrayContaining([`${path}.title text-missing`, `${path}.visible expression-name`]),
  );
  const line = wrong.design!.findings.find((one) => one.path === `${path}.visible`)!.line;
  const { document } = wrong.design!;
  expect(writtenOut(document).split('\n')[line - 1]).toContain('data.nobody > 1');
  const refused = await refusalOf(publish(CODE));
  expect(refused).toMatchObject({ code: 'services.design-faulty' });
  expect(refused.fields.map((one) => one.path)).toContain(`${path}.visible`);

  const right = await edit(
    CODE,
    {
      do: 'put',
      path: ['service', 'caseType', 'sections', 0, 'fields', 2, 'title'],
      value: { ar: 'الحضور', en: 'Guests' },
    },
    { do: 'put', path: ['service', 'caseType', 'sections', 0, 'fields', 2, 'visible'], value: null },
    { do: 'put', path: ['service', 'card', 'segments'], value: ['individual'] },
    { do: 'put', path: ['service', 'fees'], value: { currency: 'SAR', lines: [] } },
    {
      do: 'insert',
      path: ['service', 'fees', 'lines'],
      value: {
        key: 'base',
        title: { ar: 'مقابل التصريح', en: 'Permit fee' },
        amount: 'if data.guests > 100 then 500 else 100',
        values: {},
      },
    },
  );
  expect(faultsOf(right)).toEqual([]);
  const early = { code: CODE, revision: right.design!.revision - 1, note: 'قبل أوانه' };
  expect(await refusalOf(admin('services.publish-design', early))).toMatchObject({ code: 'services.design-changed' });
  expect(await publish(CODE)).toEqual({ id, version: 1 });

  const input = { details: 'فعالية نموذج في الحديقة العامة', contactMobile: MOBILE, guests: 40 };
  const first = await apply('resident-1', id, input);
  expect(first.draft.fee).toMatchObject({ total: 10_000 });
  expect(first.application).toMatchObject({ state: 'review', category: 'open' });

  // A second version is tried with establishments first; whoever is not meant keeps the first.
  await admin('services.begin-design', { code: CODE });
  await edit(CODE, { do: 'put', path: ['service', 'fees', 'lines', 0, 'amount'], value: '70' });
  expect((await work(CODE)).design!.changes.map((one) => one.path)).toEqual(['service.fees.lines']);
  await admin('services.start-simulation', { code: CODE });
  await city.runJob('services.simulations');
  const { run, cases } = await admin<Simulation>('services.get-simulation', { code: CODE });
  expect(run).toMatchObject({ state: 'done', seen: 1, total: 1, stale: false, differing: { any: 1, fee: 1, path: 0 } });
  expect(cases).toMatchObject([
    { number: first.application.number, fee: { before: 10_000, after: 7_000 }, time: null, path: null, refused: [] },
  ]);
  expect(await refusalOf(publish(CODE, { pilot: { segments: ['government'] } }))).toMatchObject({
    code: 'services.pilot-unserved',
    fields: [{ path: 'segments' }],
    extra: { segments: ['government'] },
  });
  expect(await publish(CODE, { pilot: { segments: ['individual'] } })).toEqual({ id, version: 2 });
  expect((await call<ServiceView>('resident-1', 'services.get-service', { id })).version).toBe(1);
  const tried = await apply('resident-2', id, input);
  expect(tried.draft).toMatchObject({ fee: { total: 7_000 }, service: { version: 2 } });
  const { versions } = await admin<ServiceVersions>('services.list-versions', { id });
  expect(versions.map(({ version, offered }) => `${version} ${offered}`)).toEqual(['2 pilot', '1 everybody']);
  expect(await refusalOf(admin('services.begin-design', { code: CODE, version: 9 }))).toMatchObject({ status: 404 });

  await passGates(call, CODE, 'pilot');
  await admin('services.launch-pilot', { code: CODE, version: 2 });
  expect((await call<ServiceView>('resident-1', 'services.get-service', { id })).version).toBe(2);
  expect(await refusalOf(admin('services.withdraw-pilot', { code: CODE, version: 2 }))).toMatchObject({
    code: 'services.no-pilot',
  });
  const figures = await admin<ServiceMeasure>('services.get-measure', { id, version: 1, show: 'all' });
  expect(figures).toMatchObject({
    figures: { all: 1, open: 1, granted: 0, late: 0 },
    shown: { count: 1, cases: [{ number: first.application.number }] },
    norm: { amount: '5', unit: 'workingDay' },
    rating: { count: 0, average: null },
  });
  // What runs keeps what it was made under.
  const kept = await call<ApplicationView>('resident-1', 'services.get-application', { id: first.application.id });
  expect(kept.fee).toMatchObject({ total: 10_000 });
});

test('what only some are offered stays among their applications, also when its trial is given up', async () => {
  const code = 'PRM-05';
  await admin('services.begin-design', { code });
  await edit(code, { do: 'put', path: ['service', 'card', 'segments'], value: ['individual'] });
  const pilot = await publish(code, { pilot: { segments: ['individual'] } });
  const { application } = await apply('resident-1', pilot.id, {
    details: 'فعالية نموذج في الحديقة',
    contactMobile: MOBILE,
  });
  const mine = async () => {
    const { applications } = await call<MyApplications>('resident-1', 'services.list-mine', {});
    return applications.map(({ number }) => number);
  };
  expect(await mine()).toContain(application.number);
  await admin('services.withdraw-pilot', { code, version: pilot.version });
  expect(await mine()).toContain(application.number);
});

test('approval is by two people, and assurance is for what is published and nothing else', async () => {
  const code = 'HLT-04';
  await admin('services.begin-design', { code });
  const sign = (who: string, gate: string) => call(who, 'services.sign-gate', { code, gate });
  expect(await refusalOf(sign('administrator-1', 'analyse'))).toMatchObject({ code: 'services.gate-not-open' });
  expect(await refusalOf(sign('administrator-1', 'inventory'))).toMatchObject({ code: 'services.evidence-missing' });
  await passGates(call, code, 'design');
  await admin('services.add-evidence', {
    code,
    gate: 'approve',
    kind: 'link',
    words: 'محضر',
    address: 'https://example.com/1',
  });
  expect(await sign('administrator-1', 'approve')).toMatchObject({ passed: false });
  expect(await sign('administrator-1', 'approve')).toMatchObject({ passed: false });
  expect(await sign('supervisor-1', 'approve')).toMatchObject({ passed: true });
  await passGates(call, code, 'pilot');
  const changed = await edit(code, {
    do: 'put',
    path: ['service', 'pages', 0, 'title', 'en'],
    value: 'Something else',
  });
  const { revision } = changed.design!;
  const late = await refusalOf(admin('services.publish-design', { code, revision, note: 'نموذج' }));
  expect(late).toMatchObject({ code: 'services.gates-missing', extra: { gates: ['assure'] } });
  await admin('services.discard-design', { code });
});

test('a version goes signed to another installation, and nothing altered or of an unknown signer is taken over', async () => {
  const made = await admin<{ file: ServiceFile; fingerprint: string }>('services.export-version', {
    id: 'health-certificate',
    version: 1,
  });
  const { file, fingerprint } = made;
  const code = 'HLT-01';
  const take = (change: object) => admin('services.import-design', { code, file, fingerprint, ...change });
  const altered = structuredClone(file) as unknown as { document: { offer: { team: string } } };
  altered.document.offer.team = 'ENCR';
  expect(await refusalOf(take({ file: altered }))).toMatchObject({ code: 'services.signature-wrong' });
  expect(await refusalOf(take({ file: 'no file' }))).toMatchObject({ code: 'services.file-unreadable' });
  expect(await refusalOf(take({ fingerprint: '' }))).toMatchObject({ code: 'services.signer-unknown' });
  const read = () => admin<ServiceFileView>('services.read-service-file', { file: JSON.stringify(file) });
  expect(await read()).toMatchObject({
    ...{ code, from: 'eastern', version: 1, fingerprint, known: null, changes: [] },
    against: { kind: 'version', number: 1 },
  });
  expect(await refusalOf(take({ fingerprint: 'of-somebody-else' }))).toMatchObject({ code: 'services.signer-unknown' });
  expect(await take({})).toMatchObject({ code, revision: 1, from: 'eastern' });
  expect(await read()).toMatchObject({ known: { by: expect.any(Object) }, against: { kind: 'design', number: 1 } });
  // A key that was confirmed is known from then on; the file takes the place of the design, which can be taken back.
  await edit(code, { do: 'put', path: ['service', 'pages', 0, 'title', 'en'], value: 'Something else' });
  expect((await read()).changes.map(({ path }) => path)).toEqual(['service.pages']);
  const made2 = await admin<{ file: ServiceFile }>('services.export-design', { code });
  expect(await take({ fingerprint: '', revision: 2 })).toMatchObject({ revision: 3 });
  expect(await take({ file: made2.file, fingerprint: '', revision: 3 })).toMatchObject({ revision: 4 });
  await admin('services.restore-design', { code, revision: 4, to: 1 });
  const { design } = await work(code);
  expect(design).toMatchObject({ changes: [], baseVersion: 1 });
  expect(design!.findings.filter(({ severity }) => severity === 'fault')).toEqual([]);
  await admin('services.discard-design', { code });
});

test('evidence at a gate may be a file, which whoever may read the gate opens', async () => {
  const code = 'HLT-01';
  const bytes = new Uint8Array(
    await sharp({ create: { width: 40, height: 40, channels: 3, background: 'green' } })
      .png()
      .toBuffer(),
  );
  const evidence = { code, gate: 'inventory', kind: 'file', words: 'محضر نموذجي' };
  expect(await refusalOf(admin('services.add-evidence', evidence))).toMatchObject({ code: 'services.evidence-file' });
  const upload = { bytes, fileName: 'sample.png', declaredType: 'image/png' };
  const { id: fileId } = await admin<{ id: string }>('documents.upload-evidence', upload);
  await admin('services.add-evidence', { ...evidence, fileId });
  const { gates } = await admin<ServiceGates>('services.get-gates', { code });
  expect(gates[0]).toMatchObject({ passed: false, needed: 1, signed: 0, evidence: [{ file: { kind: 'photo' } }] });
});

test('two people at one design: the second is told, and what was done can be taken back', async () => {
  const code = 'HLT-02';
  await admin('services.begin-design', { code });
  const before = await work(code);
  const path = ['service', 'pages', 0, 'title', 'ar'] as DesignEdit extends { path: infer P } ? P : never;
  await edit(code, { do: 'put', path, value: 'عنوان آخر' });
  const late = { code, revision: 1, edits: [{ do: 'put', path, value: 'عنوان ثالث' }] };
  expect(await refusalOf(admin('services.edit-design', late))).toMatchObject({ code: 'services.design-changed' });
  await admin('services.restore-design', { code, revision: 2, to: 1 });
  const after = await work(code);
  expect(after.design).toMatchObject({ revision: 3, document: before.design!.document });
  const history = after.design!.history.map(({ revision }) => revision);
  expect(history).toEqual([3, 2, 1]);
  await admin('services.discard-design', { code });
  expect((await work(code)).design).toBeNull();
});

test('what goes round for ever, or is computed from itself, is not published', async () => {
  const code = 'HLT-03';
  await admin('services.begin-design', { code });
  const flow = ['service', 'caseType', 'flow'];
  const found = await edit(
    code,
    { do: 'put', path: [...flow, 'actions', 'lapse', 'to'], value: 'review' },
    { do: 'put', path: [...flow, 'actions', 'approve', 'to'], value: 'correction' },
    { do: 'put', path: [...flow, 'actions', 'refuse', 'to'], value: 'correction' },
    { do: 'put', path: [...flow, 'actions', 'withdraw', 'to'], value: 'correction' },
    {
      do: 'add-field',
      page: 0,
      field: { key: 'area', type: 'number', title: { ar: 'أ', en: 'A' }, calculate: 'data.width * 2' },
    },
    {
      do: 'add-field',
      page: 0,
      field: { key: 'width', type: 'number', title: { ar: 'ب', en: 'B' }, calculate: 'data.area / 2' },
    },
  );
  expect(faultsOf(found)).toEqual(
    expect.arrayContaining([
      'service.caseType.flow.states.review no-end',
      'service.caseType.sections.0.fields.2.calculate calculates-itself',
    ]),
  );
  await admin('services.discard-design', { code });
});
