// Long because it names every operation that the matrix cannot get done, and why.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cell, canariesIn, faultsOf, fillMatrix, neverDone } from './matrix.ts';
import type { Role } from './matrix-roles.ts';
import { buildWorld, OPEN_LANDMARK, OPEN_PHONE, type World } from './matrix-world.ts';
import { reachAcross, tenantTables, withoutPredicates, withoutRowSecurity } from './walls.ts';

/** They need an authenticator at hand; each has tests with one beside its module. */
const NEED_A_DEVICE = [
  'identity.confirm-totp',
  'identity.add-passkey',
  'identity.start-passkey-proof',
  'identity.prove-passkey',
  'identity.remove-credential',
];

/** They take the secret of a letter that only its addressee has; tested with the mailbox in src/modules/reports. */
const NEED_A_LETTER = [
  'reports.get-alert',
  'reports.confirm-alert',
  'reports.set-alert-frequency',
  'reports.end-alert',
  'reports.get-follow',
  'reports.confirm-follow',
  'reports.confirm-follow-code',
  'reports.open-own-list',
  'reports.list-own',
];

/** They are about what went to or came from another system; tested with one in src/modules/reports and connectors. */
const NEED_ANOTHER_SYSTEM = [
  // A bill is told to a biller, which tells of payments; tested with one in src/modules/services/billing.test.ts.
  'payments.get-bill',
  'payments.get-own-bill',
  'payments.get-receipt',
  'payments.send-again',
  'payments.request-refund',
  'payments.get-refund',
  'payments.prepare-refund',
  'payments.approve-refund',
  'payments.reject-refund',
  'payments.fetch-statement',
  'payments.get-statement',
  'payments.settle-difference',
  'payments.take-notice',
  'payments.note-dispatch',
  'services.record-payment',
  'exchange.begin-call',
  'exchange.end-call',
  'exchange.hear',
  'exchange.get-call',
  'exchange.open-call-body',
  'exchange.try-connector',
  'exchange.set-simulator-mode',
  'identity.claim-establishment',
  'services.fetch-answers',
  'services.forget-answers',
  'services.verify-answers',
  'reports.find-received',
  'reports.add-service-update',
  'reports.get-handover',
  'reports.retry-handover',
  'reports.describe-handover',
  'reports.record-handover',
  'reports.describe-handover-post',
  'reports.record-handover-post',
  'reports.record-media',
];

/** Need a closed report, a draft, an application others are consulted on, words of somebody, a saved list, chosen reports, a browser or the link of a message; each is done in the tests of its module. */
const NEED_MORE = [
  'reports.get-bulk',
  'reports.plan-bulk',
  'reports.start-bulk',
  'reports.undo-bulk',
  'cases.change-list',
  'cases.begin-with-list',
  'cases.delete-list',
  'reports.rate',
  'notifications.remove-device',
  'notifications.get-choices',
  'notifications.put-choices',
  'notifications.sign-off',
  'notifications.publish-template',
  // A licence that ends, and an offer to renew it.
  'services.start-renewal-run',
  'services.get-renewal-run',
  'services.set-renewal-run',
  'services.continue-renewal-run',
  'services.open-renewal-offer',
  'services.answer-renewal-offer',
  'services.get-opinion-asked',
  // A service with an appointment, and what was closed of one; tested in src/modules/services/appointments.test.ts.
  'services.list-slots',
  'services.get-appointment-file',
  'services.open-slots',
  // Somebody who is asked to sign; tested in src/modules/services/signing.test.ts.
  'services.ask-signatures',
  'services.get-signature-asked',
  'services.sign',
  'services.decline-signature',
  'services.publish-card',
  'services.edit-design',
  'services.restore-design',
  'services.discard-design',
  'services.check-expression',
  'services.publish-design',
  'services.launch-pilot',
  'services.start-simulation',
  'services.stop-simulation',
  'services.continue-simulation',
  'services.import-design',
  'services.export-design',
  'services.read-service-file',
  'services.sign-gate',
  'services.withdraw-signature',
  'services.withdraw-pilot',
  // A document that was issued, and what its paper or a message says of it.
  'documents.verify',
  'documents.get-status-list',
  'documents.get-mine',
  'documents.share',
  'documents.end-share',
  'documents.open-shared',
  'documents.open-paper',
  'services.decide-opinion',
  'notifications.withdraw-template',
];

let world: World;
let cells: readonly Cell[];
beforeAll(async () => {
  world = await buildWorld();
  cells = await fillMatrix(world);
});
afterAll(() => world?.close());

const roleOf = (name: string): Role => world.roles.find((role) => role.name === name)!;
const read = async (role: Role, path: string) => {
  const answer = await world.city.send({ method: 'GET', path: `/api/v1${path}`, headers: role.headers! });
  return { ...answer, json: JSON.parse(answer.body) as { items?: unknown[]; total?: { count: number } } };
};

describe('every operation as every kind of actor, with own, others’, foreign and missing records', () => {
  test('answers as the policy says, and shows nobody what is not theirs', () => {
    expect(cells.length).toBeGreaterThan(3_000);
    expect(faultsOf(world, cells)).toEqual([]);
  });

  test('is reached: each was done for somebody', () => {
    const elsewhere = [...NEED_A_DEVICE, ...NEED_A_LETTER, ...NEED_ANOTHER_SYSTEM, ...NEED_MORE];
    expect(neverDone(world, cells).filter((name) => !elsewhere.includes(name))).toEqual([]);
  });

  test('is judged by canaries that those entitled do see', () => {
    const planted = ['description', 'contactName', 'contactMobile', 'contactEmail', 'note', 'partyName'];
    const seen = new Set(
      cells.flatMap(({ role, body }) =>
        canariesIn(world, body)
          .filter((one) => role.reads(one.owner, one.canary))
          .map(({ owner, canary }) => `${owner} ${canary}`),
      ),
    );
    const expected = ['first', 'second'].flatMap((owner) => planted.map((canary) => `${owner} ${canary}`));
    expect(expected.filter((one) => !seen.has(one))).toEqual([]);
  });
});

describe('search, order and filter', () => {
  test('find for nobody what they may not read', async () => {
    const faults: string[] = [];
    for (const role of world.roles.filter(({ headers }) => headers !== null)) {
      for (const [owner, texts] of Object.entries(world.canaries)) {
        for (const [canary, text] of Object.entries(texts)) {
          const q = encodeURIComponent(text as string);
          for (const path of [`/cases?q=${q}`, `/reports?q=${q}`, `/reports-pins?q=${q}&box=-180,-90,180,90`]) {
            const { status, json, body } = await read(role, path);
            if (status === 401 || status === 403) continue;
            const found = json.total?.count ?? json.items?.length ?? 0;
            const mayFind = path.startsWith('/cases') && canary === 'description' && role.reads(owner as never, canary);
            if (found > 0 !== mayFind)
              faults.push(`${role.name} ${path}: ${found} found (${status} ${body.slice(0, 80)})`);
          }
        }
      }
    }
    expect(faults).toEqual([]);
  });

  test('tell the public nothing of what the public view masks or leaves out', async () => {
    for (const q of [OPEN_PHONE, `0${OPEN_PHONE}`, OPEN_LANDMARK]) {
      const { json, body } = await read(roleOf('anonymous'), `/reports?q=${q}`);
      expect({ q, count: json.total?.count }).toEqual({ q, count: 0 });
      expect(body).not.toContain(q);
    }
    const { body, json } = await read(roleOf('anonymous'), '/reports?category=RD-01');
    expect(json.total?.count).toBe(1);
    expect(body).not.toContain(OPEN_PHONE);
    expect(body).not.toContain(OPEN_LANDMARK);
  });

  test('show each list whole to those it is for and nothing beyond their reach, in every order', async () => {
    const reach: Readonly<Record<string, readonly string[]>> = {
      'supervisor-1': ['first', 'second', 'body'],
      'supervisor-khobar': ['first'],
      'officer-bldg': ['first'],
      'crew-bldg': ['first'],
      'officer-roads': [],
    };
    for (const [name, owners] of Object.entries(reach)) {
      for (const order of ['due', 'newest', 'oldest']) {
        for (const filter of ['', '&open=true', '&type=report', '&team=BLDG', '&team=LIGHT', '&priority=3']) {
          const { body } = await read(roleOf(name), `/cases?order=${order}${filter}&limit=100`);
          const seen = new Set(canariesIn(world, body).map(({ owner }) => owner as string));
          expect([...seen].filter((owner) => !owners.includes(owner))).toEqual([]);
          if (filter === '') expect([...seen].sort()).toEqual([...owners].sort());
        }
      }
    }
  });
});

describe('a tracking code', () => {
  test('opens its own report, by whomever it is shown, and no other', async () => {
    const { send } = world.city;
    const track = async (number: string, code: string, host?: string) => {
      const answer = await send({
        method: 'POST',
        path: '/api/v1/reports-track',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ number, code }),
        ...(host === undefined ? {} : { host }),
      });
      return answer.status;
    };
    const { first, second, foreign } = world.records;
    expect(await track(first.number, first.code!)).toBe(200);
    expect(await track(second.number, first.code!)).toBe(404);
    expect(await track(foreign.number, foreign.code!)).toBe(404);
    expect(await track(foreign.number, foreign.code!, 'boston.localhost')).toBe(200);
    expect(await track(first.number, first.code!, 'boston.localhost')).toBe(404);
  });
});

describe('two walls between tenants, each alone', () => {
  test('row level security fences off every table that carries a tenant', async () => {
    const tables = await tenantTables(world);
    expect(tables.length).toBeGreaterThan(30);
    const { eastern, boston, database, owner } = world.city;
    const { rows: fences } = await owner.query<{ open: string }>(
      `select format('%I.%I', n.nspname, c.relname) as open from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where format('%I.%I', n.nspname, c.relname) = any($1) and not (c.relrowsecurity and c.relforcerowsecurity)`,
      [tables],
    );
    expect(fences).toEqual([]);
    const client = await database.connect();
    try {
      for (const tenant of [eastern.id, boston.id, null]) {
        await client.query(`begin; set local amanah.tenant = '${tenant ?? ''}'`);
        for (const table of tables) {
          const { rows } = await client.query(
            `select count(*) as n from ${table} where tenant_id is distinct from $1`,
            [tenant],
          );
          expect({ table, n: rows[0].n }).toEqual({ table, n: 0 });
        }
        await client.query('rollback');
      }
      await client.query(`begin; set local amanah.tenant = '${eastern.id}'`);
      const changed = await client.query('update cases."case" set state = state where tenant_id = $1', [boston.id]);
      expect(changed.rowCount).toBe(0);
      await expect(
        client.query(`insert into cases.relation (tenant_id, case_id, relation, other_id) values ($1, $2, 'x', $2)`, [
          boston.id,
          world.records.foreign.caseId,
        ]),
      ).rejects.toThrow(/row-level security/);
      await client.query('rollback');
    } finally {
      client.release();
    }
  });

  test('with every guard off nothing crosses', async () => {
    expect(await reachAcross(world)).toEqual([]);
  });

  test('with no statement naming its tenant, row level security still stops all', async () => {
    const { result, changed } = await withoutPredicates(() => reachAcross(world));
    expect(changed).toBeGreaterThan(500);
    expect(result).toEqual([]);
  });

  test('with row level security off, the statements still stop all', async () => {
    expect(await withoutRowSecurity(world, () => reachAcross(world))).toEqual([]);
  });

  test('with both away everything would cross, so that the tests above can fail', async () => {
    const { result } = await withoutRowSecurity(world, () => withoutPredicates(() => reachAcross(world)));
    expect(result.length).toBeGreaterThan(50);
    expect(result.some((fault) => fault.includes('shows'))).toBe(true);
  });
});
