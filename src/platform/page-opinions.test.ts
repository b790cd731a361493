import { expect, test } from 'vitest';
import { type Actor, anonymous } from '#kernel/actor.ts';
import { testDatabase } from '../../tests/support/postgres.ts';
import { sql } from './db.ts';
import { newId } from './ids.ts';
import { type PageOpinions, pageOpinionOperations } from './page-opinions.ts';
import { createPipeline } from './pipeline.ts';
import { createTenants, type Tenant } from './tenants.ts';

const { database } = await testDatabase({ fresh: true });
const tenants = createTenants(database, 'sample');
const put = (key: string) =>
  tenants.put({ key, name: { ar: 'نموذج' }, languages: ['ar'], timeZone: 'Asia/Riyadh', calendars: [], settings: {} });
const tenant = await put('sample');
const other = await put('other');
const pipeline = createPipeline({
  database,
  operations: pageOpinionOperations,
  record: () => sql`select 1`,
  isHeard: () => false,
  wakeRelay: () => {},
});
const supervisor = (of: Tenant): Actor => ({
  ...anonymous(of.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role: 'supervisor', municipalityId: null }],
});
const call = (operation: string, input: unknown, actor: Actor, of = tenant) =>
  pipeline.call({ operation, input, actor, tenant: of, requestId: newId() }).then(({ output }) => output);
const rate = (page: string, useful: boolean, reason: string | null = null) =>
  call('platform.rate-page', { page, language: 'ar', useful, reason }, anonymous(tenant.id));

test('readers say what they think, and the office sees the page with most complaints first', async () => {
  await rate('/[lang=lang]/(portal)/track', true);
  await rate('/[lang=lang]/(portal)/report', false, 'unclear');
  await rate('/[lang=lang]/(portal)/report', false, 'unclear');
  await rate('/[lang=lang]/(portal)/report', true, 'slow');
  const { items } = (await call('platform.list-page-opinions', {}, supervisor(tenant))) as PageOpinions;
  expect(items).toEqual([
    { page: '/[lang=lang]/(portal)/report', useful: 1, notUseful: 2, reasons: { unclear: 2 } },
    { page: '/[lang=lang]/(portal)/track', useful: 1, notUseful: 0, reasons: {} },
  ]);
  expect(await call('platform.list-page-opinions', {}, supervisor(other), other)).toMatchObject({ items: [] });
});

test('an address with somebody’s number or anything but the name of a page is refused', async () => {
  for (const page of ['/ar/track/940-2026?code=X', 'https://example.com/', '/a b', '', `/${'a'.repeat(200)}`]) {
    await expect(rate(page, true), page).rejects.toMatchObject({ code: 'request.invalid' });
  }
  await expect(call('platform.list-page-opinions', {}, anonymous(tenant.id))).rejects.toMatchObject({
    code: 'request.sign-in-required',
  });
});
