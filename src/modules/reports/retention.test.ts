import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, type SignedIn, startCity } from '../../../tests/support/city.ts';

let now = Temporal.Instant.from('2026-11-22T09:00:00Z');
let city: City;
let steward: SignedIn;
let resident: SignedIn;

beforeAll(async () => {
  city = await startCity({ environment: { DEMO: 'on' }, now: () => now });
  steward = await city.signIn('steward-1');
  resident = await city.signIn('resident-1');
});
afterAll(() => city.close());

async function call<O>(who: SignedIn | null, method: string, path: string, body?: unknown): Promise<O> {
  const response = await fetch(`http://127.0.0.1:${city.port}/api/v1${path}`, {
    method,
    headers: {
      ...who?.headers,
      'idempotency-key': crypto.randomUUID(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as O & { code: string };
  if (!response.ok) throw Object.assign(new Error(answer.code), { status: response.status, code: answer.code });
  return answer;
}

interface Receipt {
  readonly id: string;
  readonly number: string;
  readonly trackingCode: string;
}
const report = (who: SignedIn | null, text: string) =>
  call<Receipt>(who, 'POST', '/reports', {
    category: 'RD-01',
    location: { longitude: 50.1, latitude: 26.43 },
    description: `${text} وصف نموذجي`,
    contact: { name: 'نموذج المبلّغ', mobile: '0512345678' },
  });
const close = (id: string, at: string) =>
  city.owner.query('update cases."case" set closed_at = $2 where id = $1', [id, at]);
const textOf = async (id: string): Promise<string> => {
  const { rows } = await city.owner.query<{ text: string }>(
    `select projection::text || (select string_agg(input::text || events::text, '') from cases.action where case_id = id) as text
     from cases."case" where id = $1`,
    [id],
  );
  return rows[0]!.text;
};
/** Sessions of yesterday are over. */
async function tomorrow(): Promise<void> {
  now = now.add({ hours: 24 });
  steward = await city.signIn('steward-1');
  resident = await city.signIn('resident-1');
}
async function night(): Promise<number> {
  let removed = 0;
  for (;;) {
    const batch = await city.asSystem<{ removed: number; more: boolean }>('identity.run-retention', {});
    removed += batch.removed;
    if (!batch.more) return removed;
  }
}
interface Overview {
  readonly version: number;
  readonly rules: readonly { key: string; days: number; last: { removed: number; endedAt: string | null } | null }[];
  readonly holds: readonly { id: string; number: string }[];
  readonly versions: readonly { version: number; note: string | null }[];
}
const overview = () => call<Overview>(steward, 'GET', '/identity/office/retention');
const due = async (key: string) =>
  (
    await call<{ items: { key: string; due: number }[] }>(steward, 'GET', '/identity/office/retention/preview')
  ).items.find((one) => one.key === key)!.due;

test('takes contact and words out of closed reports past their term, and leaves what is held', async () => {
  const old = await report(null, 'قديم');
  const held = await report(null, 'موقوف');
  const young = await report(null, 'حديث');
  const open = await report(null, 'مفتوح');
  for (const { id } of [old, held]) await close(id, '2021-01-01T00:00:00Z');
  await close(young.id, '2026-11-01T00:00:00Z');
  await call(steward, 'POST', '/identity/office/retention/holds', { number: held.number, reason: 'دعوى نموذجية' });
  await expect(
    call(steward, 'POST', '/identity/office/retention/holds', { number: '940-2026-101-1-11', reason: 'دعوى' }),
  ).rejects.toMatchObject({ status: 404 });

  expect(await due('reports.closed')).toBe(1);
  expect(await night()).toBe(1);
  expect(await textOf(old.id)).not.toMatch(/قديم|512345678|نموذج المبلّغ/);
  for (const [one, word] of [
    [held, 'موقوف'],
    [young, 'حديث'],
    [open, 'مفتوح'],
  ] as const) {
    expect(await textOf(one.id)).toContain(word);
    expect(await textOf(one.id)).toContain('512345678');
  }
  const tracked = await call<{ number: string; description: string }>(null, 'POST', '/reports-track', {
    number: old.number,
    code: old.trackingCode,
  });
  expect(tracked).toMatchObject({ number: old.number, description: '—' });
  const { rowCount } = await city.owner.query(
    "select from cases.redaction where case_id = $1 and reason = 'retention'",
    [old.id],
  );
  expect(rowCount).toBe(1);

  // The same night again finds its work done; the next night finds nothing new, and what was released.
  expect(await night()).toBe(0);
  const { rules, holds } = await overview();
  expect(rules.find(({ key }) => key === 'reports.closed')!.last).toMatchObject({ removed: 1 });
  await call(steward, 'DELETE', `/identity/office/retention/holds/${holds[0]!.id}`);
  await tomorrow();
  // While reports are brought in, those past their term wait.
  const bring = (finished: boolean) =>
    city.asSystem('reports.import-open311', { source: 'sample', firstLine: 1, lines: [], settledLines: 0, finished });
  await bring(false);
  expect(await night()).toBe(0);
  expect(await textOf(held.id)).toContain('موقوف');
  await bring(true);
  expect(await night()).toBe(1);
  expect(await textOf(held.id)).not.toContain('موقوف');
});

test('leaves the report of somebody whose erasure is held', async () => {
  const mine = await report(resident, 'صاحبه');
  await close(mine.id, '2021-01-01T00:00:00Z');
  const { id } = await call<{ id: string }>(resident, 'POST', '/identity/data-requests', { kind: 'erasure' });
  const decide = (step: string) =>
    call(steward, 'POST', `/identity/office/data-requests/${id}/decision`, { step, reason: 'التزام نموذجي' });
  await decide('hold');
  expect(await due('reports.closed')).toBe(0);
  await decide('release');
  expect(await due('reports.closed')).toBe(1);
  await call(resident, 'DELETE', `/identity/data-requests/${id}`);
});

test('a night that was broken off goes on where it was, in batches', async () => {
  const many = 230;
  await city.owner.query(
    `insert into identity.session (tenant_id, id, token_digest, party_id, segment, assurance, device, created_at, last_seen_at, expires_at)
     select tenant_id, gen_random_uuid(), decode(lpad(to_hex(n), 64, '0'), 'hex'), party_id, 'individual', 'low', 'x',
       '2020-01-01', '2020-01-01', '2020-01-02'
     from identity.session, generate_series(1, $1) as n where tenant_id = $2 limit $1`,
    [many, city.eastern.id],
  );
  await tomorrow();
  let removed = 0;
  const one = () => city.asSystem<{ removed: number; more: boolean }>('identity.run-retention', {});
  for (let batch = 0; batch < 3; batch += 1) removed += (await one()).removed;
  removed += await night();
  expect(removed).toBeGreaterThanOrEqual(many);
  const { rules } = await overview();
  expect(rules.find(({ key }) => key === 'identity.sessions')!.last).toMatchObject({ removed: many });
  const { rowCount } = await city.owner.query("select from identity.session where expires_at < '2021-01-01'");
  expect(rowCount).toBe(0);
});

test('keeps under which notice a contact was given, and takes the contact out when it is taken back', async () => {
  const given = await report(null, 'موافقة');
  await city.settle();
  const key = { number: given.number, code: given.trackingCode };
  const track = () =>
    call<{ consent: { version: number } | null; description: string }>(null, 'POST', '/reports-track', key);
  expect((await track()).consent).toMatchObject({ version: (await overview()).version });
  const withdraw = (code: string) =>
    call<{ withdrawn: boolean }>(null, 'POST', `/reports/${given.number}/contact-withdrawal`, { code });
  await expect(withdraw('AAAA-AAAA-AAAA')).rejects.toMatchObject({ code: 'reports.tracking-code-wrong' });
  expect(await withdraw(given.trackingCode)).toEqual({ withdrawn: true });
  expect(await withdraw(given.trackingCode)).toEqual({ withdrawn: false });
  const after = await track();
  expect([after.consent, after.description]).toEqual([null, 'موافقة وصف نموذجي']);
  expect(await textOf(given.id)).not.toMatch(/512345678|نموذج المبلّغ/);
  const { rows } = await city.owner.query('select withdrawn_at from identity.consent where subject_id = $1', [
    given.id,
  ]);
  expect(rows[0]!.withdrawn_at).not.toBeNull();
});

test('changes a term with its ground and a reason, as a version, and only from the newest', async () => {
  const before = await overview();
  const term = { key: 'reports.closed', days: 30, note: 'اعتمدت اللجنة النموذجية المدة', version: before.version };
  const ground = { ar: 'قرار نموذجي', en: 'A sample decision' };
  const change = (body: unknown) => call(steward, 'POST', '/identity/office/retention/terms', body);
  await expect(change({ ...term, ground: { ar: 'قرار' } })).rejects.toMatchObject({ code: 'identity.ground-missing' });
  await expect(change({ ...term, key: 'identity.ledger', ground })).rejects.toMatchObject({ status: 404 });
  await change({ ...term, ground });
  await expect(change({ ...term, ground })).rejects.toMatchObject({ code: 'identity.terms-changed' });
  const after = await overview();
  expect(after.rules.find(({ key }) => key === 'reports.closed')!.days).toBe(30);
  expect(after.versions[0]).toMatchObject({ version: before.version + 1, note: term.note });
  const notice = await call<{ version: number; activities: { keeps: { key: string; days: number }[] }[] }>(
    null,
    'GET',
    '/privacy-notice',
  );
  expect(notice.version).toBe(after.version);
  expect(notice.activities[0]!.keeps.find(({ key }) => key === 'reports.closed')!.days).toBe(30);
  await expect(call(resident, 'GET', '/identity/office/retention')).rejects.toMatchObject({ status: 403 });
});
