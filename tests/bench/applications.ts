import { anonymous } from '../../src/kernel/actor.ts';
import { CaseTypeDocument, enterInto, entryProblems, sheetOf, sheetValue } from '../../src/modules/cases/api.ts';
import { ServiceDefinition } from '../../src/modules/services/model.ts';
import { askedFields, composeType, feeOf } from '../../src/modules/services/rules.ts';
import { TenantDocument } from '../../src/platform/tenant-document.ts';
import city from '../../tenants/boston/tenant.json' with { type: 'json' };
import type { App } from '../faults/app.ts';
import { type Client, createClient, median, pace, quantile } from './load.ts';
import { CITY } from './reports.ts';
import { fail, say } from './say.ts';
import { asSystem, openSession } from './system.ts';

/** A service of forty fields on four pages, five of them pictures, with a fee by decision table. */
const ID = 'measured-service';
const FIELDS = 33;

const words = (en: string) => ({ ar: en, en });
const asked = Array.from({ length: FIELDS }, (_, n) => {
  const key = `answer${n + 1}`;
  const title = words(`Answer ${n + 1}`);
  if (n % 4 === 0) return { key, type: 'number', title, min: 0, max: 1_000, required: true };
  if (n % 4 === 1) return { key, type: 'date', title, required: true };
  if (n % 4 === 2) {
    const options = ['small', 'medium', 'large'].map((value) => ({ value, title: words(value) }));
    return { key, type: 'choice', title, options, required: true };
  }
  return { key, type: 'text', title, required: true, min: 2, max: 120, dataClass: 'personal' };
});
const calculated = [
  {
    key: 'band',
    type: 'choice',
    title: words('Band'),
    options: ['a', 'b', 'c'].map((value) => ({ value, title: words(value) })),
    calculate: {
      hitPolicy: 'first',
      inputs: [{ expression: 'data.answer3' }, { expression: 'data.answer1' }],
      outputs: [{ name: 'band' }],
      rules: [
        { when: ['"small"', '-'], give: ['"a"'] },
        { when: ['"medium", "large"', '< 100'], give: ['"b"'] },
        { when: ['-', '-'], give: ['"c"'] },
      ],
    },
  },
  { key: 'large', type: 'yesNo', title: words('Large'), calculate: 'data.answer1 + data.answer5 > 1000' },
];
const files = { key: 'drawings', type: 'files', title: words('Drawings'), max: 5 };
const sections = [
  ...[0, 1, 2].map((n) => ({
    key: `part${n + 1}`,
    title: words(`Part ${n + 1}`),
    fields: asked.slice(n * 11, n * 11 + 11),
  })),
  { key: 'rest', title: words('The rest'), fields: [...calculated, files] },
];

const state = (en: string, category: string) => ({
  title: { applicant: words(en), office: words(en) },
  category,
});
/** The shortest life an application has: reviewed, perhaps corrected, decided. Payments and papers are measured apart. */
const DEFINITION = {
  id: ID,
  card: {
    code: 'HLT-99',
    name: words('A service that is measured'),
    description: words('Forty fields, five pictures, a fee by decision table'),
    segments: ['individual'],
    steps: [{ title: words('Apply'), actor: 'beneficiary' }],
    cost: words('By band'),
    channels: ['web'],
  },
  number: { prefix: 'HLT', group: '099' },
  pages: sections.map(({ key, title, fields }) => ({ key, title, fields: fields.map((field) => field.key) })),
  eligible: [{ must: 'data.answer1 >= 0', text: words('Too small') }],
  declarations: [words('All of it is right')],
  fees: {
    currency: 'USD',
    lines: [
      { key: 'base', title: words('Base'), amount: 'get value(data.terms.rates, data.band)' },
      { key: 'area', title: words('Area'), amount: 'data.answer1 * 2', when: 'data.large = false' },
    ],
  },
  correction: { by: ['team'], from: ['review'], to: 'correction' },
  caseType: {
    id: 'measuredService',
    description: words('An application that is measured'),
    sections,
    flow: {
      initial: 'review',
      states: {
        review: state('In review', 'open'),
        correction: state('To be corrected', 'waiting'),
        issued: state('Issued', 'closed'),
      },
      actions: {
        lapse: {
          title: words('The time ran out'),
          from: ['correction'],
          to: 'issued',
          by: ['system'],
          audience: ['office'],
          effects: [{ do: 'decide', result: '"lapsed"' }],
        },
        approve: {
          title: words('Approve'),
          from: ['review'],
          to: 'issued',
          by: ['team', 'supervisor'],
          audience: ['applicant', 'office'],
          effects: [
            { do: 'decide', result: '"issued"' },
            { do: 'notify', notice: 'applicationIssued' },
          ],
        },
      },
    },
    clocks: {
      norm: {
        kind: 'norm',
        title: words('Decision'),
        amount: 'data.terms.reviewDays',
        unit: 'workingDay',
        startsOn: 'open',
        pausesIn: ['correction'],
        stopsIn: ['issued'],
        warnAt: 0.8,
      },
    },
    retention: { months: 12 },
  },
};

const offer = {
  id: ID,
  department: 'CX',
  team: 'CX',
  terms: { reviewDays: 3, rates: { a: 50, b: 90, c: 120 } },
  source: { asOf: '2026-11-01', text: words('For measuring only'), sample: true },
};

const answers = (): Record<string, unknown> =>
  Object.fromEntries(
    asked.map(({ key, type }) => {
      const value = { number: Math.floor(Math.random() * 900), date: '2026-05-04', choice: 'medium' }[type];
      return [key, value ?? `Sample words ${Math.random().toString(36).slice(2)}`];
    }),
  );

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function upload(client: Client, cookie: string): Promise<{ id: string }> {
  const frame = `--frame\r\ncontent-disposition: form-data; name="bytes"; filename="drawing.png"\r\ncontent-type: image/png\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(frame), PIXEL, Buffer.from('\r\n--frame--\r\n')]);
  const { status, text } = await client.sendBytes('POST', '/api/v1/photos', body, {
    cookie,
    'content-type': 'multipart/form-data; boundary=frame',
  });
  if (status !== 200) fail(`upload: ${status} ${text}`);
  return JSON.parse(text);
}

interface Measured {
  readonly client: Client;
  readonly resident: string;
  readonly officer: string;
  readonly steps: Map<string, number[]>;
}

/** Writes an application page by page and sends it; `drawings` are uploaded before and not counted. */
async function apply({ client, resident, steps }: Measured, drawings: number): Promise<string> {
  const timed = async (step: string, method: string, path: string, body: unknown) => {
    const at = performance.now();
    const { status, text } = await client.send(method, path, body, { cookie: resident });
    if (status !== 200) fail(`${step}: ${status} ${text}`);
    steps.set(step, [...(steps.get(step) ?? []).slice(-20_000), performance.now() - at]);
    return JSON.parse(text);
  };
  const given = answers();
  const uploaded = [];
  for (let n = 0; n < drawings; n += 1) uploaded.push({ id: (await upload(client, resident)).id });
  const { id } = await timed('start', 'POST', `/api/v1/applicable-services/${ID}/drafts`, {});
  let version = 1;
  for (const { key, fields } of sections) {
    const input = Object.fromEntries(
      fields.flatMap((field) => (field.key in given ? [[field.key, given[field.key]]] : [])),
    );
    const files = key === 'rest' && uploaded.length > 0 ? { drawings: uploaded } : {};
    const page = { input, files, version };
    ({ version } = await timed('page', 'PUT', `/api/v1/my/drafts/${id}/pages/${key}`, page));
  }
  const { service } = await timed('summary', 'GET', `/api/v1/my/drafts/${id}`, undefined);
  const sent = { declared: true, serviceVersion: service.version };
  return (await timed('submit', 'POST', `/api/v1/my/drafts/${id}/submission`, sent)).id;
}

async function decide({ client, officer, steps }: Measured, id: string): Promise<void> {
  const at = performance.now();
  const body = { action: 'approve', input: {}, version: null };
  const { status, text } = await client.send('POST', `/api/v1/applications/${id}/actions`, body, { cookie: officer });
  if (status !== 200) fail(`approve: ${status} ${text}`);
  steps.set('approve', [...(steps.get('approve') ?? []).slice(-20_000), performance.now() - at]);
}

const p95 = (took: readonly number[] = []) =>
  `p50 ${median(took).toFixed(1)} ms, p95 ${quantile(took, 0.95).toFixed(1)} ms`;

/** What entering the answers, computing what follows and the fee takes of one processor, without anything around it. */
function form(): void {
  const service = ServiceDefinition.parse(DEFINITION);
  const type = CaseTypeDocument.parse(composeType(service, offer, [], 1));
  const keys = askedFields(service);
  const given = answers();
  const setting = {
    actor: anonymous(1),
    now: Temporal.Now.instant(),
    calendar: TenantDocument.parse(city).calendar,
  };
  const took: number[] = [];
  for (let n = 0; n < 400; n += 1) {
    const at = performance.now();
    const entered = enterInto(sheetOf(type, { terms: offer.terms }, setting), keys, given);
    const problems = entryProblems(entered, keys);
    feeOf(service.fees!, (feel) => sheetValue(entered.sheet, feel));
    if (n >= 100) took.push(performance.now() - at);
    if (problems.length > 0) fail(JSON.stringify(problems));
  }
  say('its form computed: 40 fields, conditions, fee', p95(took));
}

/** Applications written, sent and decided at the size the city has now. */
export async function applications(
  app: App,
  officer: string,
  { clients, seconds, rounds }: { clients: number; seconds: number; rounds: number },
): Promise<void> {
  form();
  const resident = await asSystem(app, async (call) => {
    await call('services.put-service', { id: ID, service: DEFINITION, offer, activities: [] });
    return openSession(call, 'individual', '1000050003');
  });
  const client = createClient(app.port, `${CITY}.localhost`, clients);
  const measured = { client, resident, officer, steps: new Map<string, number[]>() };
  for (let n = 0; n < 60; n += 1) await apply(measured, 5);
  say('an application of 40 fields with 5 files, sent', p95(measured.steps.get('submit')));
  say('one page of it, saved', p95(measured.steps.get('page')));

  const runs = [];
  measured.steps.clear();
  for (let round = 0; round < rounds; round += 1) {
    const life = async () => decide(measured, await apply(measured, 0));
    runs.push((await pace(clients, seconds, life)).perSecond);
  }
  client.close();
  const steps = [...measured.steps].map(([name, took]) => `${name} ${quantile(took, 0.95).toFixed(0)}`).join(', ');
  say('applications a second, from the first page to the decision', `${median(runs).toFixed(1)} (p95 ms: ${steps})`);
}
