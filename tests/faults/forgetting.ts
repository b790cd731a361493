import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { type City, startCity } from '../support/city.ts';

/** What was found of people after they were forgotten. */
export interface Forgetting {
  readonly residents: number;
  /** Places where a canary could be read before, to show that the search finds them. */
  readonly before: number;
  /** Each place where one could still be read, as `schema.table canary`. */
  readonly after: readonly string[];
  readonly inFiles: readonly string[];
  readonly inLog: readonly string[];
  readonly reportsKept: number;
  /** Whether a person whose erasure is held was left alone, though a report of another was joined to theirs. */
  readonly holdHonoured: boolean;
  /** Whether a database from before the erasure forgot them again. */
  readonly restoredForgets: boolean;
}

const LONGEST_FIRST_DIGITS = 1_000_000;

/** A national number with a valid check digit (Luhn), obviously made up. */
function nationalId(n: number): string {
  const body = `10${String(LONGEST_FIRST_DIGITS + n).padStart(7, '0')}`;
  for (let check = 0; check < 10; check += 1) {
    const digits = [...`${body}${check}`].map(Number);
    const sum = digits.reduce((total, digit, index) => {
      const twice = index % 2 === 0 ? digit * 2 : digit;
      return total + (twice > 9 ? twice - 9 : twice);
    }, 0);
    if (sum % 10 === 0) return `${body}${check}`;
  }
  throw new Error('no check digit fits');
}

const canary = (n: number, what: string): string => `kanari${what}${String(n).padStart(5, '0')}z`;
const WHAT = ['ism', 'wasf', 'unwan', 'barid', 'tashih', 'mukalama', 'qawl', 'wasm', 'jawab'] as const;

/** A mobile number, obviously made up. */
const mobile = (n: number): string => `+9665${String(LONGEST_FIRST_DIGITS + n).padStart(8, '0')}`;

/** Tables in which a text begins with a canary's stem, by asking every row of every table as text, bytes included. */
async function readable(city: City, stem: string): Promise<string[]> {
  const { rows: tables } = await city.owner.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const found: string[] = [];
  const hex = Buffer.from(stem).toString('hex');
  for (const { name } of tables) {
    const { rows } = await city.owner.query<{ text: string }>(
      `select t::text as text from ${name} t where t::text like $1 or t::text like $2 limit 1`,
      [`%${stem}%`, `%${hex}%`],
    );
    if (rows[0] !== undefined) {
      const { text } = rows[0];
      found.push(`${name} ${text.slice(Math.max(0, text.indexOf(stem) - 60), text.indexOf(stem) + 40)}`);
    }
  }
  return found;
}

function filesWith(folder: string, stem: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('postgres') && !entry.parentPath.includes('pg'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(stem));
}

async function jobs(city: City, now: Temporal.Instant, ...names: string[]): Promise<void> {
  for (const name of names) {
    const job = city.composition.modules
      .flatMap((module) => module.jobs ?? [])
      .find((one) => one.name.startsWith(name));
    if (job === undefined) throw new Error(`no job ${name}`);
    await job.run({
      now,
      signal: new AbortController().signal,
      newId: () => crypto.randomUUID(),
      tenants: city.composition.tenants.all,
      transaction: (tenantId, work) => city.database.transaction(tenantId, work),
      call: (tenant, operation, input) => city.composition.callAsSystem(tenant, operation, input),
    });
  }
}

/**
 * Fills a city with residents whose every text is a canary, lets them ask to be forgotten, waits out the term, and looks
 * everywhere for what is left; then brings the database back to before and looks again.
 */
export async function runForgetting(residents: number): Promise<Forgetting> {
  let now = Temporal.Instant.from('2026-11-22T09:00:00Z');
  const city = await startCity({ environment: { DEMO: 'on', PRIVATE_RECEIVERS: '127.0.0.1/32' }, now: () => now });
  try {
    const base = `http://127.0.0.1:${city.port}/api/v1`;
    const call = async (cookie: string, method: string, path: string, body?: unknown) => {
      const response = await fetch(`${base}${path}`, {
        method,
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Record<string, string>;
    };
    const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#777' } })
      .jpeg()
      .toBuffer();
    const agent = await city.signIn('agent940-1');
    const lead = await city.signIn('administrator-1');
    const as = (who: { headers: Readonly<Record<string, string>> }) => who.headers.cookie!;
    await call(as(await city.signIn('administrator-1')), 'POST', '/webhooks', {
      name: 'نظام نموذجي',
      url: 'http://127.0.0.1:9/hook',
      view: 'office',
    });
    const people: { cookie: string; erasure: string; number: string; partyId: string; reportId: string }[] = [];
    for (let n = 0; n < residents; n += 1) {
      const token = randomBytes(32).toString('base64url');
      const email = `${canary(n, 'barid')}@example.com`;
      const { partyId } = await city.asSystem<{ partyId: string }>('identity.open-session', {
        tokenDigest: createHash('sha256').update(token).digest('base64url'),
        segment: 'individual',
        identifiers: [{ kind: 'NATIONAL_ID', value: nationalId(n) }],
        name: { text: { ar: canary(n, 'ism'), en: canary(n, 'ism') } },
        email,
        mobile: mobile(n),
        secondFactorProved: false,
        device: canary(n, 'ism'),
      });
      const cookie = `amanah_session=${token}`;
      const form = new FormData();
      form.set('bytes', new Blob([picture], { type: 'image/jpeg' }), `${canary(n, 'ism')}.jpg`);
      const uploaded = await fetch(`${base}/photos`, {
        method: 'POST',
        headers: { cookie, 'idempotency-key': crypto.randomUUID() },
        body: form,
      });
      const photos = uploaded.ok ? [{ id: ((await uploaded.json()) as { id: string }).id }] : [];
      const { number, id: reportId } = await call(cookie, 'POST', '/reports', {
        category: n % 2 === 0 ? 'BL-05' : 'RD-01',
        location: { longitude: 50.1 + n / 100_000, latitude: 26.43 },
        description: `${canary(n, 'wasf')} وصف نموذجي`,
        landmark: canary(n, 'unwan'),
        photos,
        contact: { name: canary(n, 'ism'), email, language: 'ar' },
      });
      // The same person calls: the desk notes it, makes a report for them and marks them.
      const { id: callId } = await call(as(agent), 'POST', '/desk/calls', { phone: mobile(n), name: canary(n, 'ism') });
      const told = await call(as(agent), 'POST', `/desk/calls/${callId}/reports`, {
        id: callId,
        category: 'BL-05',
        location: { longitude: 50.1 + n / 100_000, latitude: 26.44 },
        description: `${canary(n, 'mukalama')} وصف نموذجي`,
        landmark: canary(n, 'unwan'),
      });
      await call(as(agent), 'POST', `/desk/calls/${callId}/end`, { outcome: 'reports', notes: canary(n, 'mukalama') });
      const { caller } = (await call(as(agent), 'GET', `/desk/calls/${callId}`)) as unknown as {
        caller: { id: string };
      };
      await call(as(lead), 'POST', `/desk/callers/${caller.id}/marks`, {
        reason: canary(n, 'wasm'),
        until: '2026-12-01',
      });
      // They say more to their own report, follow that of another, and an owner's server repeats what it was sent.
      await call(cookie, 'POST', `/cases/${reportId}/actions`, {
        action: 'reporterAdds',
        input: { text: canary(n, 'qawl') },
      });
      const before = people.at(-1);
      if (before !== undefined && n % 2 === 0) await call(cookie, 'POST', `/reports/${before.number}/followers`, {});
      // And without signing in, under their address.
      if (before !== undefined && n % 2 === 0) {
        await call('', 'POST', `/reports/${before.number}/follow-requests`, { to: email, language: 'ar' });
      }
      const { rows: handed } = await city.owner.query<{ tenant_id: number; id: string }>(
        'select tenant_id, id from cases."case" where number = any($1)',
        [[number, told.number]],
      );
      for (const { tenant_id: tenantId, id } of handed) {
        const handover = crypto.randomUUID();
        await city.owner.query(
          `insert into reports.handover (tenant_id, id, case_id, number, seq, owner, status, their_notes, created_at, updated_at)
           values ($1, $2, $3, $4, 1, 'NWC', 'sent', $5, $6, $6)`,
          [tenantId, handover, id, number, canary(n, 'jawab'), now.toString()],
        );
        await city.owner.query(
          `insert into reports.handover_exchange (tenant_id, handover_id, id, at, kind, address, status, milliseconds, outcome, answer)
           values ($1, $2, $3, $4, 'send', 'https://owner.example.com', 200, 1, 'ok', $5)`,
          [tenantId, handover, crypto.randomUUID(), now.toString(), `[{"description":"${canary(n, 'jawab')}"}]`],
        );
      }
      await call(cookie, 'POST', '/identity/data-requests', { kind: 'correction', said: canary(n, 'tashih') });
      await call(cookie, 'POST', '/identity/data-requests', { kind: 'access' });
      const { id } = await call(cookie, 'POST', '/identity/data-requests', { kind: 'erasure' });
      people.push({ cookie, erasure: id!, number: number!, partyId, reportId: reportId! });
      if (n % 50 === 49) await city.settle();
    }
    await city.settle();
    await jobs(city, now, 'identity.data-requests', 'notifications.deliver-email');
    await city.settle();
    const before = (await Promise.all(WHAT.map((what) => readable(city, `kanari${what}`)))).flat().length;

    // One of them is held by law, and must stay readable to its own person.
    const held = people.at(-1)!;
    // The report of another is joined to theirs: that other one's erasure must not reach theirs.
    await call(as(agent), 'POST', `/cases/${people.at(-3)!.reportId}/merge`, { into: held.reportId });
    await city.settle();
    const steward = await city.signIn('steward-1');
    const decide = async (step: string) => {
      await call(steward.headers.cookie!, 'POST', `/identity/office/data-requests/${held.erasure}/decision`, {
        step,
        reason: 'التزام نظامي نموذجي',
      });
    };
    await decide('hold');
    const { rows: keys } = await city.owner.query('select * from identity.subject_key');
    const { rows: parties } = await city.owner.query('select * from identity.party');

    now = now.add({ hours: 24 * 8 });
    await jobs(city, now, 'identity.data-requests');
    await city.settle();
    const live = await city.owner.query('select from identity.subject_key where party_id = $1', [held.partyId]);
    const theirs = await city.owner.query(
      `select from cases."case" where id = $1 and projection::text like $2 and projection::text like $3`,
      [held.reportId, `%${canary(residents - 1, 'wasf')}%`, `%${canary(residents - 1, 'barid')}%`],
    );
    const holdHonoured = live.rowCount === 1 && theirs.rowCount === 1;
    await city.signIn('steward-1').then((again) => Object.assign(steward, again));
    await decide('release');
    await jobs(city, now, 'identity.data-requests');
    await city.settle();
    await city.owner.query("update platform.idempotency set created_at = '2026-11-01'");
    await jobs(city, now, 'platform.forget-answers', 'reports.submissions');
    const look = async () => (await Promise.all(WHAT.map((what) => readable(city, `kanari${what}`)))).flat();
    const after = await look();

    // A copy from before comes back: the keys and the parties as they were.
    for (const key of keys) {
      await city.owner.query(
        'insert into identity.subject_key (tenant_id, party_id, wrapped) values ($1, $2, $3) on conflict do nothing',
        [key.tenant_id, key.party_id, key.wrapped],
      );
    }
    for (const party of parties) {
      await city.owner.query(
        'update identity.party set status = $3, sealed_name = $4 where tenant_id = $1 and id = $2',
        [party.tenant_id, party.id, party.status, party.sealed_name],
      );
    }
    await jobs(city, now, 'identity.data-requests');
    await city.settle();
    const ids = people.map(({ partyId }) => partyId);
    const { rowCount: keysBack } = await city.owner.query('select from identity.subject_key where party_id = any($1)', [
      ids,
    ]);
    const kept = await city.owner.query('select from cases."case" where number = any($1)', [
      people.map(({ number }) => number),
    ]);
    return {
      residents,
      before,
      after,
      inFiles: WHAT.flatMap((what) => filesWith(city.dataDir, `kanari${what}`)),
      inLog: city.warnings.filter((line) => line.includes('kanari')),
      reportsKept: kept.rowCount ?? 0,
      holdHonoured,
      restoredForgets: keysBack === 0,
    };
  } finally {
    await city.close();
  }
}
