import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Actor, anonymous, type Role } from '#kernel/actor.ts';
import type { Problem } from '#kernel/problem.ts';
import { newId } from '#platform/ids.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { composed } from '../../../tests/support/compose.ts';
import { applyTenant, TENANTS_FOLDER } from '../../seed.ts';
import type { CardEdit, CardWork, CatalogueOverview, FoundServices, PublicCard, WaitingOpinions } from './api.ts';
import { tenantCatalogue } from './fixtures/tenant-catalogue.ts';
import { catalogueLinks } from './http-catalogue.ts';
import { opinionForgetting } from './jobs-opinions.ts';

const composition = await composed();
const { tenant } = await applyTenant(composition, join(TENANTS_FOLDER, 'eastern'), false);
const { tenant: other } = await applyTenant(composition, join(TENANTS_FOLDER, 'boston'), false);
const employee = (role: Role): Actor => ({
  ...anonymous(tenant.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role, municipalityId: null }],
});
const resident = (): Actor => ({ ...anonymous(tenant.id), kind: 'person', partyId: newId(), segment: 'individual' });
const administrator = employee('administrator');
const nobody = anonymous(tenant.id);

async function call<O>(operation: string, input: unknown, actor: Actor = administrator, of = tenant): Promise<O> {
  return (await composition.pipeline.call({ operation, input, actor, tenant: of, requestId: newId() })).output as O;
}
const refusal = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => expect.unreachable(),
    (error) => error,
  );
const work = (code: string) => call<CardWork>('services.get-card-work', { code });
const card = (id: string, actor = nobody) => call<PublicCard>('services.get-card', { id }, actor);
function edited({ facts: _, ...document }: CardWork['card'], change: Partial<CardEdit> = {}): CardEdit {
  return { ...document, confirmed: { card: false, steps: false }, ...change };
}

test('a catalogue is read by everybody: groups, segments, life events, a card by its code', async () => {
  const { catalogue } = await call<{ catalogue: CatalogueOverview }>('services.get-catalogue', {}, nobody);
  expect(catalogue).toMatchObject({ total: 100 });
  expect(catalogue.groups.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  expect(catalogue.events.find(({ key }) => key === 'open-shop')?.services.map(({ code }) => code)).toContain('CML-01');
  const found = await card('bld-05');
  expect(found.card).toMatchObject({ code: 'BLD-05', level: { reached: { level: 1 }, target: { level: 4 } } });
  expect(found.card.related.map(({ code }) => code)).toContain('BLD-16');
  expect(found).toMatchObject({ rating: { votes: 0, average: null }, mine: null });
  expect(await refusal(card('ZZZ-99'))).toMatchObject({ code: 'services.not-found', status: 404 });
});

test('services are found by words and narrowed by group, segment and axis', async () => {
  const find = (input: object) => call<FoundServices>('services.find-cards', input, nobody);
  expect((await find({ q: 'رخصه محل' })).items[0]).toMatchObject({ code: 'CML-01', free: false, here: true });
  expect((await find({ group: 'INF', segment: 'utility' })).items).toHaveLength(8);
  const axis = await find({ axis: 'mobility' });
  expect(axis.items.length).toBeGreaterThan(3);
  expect((await find({ q: 'رخصة غواصة' })).near.length).toBeGreaterThan(0);
});

test('a tenant without a catalogue says so and fails nowhere', async () => {
  const of = anonymous(other.id);
  expect(await call('services.get-catalogue', {}, of, other)).toEqual({ catalogue: null });
  expect(await call('services.find-cards', { q: 'permit' }, of, other)).toEqual({ items: [], near: [] });
  expect(await refusal(call('services.get-card', { id: 'CML-01' }, of, other))).toMatchObject({ status: 404 });
});

test('a card is drafted, seen before it is published, published with who and why, and taken back', async () => {
  const before = await work('PRM-02');
  const duration = { min: 2, max: 3, unit: 'workingDay', basis: 'adopted' } as const;
  const change = edited(before.card, { duration, confirmed: { card: true, steps: true } });
  const { revision } = await call<{ revision: number }>('services.save-card-draft', {
    code: 'PRM-02',
    card: change,
    revision: 0,
  });
  const drafted = await work('PRM-02');
  expect(drafted.draft).toMatchObject({ revision: 1, overtaken: false, preview: { duration } });
  expect(drafted.draft?.changes.map(({ path }) => path)).toEqual(['duration', 'facts.basis', 'facts.steps']);
  expect(drafted.findings.map(({ kind }) => kind)).not.toContain('no-duration');
  expect((await card('PRM-02')).card.duration).toBeNull();

  expect(await refusal(call('services.save-card-draft', { code: 'PRM-02', card: change, revision: 0 }))).toMatchObject({
    code: 'services.draft-changed',
    status: 409,
  });
  const { version } = await call<{ version: number }>('services.publish-card', {
    code: 'PRM-02',
    revision,
    note: 'اتفاق مع الإدارة',
  });
  expect(version).toBe(before.version + 1);
  expect((await card('PRM-02')).card.duration).toEqual(duration);
  const published = await work('PRM-02');
  expect(published.draft).toBeNull();
  expect(published.versions[0]).toMatchObject({ version, note: 'اتفاق مع الإدارة' });

  await call('services.draft-card-version', { code: 'PRM-02', version: before.version });
  await call('services.publish-card', { code: 'PRM-02', revision: 1 });
  expect((await card('PRM-02')).card.duration).toBeNull();
  expect((await work('PRM-02')).versions).toHaveLength(3);
});

test('a draft that names what is not there is refused at its place, and a withdrawn card is seen by the office alone', async () => {
  const { card: document } = await work('PRM-08');
  const wrong = edited(document, { channels: ['carrier-pigeon'] });
  const problem = await refusal(call('services.save-card-draft', { code: 'PRM-08', card: wrong, revision: 0 }));
  expect(problem).toMatchObject({ code: 'services.card-faulty', fields: [{ path: 'card.channels.0' }] });
  await call('services.save-card-draft', { code: 'PRM-08', card: edited(document, { active: false }), revision: 0 });
  await call('services.publish-card', { code: 'PRM-08', revision: 1 });
  expect(await refusal(card('PRM-08'))).toMatchObject({ status: 404 });
  expect((await work('PRM-08')).card.active).toBe(false);
  expect((await card('CML-01')).card.related.map(({ code }) => code)).not.toContain('PRM-08');
});

test('the file undoes nothing that the office changed after it, and adds what is new in it', async () => {
  const { words, cards } = tenantCatalogue();
  const put = (changed = cards) =>
    composition.callAsSystem<{ published: number }>(tenant, 'services.put-catalogue', { words, cards: changed });
  const { card: document } = await work('PRM-03');
  const change = edited(document, { description: { ar: 'وصف جديد', en: 'A new description' } });
  await call('services.save-card-draft', { code: 'PRM-03', card: change, revision: 0 });
  await call('services.publish-card', { code: 'PRM-03', revision: 1 });
  expect(await put()).toMatchObject({ published: 0 });
  expect((await card('PRM-03')).card.description.ar).toBe('وصف جديد');
  const moved = cards.map((one) => (one.code === 'PRM-04' ? { ...one, attributes: ['youth'] } : one));
  expect(await put(moved)).toMatchObject({ published: 1 });
  expect((await card('PRM-04')).card.attributes.map(({ code }) => code)).toEqual(['youth']);
});

test('one person has one opinion; words wait, stars count from five on', async () => {
  const people = Array.from({ length: 5 }, resident);
  for (const [i, person] of people.entries()) {
    await call('services.rate', { id: 'HLT-01', stars: i === 0 ? 1 : 5, words: i === 0 ? 'تأخرت' : '' }, person);
    const { rating } = await card('HLT-01');
    expect(rating).toEqual({ votes: i + 1, average: i < 4 ? null : 4.2 });
  }
  await call('services.rate', { id: 'HLT-01', stars: 3, words: 'تأخرت قليلًا' }, people[0]);
  expect(await card('HLT-01', people[0])).toMatchObject({
    rating: { votes: 5, average: 4.6 },
    mine: { stars: 3, words: 'تأخرت قليلًا', standing: 'waiting' },
    said: [],
  });
  const { items } = await call<WaitingOpinions>('services.list-waiting-opinions', {});
  expect(items).toMatchObject([{ code: 'HLT-01', stars: 3, words: 'تأخرت قليلًا' }]);
  const [waiting] = items;
  await call('services.decide-opinion', { opinionId: waiting!.id, at: waiting!.at, shown: true });
  expect((await card('HLT-01')).said).toMatchObject([{ stars: 3, words: 'تأخرت قليلًا' }]);
  // Who changes their words is looked at again.
  await call('services.rate', { id: 'HLT-01', stars: 3, words: 'غير ذلك' }, people[0]);
  expect((await card('HLT-01')).said).toEqual([]);
  expect(
    await refusal(call('services.decide-opinion', { opinionId: waiting!.id, at: waiting!.at, shown: true })),
  ).toMatchObject({ code: 'services.opinion-changed', status: 409 });
  await call('services.withdraw-rating', { id: 'HLT-01' }, people[0]);
  expect((await card('HLT-01', people[0])).mine).toBeNull();
  expect(await refusal(call('services.rate', { id: 'HLT-01', stars: 5 }, nobody))).toMatchObject({ status: 401 });
});

test('the linter tells the office what to mend', async () => {
  const { cards, findings } = await call<{ cards: number; findings: { code: string; kind: string; name: object }[] }>(
    'services.lint-cards',
    {},
    employee('auditor'),
  );
  expect(cards).toBeGreaterThan(90);
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: 'CML-01',
      kind: 'held-document',
      name: { ar: 'إصدار رخصة تجارية', en: expect.anything() },
    }),
  );
  expect(await refusal(call('services.lint-cards', {}, resident()))).toMatchObject({ status: 403 });
});

test('other programs are handed linked data under the names of the services', async () => {
  const ask = (path: string, headers: Record<string, string> = {}) =>
    catalogueLinks(new Request(`http://city.example${path}`, { headers }), {
      tenant,
      protocol: 'https',
      call: (operation: string, input: unknown) => call(operation, input, nobody),
    } as unknown as RequestServices);
  const one = await ask('/services/BLD-05.jsonld');
  expect(one?.headers.get('content-type')).toContain('application/ld+json');
  const { '@graph': graph } = (await one!.json()) as { '@graph': { '@id': string }[] };
  expect(graph[0]?.['@id']).toBe('https://city.example/services/BLD-05');
  const all = (await (await ask('/services.jsonld'))!.json()) as { '@graph': { '@type': string }[] };
  expect(all['@graph'].filter((node) => node['@type'] === 'cpsv:PublicService').length).toBeGreaterThan(90);
  const etag = one!.headers.get('etag')!;
  expect((await ask('/services/BLD-05.jsonld', { 'if-none-match': etag }))?.status).toBe(304);
  // A name leads people to the page, and programs that ask for data to the data.
  const led = await ask('/services/BLD-05', { accept: 'text/html' });
  expect([led?.status, led?.headers.get('location')]).toEqual([303, '/ar/services/BLD-05']);
  expect((await ask('/services/BLD-05', { accept: 'application/ld+json' }))?.status).toBe(200);
  expect(await refusal(Promise.resolve(ask('/services/ZZZ-99.jsonld')))).toMatchObject({ status: 404 });
  expect(await ask('/services/a/b/c')).toBeNull();
});

test('a person’s opinions go when the person is forgotten', async () => {
  const person = resident();
  await call('services.rate', { id: 'BLD-01', stars: 2, words: 'رأي نموذجي' }, person);
  expect((await card('BLD-01', person)).mine).not.toBeNull();
  await composition.database.transaction(tenant.id, (tx) =>
    opinionForgetting.handle(tx, [{ payload: { partyId: person.partyId } } as never], tenant),
  );
  expect((await card('BLD-01', person)).mine).toBeNull();
});
