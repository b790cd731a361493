// Long because one city and two servers are started for every manner a server can have.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Actor, anonymous } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { type Manner, type Open311Server, startOpen311Server } from '../../../tests/support/open311-server.ts';
import { handoverJob } from './jobs-handovers.ts';
import type { OwnerEndpoint } from './model.ts';
import { createOpen311Client } from './open311-client.ts';

let city: City;
let water: Open311Server;
let power: Open311Server;
let triage: Awaited<ReturnType<City['signIn']>>;
let clock = Temporal.Now.instant();
const job = handoverJob(createOpen311Client({ WATER_KEY: 'secret-of-water' }, 400), () => 0.5);

const endpointOf = (agency: string, url: string, more: Partial<OwnerEndpoint> = {}) => ({
  agency,
  url,
  jurisdiction: 'water.example',
  keyVariable: 'WATER_KEY',
  services: { '*': `${agency}-1` },
  attributes: { number: 'REF' },
  pollMinutes: 5,
  ...more,
});

beforeAll(async () => {
  [water, power] = [await startOpen311Server(), await startOpen311Server()];
  city = await startCity({ now: () => clock });
  triage = await city.signIn('triage-1');
  const found = await city.database.transaction(city.eastern.id, (tx) =>
    city.composition.identity.api.findPartyByCode(tx, 'EST-SAMPLE-1'),
  );
  partner = { ...anonymous(city.eastern.id), kind: 'service', partyId: found!.id };
});
beforeEach(async () => {
  for (const server of [water, power]) {
    server.manner = 'happy';
    server.calls.length = 0;
    server.updates.length = 0;
    server.told.length = 0;
    server.release();
  }
  await city.owner.query('delete from reports.handover');
  await city.owner.query('delete from reports.handover_owner');
  await city.owner.query('delete from reports.handover_post');
  await set({});
});
afterAll(async () => {
  await city?.close();
  await water?.close();
  await power?.close();
});

async function set(more: Partial<OwnerEndpoint>) {
  const tenant = (await city.composition.tenants.findByKey('eastern'))!;
  const { id: _, ...rest } = tenant;
  const owners = [endpointOf('NWC', water.url, more), endpointOf('SEC', power.url, more)];
  await city.composition.tenants.put({ ...rest, settings: { ...tenant.settings, open311: { owners } } });
}

/** The job as the runner runs it, at the clock of the test. */
const work = () =>
  job.run({
    now: clock,
    signal: new AbortController().signal,
    newId,
    tenants: city.composition.tenants.all,
    transaction: (tenantId, run) => city.database.transaction(tenantId, run),
    call: (tenant, operation, input) => city.composition.callAsSystem(tenant, operation, input),
  });
const later = (duration: Temporal.DurationLike) => {
  clock = clock.add(duration);
};

async function act<O>(operation: string, input: unknown): Promise<O> {
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor: triage.actor,
    tenant: city.eastern,
    requestId: newId(),
  });
  return output as O;
}

interface Made {
  readonly id: string;
  readonly number: string;
}

async function handOver(agency = 'NWC', sent = false): Promise<Made> {
  const input = {
    category: 'BL-10',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'تسرب <نموذجي> & كبير',
    contact: { name: 'نموذج', mobile: '0512345678' },
  };
  const report = sent
    ? await asPartner<Made>('reports.submit', { ...input, source: {} })
    : await city.asSystem<Made>('reports.submit', input);
  await act('reports.act', { id: report.id, action: 'handOver', agency, input: { reason: 'من اختصاص الجهة' } });
  await city.settle();
  return report;
}

/** The system that sends reports here, and what it adds to one of them later. */
let partner: Actor;
async function say({ number }: Made, text: string): Promise<void> {
  await asPartner('reports.add-service-update', { number, externalId: newId(), status: 'open', description: text });
  await city.settle();
}

async function asPartner<O>(operation: string, input: unknown): Promise<O> {
  const call = { operation, input, actor: partner, tenant: city.eastern, requestId: newId() };
  return (await city.composition.pipeline.call(call)).output as O;
}

const standing = async (caseId: string) =>
  (
    await city.owner.query(
      `select h.id, h.status, h.reference, h.problem, h.attempts, h.their_status, c.state,
         c.projection -> 'data' ->> 'ownerReference' as shown, c.projection -> 'data' ->> 'resolution' as resolution,
         c.projection -> 'data' ->> 'doneBy' as done_by
       from reports.handover h join cases."case" c on c.id = h.case_id where h.case_id = $1 order by h.seq desc limit 1`,
      [caseId],
    )
  ).rows[0];

describe('a hand-over to an owner with a server', () => {
  test('is sent without anybody’s name, keeps the outside number, and comes back to be confirmed', async () => {
    const report = await handOver();
    await work();
    const [kept] = [...water.kept.values()].slice(-1);
    expect(kept!.form).toMatchObject({
      service_code: 'NWC-1',
      api_key: 'secret-of-water',
      jurisdiction_id: 'water.example',
      lat: '26.42',
      long: '50.1',
      'attribute[REF]': report.number,
    });
    expect(kept!.form.description).toContain('تسرب <نموذجي> & كبير');
    expect(JSON.stringify(kept!.form)).not.toMatch(/نموذج"|512345678|email|phone|first_name/);
    expect(await standing(report.id)).toMatchObject({
      status: 'sent',
      reference: kept!.id,
      shown: kept!.id,
      state: 'waiting_external',
    });

    await work();
    expect(water.calls).toEqual(['POST requests.xml']);
    later({ minutes: 6 });
    await work();
    expect(await standing(report.id)).toMatchObject({
      status: 'sent',
      their_status: 'open',
      state: 'waiting_external',
    });
    Object.assign(kept!, { status: 'closed', notes: 'Valve\u202e replaced.' });
    later({ minutes: 6 });
    await work();
    const after = await standing(report.id);
    expect(after).toMatchObject({ status: 'done', their_status: 'closed', state: 'resolved', done_by: 'owner' });
    expect(after.resolution).toMatch(new RegExp(`${kept!.id}.*closed.*Valve\\s+replaced\\.`));
    later({ hours: 2 });
    await work();
    expect(water.calls.filter((call) => call.startsWith('GET'))).toHaveLength(2);
  });

  test('waits for its number where a token comes first', async () => {
    water.manner = 'token-only';
    const report = await handOver();
    await work();
    expect(await standing(report.id)).toMatchObject({ status: 'token', reference: null });
    later({ minutes: 2 });
    await work();
    expect(await standing(report.id)).toMatchObject({ status: 'token' });
    later({ minutes: 5 });
    await work();
    expect(await standing(report.id)).toMatchObject({ status: 'sent', shown: expect.stringMatching(/^R-/) });
  });

  test('is made once although the answer was lost', async () => {
    water.manner = 'loses-answers';
    const before = water.kept.size;
    const report = await handOver();
    await work();
    expect(await standing(report.id)).toMatchObject({ status: 'waiting', attempts: 1, problem: expect.any(String) });
    later({ minutes: 2 });
    await work();
    expect(await standing(report.id)).toMatchObject({ status: 'sent', problem: null });
    expect(water.kept.size).toBe(before + 1);
  });

  test('takes up updates once each, and what is not theirs goes back to us', async () => {
    await set({ updates: true });
    const report = await handOver();
    await work();
    const { reference } = await standing(report.id);
    const at = clock.toString();
    water.updates.push(
      { update_id: 'u1', service_request_id: reference, status: 'in_progress', description: 'Crew sent', at },
      { update_id: 'u2', service_request_id: 'R-of-others', status: 'closed', description: '', at },
      {
        update_id: 'u3',
        service_request_id: reference,
        status: 'not_councils_responsibility',
        description: 'Not ours',
        at,
      },
    );
    later({ minutes: 6 });
    await work();
    expect(await standing(report.id)).toMatchObject({
      status: 'returned',
      state: 'assigned',
      their_status: 'not_councils_responsibility',
    });
  });

  test('reads what its server wrote before it closed the request', async () => {
    await set({ updates: true });
    const report = await handOver();
    await work();
    const { reference } = await standing(report.id);
    const [update_id, description] = ['w1', 'استبدل فريقنا الوصلة وأعاد الضخ'];
    water.updates.push({
      update_id,
      service_request_id: reference,
      status: 'in_progress',
      description,
      at: clock.toString(),
    });
    water.kept.get(reference)!.status = 'closed';
    later({ minutes: 6 });
    await work();
    expect(await standing(report.id)).toMatchObject({ status: 'done', state: 'resolved' });
    const { rows } = await city.owner.query(
      `select action from cases.action where case_id = $1 and input::text like '%' || $2 || '%'`,
      [report.id, description],
    );
    expect(rows).toEqual([{ action: 'ownerSays' }]);
  });

  test('is told what the reporter adds meanwhile, once, and without anybody’s telephone', async () => {
    await set({ updates: true });
    const report = await handOver('NWC', true);
    await work();
    const { reference } = await standing(report.id);
    await say(report, 'الماء بلغ الشارع، ورقمي 0512345678');
    water.manner = 'down';
    later({ minutes: 1 });
    await work();
    expect(water.told).toEqual([]);
    water.manner = 'happy';
    later({ minutes: 5 });
    await work();
    later({ minutes: 5 });
    await work();
    expect(water.told).toEqual([
      expect.objectContaining({
        api_key: 'secret-of-water',
        jurisdiction_id: 'water.example',
        service_request_id: reference,
        update_id: expect.stringMatching(new RegExp(`^${report.number}-\\d+$`)),
        status: 'OPEN',
        description: expect.stringMatching(/^الماء بلغ الشارع/),
      }),
    ]);
    expect(JSON.stringify(water.told)).not.toContain('0512345678');
  });

  test('is told what the office writes for the reporter, and nothing the office keeps to itself', async () => {
    await set({ updates: true });
    const report = await handOver();
    await work();
    const note = (text: string, audience: string[]) =>
      act('reports.act', { id: report.id, action: 'note', input: { text, audience } });
    await note('سر المكتب', ['office']);
    await note('نتابع البلاغ مع الجهة، للتواصل 0512345678', ['office', 'applicant']);
    await note('أرفقوا رقم أمر العمل', ['office', 'agency']);
    await city.settle();
    later({ minutes: 6 });
    await work();
    later({ minutes: 6 });
    await work();
    expect(water.told.map(({ description }) => description)).toEqual([
      expect.stringMatching(/^نتابع البلاغ مع الجهة/),
      'أرفقوا رقم أمر العمل',
    ]);
    expect(JSON.stringify(water.told)).not.toMatch(/0512345678|سر المكتب/);
  });

  test('shows what the owner says of it, once, to the office and to the reporter', async () => {
    await set({ updates: true });
    const report = await handOver();
    await work();
    const { reference } = await standing(report.id);
    const at = clock.toString();
    const one = { service_request_id: reference, status: 'in_progress', at };
    water.updates.push(
      { ...one, update_id: 's1', description: 'خرج الفريق إلى الموقع، هاتف المشرف 0512345678' },
      { ...one, update_id: 's2', description: '' },
    );
    for (let round = 0; round < 3; round += 1) {
      later({ minutes: 6 });
      await work();
    }
    const told = (
      await act<{ timeline: { action: string; by: string; audience: string[]; remarks: { text: string }[] }[] }>(
        'cases.get-case',
        { id: report.id },
      )
    ).timeline.filter(({ action }) => action === 'ownerSays');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ audience: ['applicant', 'office', 'agency'] });
    expect(told[0]!.remarks[0]!.text).toMatch(/in_progress.*خرج الفريق إلى الموقع/);
    expect(told[0]!.remarks[0]!.text).not.toContain('0512345678');
    expect(await standing(report.id)).toMatchObject({ status: 'sent', state: 'waiting_external' });
  });

  test('whose server takes no updates is told by people: the exchange says so', async () => {
    const report = await handOver('NWC', true);
    await work();
    await say(report, 'إضافة نموذجية');
    later({ minutes: 1 });
    await work();
    expect(water.told).toEqual([]);
    const { rows } = await city.owner.query('select status, problem from reports.handover_post where case_id = $1', [
      report.id,
    ]);
    expect(rows).toEqual([{ status: 'refused', problem: expect.stringContaining('takes no updates') }]);
  });

  test('ends where the office takes it back', async () => {
    const report = await handOver();
    await work();
    await act('reports.act', { id: report.id, action: 'ownerReturned', input: { reason: 'نتولى معالجته' } });
    await city.settle();
    expect(await standing(report.id)).toMatchObject({ status: 'ended' });
    later({ minutes: 6 });
    await work();
    expect(water.calls).toEqual(['POST requests.xml']);
  });

  test('to an owner without a server is told by people, and nothing is kept of it here', async () => {
    const report = await handOver('TRAFFIC');
    await work();
    expect(await standing(report.id)).toBeUndefined();
  });
});

describe('a server that misbehaves', () => {
  test.each<[Manner, string, RegExp]>([
    ['refusing', 'refused', /400: base is a duplicate/],
    ['key-wrong', 'waiting', /403/],
    ['down', 'waiting', /503/],
    ['hanging', 'waiting', /no answer within/],
    ['no-number', 'waiting', /without a number/],
    ['broken-xml', 'waiting', /not well-formed/],
    ['bomb', 'waiting', /document type or entities/],
    ['entity', 'waiting', /document type or entities/],
    ['huge', 'waiting', /larger than/],
    ['web-page', 'waiting', /document type|not well-formed|without a number/],
    ['json-as-xml', 'waiting', /not well-formed/],
    ['xml-as-json', 'waiting', /JSON/],
    ['answer-for-many', 'waiting', /several requests/],
    ['redirecting', 'waiting', /redirect/],
    ['dripping', 'waiting', /no answer within/],
  ])('%s: the hand-over is %s, and says why', async (manner, status, problem) => {
    water.manner = manner;
    const report = await handOver();
    await work();
    const stands = await standing(report.id);
    expect(stands).toMatchObject({ status, reference: null, state: 'waiting_external' });
    expect(stands.problem).toMatch(problem);
    const { handover, exchanges } = await act<{ handover: { problem: string }; exchanges: unknown[] }>(
      'reports.get-handover',
      { id: stands.id },
    );
    expect([handover.problem, exchanges.length]).toEqual([stands.problem, 1]);
    expect(JSON.stringify(exchanges)).not.toContain('secret-of-water');
    water.manner = 'happy';
    await act('reports.retry-handover', { id: stands.id });
    await work();
    expect(await standing(report.id)).toMatchObject({ status: 'sent', problem: null });
  });

  test('slow: it is waited for', async () => {
    water.manner = 'slow';
    const report = await handOver();
    await work();
    expect(await standing(report.id)).toMatchObject({ status: 'sent' });
  });

  test('giving a number twice: the second is not believed', async () => {
    water.manner = 'same-number';
    const [first, second] = [await handOver(), await handOver()];
    await work();
    const states = [await standing(first.id), await standing(second.id)];
    expect(states.map(({ status }) => status).sort()).toEqual(['refused', 'sent']);
  });

  test.each<[Manner, RegExp]>([
    ['future', /yet to come/],
    ['elsewhere', /another place/],
    ['other-numbers', /number was not in the answer/],
    ['all-it-has', /number was not in the answer/],
    ['without-status', /without a status/],
    ['dripping', /no answer within/],
  ])('closing with %s: it is not believed', async (manner, problem) => {
    const report = await handOver();
    await work();
    const { reference } = await standing(report.id);
    water.kept.get(reference)!.status = 'closed';
    water.manner = manner;
    later({ minutes: 6 });
    await work();
    const stands = await standing(report.id);
    expect(stands).toMatchObject({ status: 'sent', state: 'waiting_external' });
    expect(stands.problem).toMatch(problem);
  });

  test('saying a status nobody knows: it is kept in its words and changes nothing', async () => {
    const report = await handOver();
    await work();
    water.manner = 'strange-status';
    later({ minutes: 6 });
    await work();
    expect(await standing(report.id)).toMatchObject({
      status: 'sent',
      state: 'waiting_external',
      their_status: 'in_negotiation',
      problem: null,
    });
    // What it says page after page is read no further than the first.
    expect(water.calls).toEqual(['POST requests.xml', 'GET requests.xml']);
  });

  test('hanging: nobody else waits, and it is left alone after three failures', async () => {
    water.manner = 'hanging';
    const [stuck, other] = [await handOver('NWC'), await handOver('SEC')];
    await handOver('NWC');
    await work();
    expect(await standing(other.id)).toMatchObject({ status: 'sent' });
    expect(await standing(stuck.id)).toMatchObject({ status: 'waiting' });
    for (let i = 0; i < 6; i += 1) {
      later({ seconds: 50 });
      await work();
    }
    const { rows } = await city.owner.query(
      `select failures, rests_until from reports.handover_owner where owner = 'NWC'`,
    );
    expect(rows[0].failures).toBeGreaterThanOrEqual(3);
    expect(rows[0].rests_until).not.toBeNull();
    const calls = water.calls.length;
    later({ seconds: 5 });
    await work();
    expect(water.calls.length).toBe(calls);
    water.manner = 'happy';
    later({ hours: 2 });
    await work();
    later({ hours: 2 });
    await work();
    expect(await standing(stuck.id)).toMatchObject({ status: 'sent' });
  });
});
