// Long because one city is started for all that a client of the standard may ask of it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type City, startCity } from '../../../tests/support/city.ts';
import { type GeoReport, geoReport, readDocument, shapeOf } from '../../../tests/support/open311-client.ts';

const FIXTURES = join(import.meta.dirname, '../../../../shared/data/reports/open311-fixtures');
const fixture = (name: string): unknown =>
  readDocument(name.endsWith('.json') ? 'application/json' : 'text/xml', readFileSync(join(FIXTURES, name), 'utf8'));

/** Names of elements at the end of a path of a document read by the client. */
const at = (document: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((value, name) => {
    const one = Array.isArray(value) ? value[0] : value;
    return (one as Record<string, unknown>)[name];
  }, document);

const PLACE = { lat: '26.42', long: '50.1' };
let city: City;
let open311: GeoReport;
let test311: GeoReport;
let key: string;
let otherKey: string;

async function keyOf(code: string, scopes: string[]): Promise<string> {
  const owner = await city.database.transaction(city.eastern.id, (tx) =>
    city.composition.identity.api.findPartyByCode(tx, code),
  );
  const made = await city.asSystem<{ key: string }>('identity.create-api-key', {
    ownerId: owner!.id,
    name: { ar: 'نظام شريك نموذجي', en: 'Sample partner system' },
    label: 'open311',
    scopes,
  });
  return made.key;
}

beforeAll(async () => {
  city = await startCity();
  open311 = geoReport(`http://127.0.0.1:${city.port}/open311/v2`);
  test311 = geoReport(`http://127.0.0.1:${city.port}/open311/test/v2`);
  key = await keyOf('EST-SAMPLE-1', ['reports.*']);
  otherKey = await keyOf('EST-SAMPLE-2', ['reports.*']);
});
afterAll(() => city?.close());

const submit = (form: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  open311.post(
    'requests.xml',
    { api_key: key, service_code: 'RD-01', ...PLACE, description: 'حفرة', ...form },
    headers,
  );
const numberOf = (document: unknown) => String(at(document, 'service_requests', 'request', 'service_request_id'));
const errors = (document: unknown) =>
  [at(document, 'errors', 'error')].flat() as { code: string; description: string }[];

describe.runIf(existsSync(FIXTURES))('a client written by the standard finds what real servers answer', () => {
  test('in discovery', async () => {
    const host = geoReport(`http://127.0.0.1:${city.port}/open311`);
    for (const client of [host, open311]) {
      const { status, type, document } = await client.get('discovery.xml');
      expect([status, type]).toEqual([200, 'text/xml']);
      expect(shapeOf(document)).toEqual(shapeOf(fixture('discovery-dc.xml')));
      const json = await client.get('discovery.json');
      expect(json.type).toBe('application/json');
      expect(shapeOf(json.document)).toEqual(shapeOf(fixture('discovery-boston.json')));
      const endpoints = (json.document as { endpoints: { type: string; url: string }[] }).endpoints;
      expect(endpoints.map((one) => one.type)).toEqual(['production', 'test']);
      for (const { url } of endpoints) expect((await geoReport(url).get('services.xml')).status).toBe(200);
    }
  });

  test('in the list of services and their definitions', async () => {
    const { document, type, text } = await open311.get('services.xml?jurisdiction_id=eastern.sa');
    expect(type).toBe('text/xml; charset=utf-8');
    expect(text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>/i);
    expect(text).not.toContain('type="array"');
    const theirs = shapeOf(at(fixture('dc-services.xml'), 'services', 'service'));
    expect(shapeOf(at(document, 'services', 'service'))).toEqual(theirs);
    expect([at(document, 'services', 'service')].flat()).toHaveLength(105);

    const definition = (await open311.get('services/RD-01.xml')).document;
    const attribute = ([at(definition, 'service_definition', 'attributes', 'attribute')].flat() as object[]).at(-1);
    const dc = [
      at(fixture('dc-services-S0301.xml'), 'service_definition', 'attributes', 'attribute'),
    ].flat() as object[];
    expect(shapeOf(attribute)).toEqual(shapeOf(dc[1]));
    const json = (await open311.get('services/RD-01.json')).document as { attributes: unknown[] };
    expect(json).toMatchObject({
      service_code: 'RD-01',
      attributes: [
        { variable: true, code: 'WIDTH_CM', datatype: 'number', required: false, order: 1 },
        {
          code: 'LANE',
          datatype: 'singlevaluelist',
          order: 2,
          values: [{ key: 'LANE' }, { key: 'SIDE' }, { key: 'PARKING' }],
        },
      ],
    });
  });

  test('in what a request is answered, one and many', async () => {
    const posted = await submit();
    expect(posted.status).toBe(200);
    const number = numberOf(posted.document);
    expect(Object.keys(at(posted.document, 'service_requests', 'request') as object).sort()).toEqual([
      'account_id',
      'service_notice',
      'service_request_id',
    ]);
    const theirs = shapeOf(at(fixture('service-request.xml'), 'service_requests', 'request'));
    for (const path of [`requests/${number}.xml`, `requests.xml?service_request_id=${number}`, 'requests.xml']) {
      const { document, status } = await open311.get(path);
      expect(status).toBe(200);
      const ours = at(document, 'service_requests', 'request') as Record<string, string>;
      expect(shapeOf(ours)).toEqual(theirs);
    }
    const token = await open311.get(`tokens/${number}.xml`);
    expect(shapeOf(token.document)).toEqual(shapeOf(fixture('token.xml')));
  });

  test('in errors', async () => {
    const refused = await open311.post('requests.xml', { api_key: key, service_code: 'RD-01' });
    expect(refused.status).toBe(400);
    expect(shapeOf(refused.document)).toEqual(shapeOf(fixture('boston-err-submitrequest-base_is_duplicate.xml')));
  });
});

describe('reading', () => {
  test('speaks both languages, and the format that is asked for', async () => {
    const arabic = (await open311.get('services.json')).document as { service_name: string; group: string }[];
    const english = (await open311.get('services.json?locale=en')).document as { service_name: string }[];
    const accepted = (await open311.get('services', { accept: 'application/json', 'accept-language': 'en-GB' }))
      .document;
    expect([arabic[0]!.service_name, english[0]!.service_name]).toEqual(['حفرة في الطريق', 'Pothole']);
    expect(accepted).toEqual(english);
    expect((await open311.get('services')).type).toBe('text/xml; charset=utf-8');
    expect((await open311.get('services', { accept: 'text/xml, application/json' })).type).toContain('text/xml');
  });

  test.each([
    ['services.xml?jurisdiction_id=elsewhere.gov', 404],
    ['services/NONE.xml', 404],
    ['requests/940-2026-101-000001-11.xml', 404],
    ['tokens/none.xml', 404],
    ['nothing.xml', 404],
    ['requests.xml?status=ajar', 400],
    ['requests.xml?start_date=2026-01-01', 400],
    ['requests.xml?start_date=2026-01-01T00:00:00Z&end_date=2026-09-01T00:00:00Z', 400],
    ['requests.xml?start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z', 400],
    ['requests.xml?page=0', 400],
    ['requests.xml?page=999999', 400],
    ['requests.xml?start_date=2026-01-01T00:00:00Z&start_date=2026-01-02T00:00:00Z', 400],
    ['requests.xml?api_key=wrong', 403],
    ['requests.xml?api_key=amk_wrong', 403],
    ['services/%E0%A4%A.xml', 400],
  ])('answers %s with %i in the standard’s words', async (path, status) => {
    for (const [extension, list] of [
      ['.xml', false],
      ['.json', true],
    ] as const) {
      const answer = await open311.get(path.replace('.xml', extension));
      expect(answer.status).toBe(status);
      const found = (list ? answer.document : errors(answer.document)) as { code: unknown; description: string }[];
      expect(Number(found[0]!.code)).toBe(status);
      expect(found[0]!.description.length).toBeGreaterThan(5);
    }
  });

  test('pages through what a span of time holds, newest first, in UTC', async () => {
    for (let i = 0; i < 3; i += 1) await submit();
    const page = async (n: number) =>
      (await open311.get(`requests.json?page_size=2&page=${n}`)).document as {
        service_request_id: string;
        requested_datetime: string;
      }[];
    const [first, second] = [await page(1), await page(2)];
    expect(first).toHaveLength(2);
    expect(new Set([...first, ...second].map((one) => one.service_request_id)).size).toBe(first.length + second.length);
    for (const one of first) expect(one.requested_datetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const link = (await open311.get('requests.json?page_size=2')).headers.get('link')!;
    expect(link).toContain('page=2');
    const none = await open311.get(
      'requests.json?start_date=2020-01-01T00:00:00Z&end_date=2020-02-01T00:00:00%2B03:00',
    );
    expect(none.document).toEqual([]);
    expect((await open311.get('requests.json?service_code=RD-01,LT-01&status=open')).document).not.toEqual([]);
    expect((await open311.get('requests.json?status=closed')).document).toEqual([]);
  });

  test('adds our own members only when asked', async () => {
    const number = numberOf((await submit()).document);
    const [plain] = (await open311.get(`requests/${number}.json`)).document as Record<string, unknown>[];
    const [extended] = (await open311.get(`requests/${number}.json?extensions=true`)).document as Record<
      string,
      unknown
    >[];
    expect(plain).not.toHaveProperty('extended_attributes');
    expect(extended).toMatchObject({ extended_attributes: { state: 'received', fixed: false, service_group: 'RD' } });
    expect((await open311.get(`requests/${number}.xml?extensions=true`)).status).toBe(200);
  });
});

describe('sending', () => {
  test('is kept whole, with its answers in words, and shown to the office', async () => {
    const posted = await submit({
      'attribute[WIDTH_CM]': '40',
      'attribute[LANE]': 'SIDE',
      'attribute[external_id]': 'their-1',
      media_url: 'https://photos.example.com/1.jpg',
      address_string: 'شارع نموذجي',
      first_name: 'نموذج',
      last_name: 'مواطن',
      email: 'Sample@Example.com',
      description: 'حفرة <b>كبيرة</b> & عميقة',
    });
    const number = numberOf(posted.document);
    const { rows } = await city.owner.query<{ data: Record<string, unknown> }>(
      `select projection -> 'data' as data from cases."case" where number = $1`,
      [number],
    );
    expect(rows[0]!.data).toMatchObject({
      channel: 'open311',
      externalNumber: 'their-1',
      contactName: 'نموذج مواطن',
      contactEmail: 'sample@example.com',
      description: 'حفرة <b>كبيرة</b> & عميقة',
    });
    expect(rows[0]!.data.serviceAnswers).toBe('اتساع الحفرة بالسنتيمتر تقديراً: 40\nأين هي من الطريق؟: على جانب الطريق');
  });

  test('of the same thing twice makes one report, whoever lost the answer', async () => {
    const form = { 'attribute[fixmystreet_id]': '5501' };
    const [first, second] = [await submit(form), await submit(form)];
    expect(numberOf(second.document)).toBe(numberOf(first.document));
    // Long after, when answers are kept no more.
    await city.owner.query('delete from platform.idempotency');
    expect(numberOf((await submit(form)).document)).toBe(numberOf(first.document));
    const token = await open311.get(`tokens/5501.json?api_key=${key}`);
    expect(token.document).toEqual([{ service_request_id: numberOf(first.document), token: '5501' }]);
    expect((await open311.get('tokens/5501.json')).status).toBe(404);
    // The same number of another sender is another report.
    const others = await submit({ ...form, api_key: otherKey });
    expect(numberOf(others.document)).not.toBe(numberOf(first.document));
    const header = { 'idempotency-key': 'a-key-of-the-client-1' };
    expect(numberOf((await submit({}, header)).document)).toBe(numberOf((await submit({}, header)).document));
    const many = await Promise.all(Array.from({ length: 6 }, () => submit({ external_id: 'at-once' })));
    expect(new Set(many.map(({ document }) => numberOf(document))).size).toBe(1);
  });

  test.each<[string, Record<string, string>, number, RegExp]>([
    ['no key', { api_key: '' }, 403, /api_key/],
    ['a wrong key', { api_key: 'amk_no' }, 403, /api_key/],
    ['an unknown service', { service_code: 'NONE' }, 404, /service_code/],
    ['no service', { service_code: '' }, 400, /service_code/],
    ['half a place', { long: '' }, 400, /lat, long/],
    ['a place as words', { lat: 'north' }, 400, /lat/],
    ['a place outside', { lat: '-33', long: '151' }, 400, /lat, long/],
    ['an answer that is no number', { 'attribute[WIDTH_CM]': 'wide' }, 400, /WIDTH_CM/],
    ['an answer not on the list', { 'attribute[LANE]': 'SKY' }, 400, /LANE/],
    ['an answer nobody asked for', { 'attribute[OTHER]': '1' }, 400, /OTHER/],
    ['a media address that is none', { media_url: 'javascript:alert(1)' }, 400, /media_url/],
    ['a description beyond 4,000 characters', { description: 'x'.repeat(4_001) }, 400, /description/],
    ['a telephone that is none', { phone: '123' }, 400, /phone/],
    ['another city', { jurisdiction_id: 'elsewhere' }, 404, /jurisdiction_id/],
  ])('with %s is refused', async (_, form, status, name) => {
    const refused = await submit(form);
    expect([refused.status, errors(refused.document)[0]!.code]).toEqual([status, String(status)]);
    expect(errors(refused.document)[0]!.description).toMatch(name);
  });

  test('is refused where it is no form, too large, ambiguous or not UTF-8', async () => {
    const json = await open311.post('requests.xml', '{}', { 'content-type': 'application/json' });
    expect([json.status, json.type.split(';')[0]]).toEqual([400, 'text/xml']);
    const xml = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>';
    expect((await open311.post('requests.xml', xml, { 'content-type': 'text/xml' })).status).toBe(400);
    expect((await open311.post('requests.xml', `description=${'x'.repeat(70_000)}`)).status).toBe(400);
    expect((await open311.post('requests.xml', `api_key=${key}&service_code=RD-01&service_code=LT-01`)).status).toBe(
      400,
    );
    expect((await open311.post('requests.xml', `api_key=${key}&service_code=RD-01&description=%FF`)).status).toBe(400);
    const cookie = (await city.signIn('resident-1')).headers;
    expect((await open311.post('requests.xml', { service_code: 'RD-01', ...PLACE }, cookie)).status).toBe(403);
  });

  test('as FixMyStreet’s own client sends it is taken: several pictures, and what its servers add unasked', async () => {
    const form = new URLSearchParams({
      api_key: key,
      jurisdiction_id: 'eastern.sa',
      service_code: 'RD-01',
      ...PLACE,
      description: 'حفرة في الطريق\r\n\r\nأمام المدرسة\r\n\r\nhttps://fixmystreet.example.org/report/9001\r\n',
      first_name: 'Sample',
      last_name: 'Reporter',
      'attribute[fixmystreet_id]': '9001',
      'attribute[title]': 'MR',
      'attribute[easting]': '401234',
    });
    form.append('media_url', 'https://fixmystreet.example.org/photo/1.jpeg');
    form.append('media_url', 'https://fixmystreet.example.org/photo/2.jpeg');
    const first = await open311.post('requests.xml', form.toString());
    expect(first.status).toBe(200);
    const number = numberOf(first.document);
    expect(numberOf((await open311.post('requests.xml', form.toString())).document)).toBe(number);
    const { rows } = await city.owner.query('select url from reports.media_fetch where number = $1 order by 1', [
      number,
    ]);
    expect(rows.map(({ url }) => url.slice(-6))).toEqual(['1.jpeg', '2.jpeg']);
  });

  test('to the test endpoint is checked and keeps nothing', async () => {
    const count = async () => (await city.owner.query('select count(*)::int as n from cases."case"')).rows[0].n;
    const before = await count();
    const good = await test311.post('requests.xml', { api_key: key, service_code: 'RD-01', ...PLACE });
    expect([good.status, numberOf(good.document)]).toEqual([200, 'TEST']);
    const bad = await test311.post('requests.xml', {
      api_key: key,
      service_code: 'RD-01',
      ...PLACE,
      'attribute[LANE]': 'SKY',
    });
    expect(bad.status).toBe(400);
    expect(await count()).toBe(before);
  });

  test('with a key confined to reading is refused', async () => {
    const reading = await keyOf('EST-SAMPLE-1', ['reports.list-service-requests', 'reports.get-catalogue']);
    expect((await submit({ api_key: reading })).status).toBe(403);
    expect((await open311.get(`requests.xml?api_key=${reading}`)).status).toBe(200);
  });
});

describe('updates of requests', () => {
  const updatesOf = (document: unknown) =>
    [at(document, 'service_request_updates', 'request_update') ?? []].flat() as Record<string, string>[];
  const post = (form: Record<string, string>) =>
    open311.post('servicerequestupdates.xml', { api_key: key, status: 'OPEN', ...form });
  const actionsOf = async (number: string) =>
    (
      await city.owner.query<{ action: string; input: unknown }>(
        `select a.action, a.input from cases.action a join cases."case" c on c.id = a.case_id where c.number = $1 order by seq`,
        [number],
      )
    ).rows;
  async function office(number: string, action: string, input: Record<string, unknown>) {
    const { actor } = await city.signIn('supervisor-1');
    const { rows } = await city.owner.query<{ id: string }>(`select id from cases."case" where number = $1`, [number]);
    await city.composition.pipeline.call({
      operation: 'reports.act',
      input: { id: rows[0]!.id, action, input },
      actor,
      tenant: city.eastern,
      requestId: 'update-test',
    });
    await city.settle();
  }

  test('come in once, as what the reporter adds', async () => {
    const number = numberOf((await submit()).document);
    const form = {
      service_request_id: number,
      update_id: '77',
      description: 'ما زالت الحفرة',
      updated_datetime: '2026-01-01T00:00:00Z',
    };
    const first = await post(form);
    expect([first.status, updatesOf(first.document)[0]!.update_id]).toEqual([
      200,
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
    await city.owner.query('delete from platform.idempotency');
    expect(updatesOf((await post(form)).document)).toEqual(updatesOf(first.document));
    expect((await actionsOf(number)).map(({ action }) => action)).toEqual(['open', 'reporterAdds']);
  });

  test.each<[string, Record<string, string>, number]>([
    ['no key', { api_key: '' }, 403],
    ['another’s report', { api_key: 'other' }, 404],
    ['no number', { service_request_id: '' }, 400],
    ['no number of the update', { update_id: '' }, 400],
    ['no words', { description: '' }, 400],
    ['a date that is none', { updated_datetime: 'yesterday' }, 400],
    ['a report that is not there', { service_request_id: '940-2026-101-000001-11' }, 404],
  ])('with %s are refused', async (what, form, status) => {
    const number = numberOf((await submit()).document);
    const given = { service_request_id: number, update_id: `no ${what}`, description: 'نص', ...form };
    expect((await post({ ...given, ...(form.api_key === 'other' ? { api_key: otherKey } : {}) })).status).toBe(status);
  });

  test('go out by time to everybody but who wrote them; only words that cannot mirror ours move a report', async () => {
    const number = numberOf((await submit()).document);
    await office(number, 'triage', { urgency: 2 });
    await office(number, 'closeWithReason', { result: 'noted', reason: 'دُوّنت للخطة القادمة' });
    const read = async (query = '') => {
      const { document } = await open311.get(`servicerequestupdates.xml?page_size=1000${query}`);
      return updatesOf(document).filter((one) => one.service_request_id === number);
    };
    const told = await read();
    expect(told.map(({ status, external_status_code }) => [status, external_status_code])).toEqual([
      ['open', 'triaged'],
      ['closed', 'closed'],
    ]);
    expect(told[1]!.description).toMatch(/دون إثبات معالجة/);

    const mirrored = await post({ service_request_id: number, update_id: 'm', status: 'CLOSED', description: 'شكراً' });
    expect(mirrored.status).toBe(400);
    const later = Temporal.Now.instant().add({ minutes: 1 }).toString();
    const form = {
      service_request_id: number,
      update_id: 'r',
      status: 'OPEN',
      description: 'لم تُصلح',
      updated_datetime: later,
    };
    expect((await post(form)).status).toBe(200);
    expect((await actionsOf(number)).at(-1)!.action).toBe('notFixed');
    await city.settle();
    expect((await read()).map((one) => one.external_status_code)).toEqual(['triaged', 'closed', 'reopened']);
    expect((await read(`&api_key=${key}`)).map((one) => one.external_status_code)).toEqual(['triaged', 'closed']);
  });
});
