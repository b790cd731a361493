import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { query } from '../../../tests/support/postgres-setup.ts';
import { type Office, openOffice } from './fixtures/office.ts';
import { loadSeals } from './keys.ts';
import type { Finding, FindingCode } from './model-verification.ts';

const { database, connectionString } = await testDatabase({ fresh: true });
let office: Office;
let anchorFile: string;
const TABLES = ['entry', 'unsealed', 'leaf', 'node', 'checkpoint'];

/** As the owner of the database, for whom no row level security and no missing grant is in the way. */
const asOwner = (...statements: string[]) => query(connectionString, statements.join(';'));
const codes = (findings: readonly Finding[]): FindingCode[] => findings.map(({ code }) => code);
const entryAt = async (position: number): Promise<string> =>
  (
    await asOwner(`select entry_id from ledger.leaf where tenant_id = ${office.tenant.id} and position = ${position}`)
  )[0]!.entry_id;

beforeAll(async () => {
  office = await openOffice(database);
  anchorFile = join(office.dataDir, 'ledger', 'checkpoints-sample.ndjson');
});
afterAll(() => office.remove());

/** Three checkpoints: at 10, 20 and 30 entries. */
beforeEach(async () => {
  await asOwner(...TABLES.map((table) => `truncate ledger.${table}`));
  rmSync(anchorFile, { force: true });
  for (let round = 0; round < 3; round += 1) {
    await office.write(10);
    await office.seal();
  }
});

describe('a clean record', () => {
  test('raises no alarm, sealed or on its way to be', async () => {
    const result = await office.verify();
    expect(result).toMatchObject({ sound: true, size: 30, findings: [], omitted: 0 });
    expect(result.checked).toEqual({ entries: 30, checkpoints: 3, anchored: 3 });
    await office.write(3);
    expect(await office.verify()).toMatchObject({ sound: true, size: 30, findings: [], checked: { entries: 33 } });
    await office.seal();
    expect(await office.verify()).toMatchObject({ sound: true, size: 33, findings: [] });
  });

  test('of another tenant is not concerned', async () => {
    expect(await office.verify(office.other)).toMatchObject({ sound: true, size: 0, root: null, findings: [] });
    await asOwner(`update ledger.entry set operation = 'x' where tenant_id = ${office.tenant.id}`);
    await office.write(2, office.other);
    await office.seal();
    expect(await office.verify(office.other)).toMatchObject({ sound: true, size: 2, findings: [] });
  });

  test('goes on under a new signing key; what the old one signed still holds', async () => {
    rmSync(join(office.dataDir, 'keys', 'ledger-signing.pem'));
    expect(loadSeals(office.dataDir).publicKeys()).toHaveLength(2);
    expect(await office.verify()).toMatchObject({ sound: true, findings: [] });
  });

  test('is told apart from one that is not sealed any more', async () => {
    await office.write(1);
    await asOwner("update ledger.entry e set at = at - interval '2 minutes' from ledger.unsealed u where u.id = e.id");
    const { findings } = await office.verify();
    expect(codes(findings)).toContain('sealing-behind');
    expect(findings.find(({ code }) => code === 'sealing-behind')?.alarm).toBe(false);
  });
});

describe('an alarm is raised, and names the place, when', () => {
  afterEach(async () => {
    const { sound, findings } = await office.verify();
    expect(sound).toBe(false);
    for (const { text, alarm } of findings) {
      expect(alarm).toBe(true);
      expect(text.ar + text.en).not.toMatch(/[{}]/);
    }
  });
  const findings = async () =>
    (await office.verify()).findings.map(({ code, entryId, from, to }) => ({ code, entryId, from, to }));

  for (const change of [
    "operation = 'sample.other'",
    "at = at + interval '1 microsecond'",
    'actor_id = gen_random_uuid()',
    "outcome_digest = '\\x00'",
    "fields = '{a}'",
    "channel = 'job'",
    "mac = mac || '\\x00'",
  ]) {
    test(`an entry is edited: ${change}`, async () => {
      const entryId = await entryAt(17);
      await asOwner(`update ledger.entry set ${change} where id = '${entryId}'`);
      const code = change.startsWith('mac') ? 'entry-forged' : 'entry-changed';
      expect(await findings()).toEqual([{ code, entryId, from: 17, to: null }]);
    });
  }

  test('an entry and its hash are edited together', async () => {
    const entryId = await entryAt(17);
    await asOwner(
      `update ledger.entry set operation = 'sample.other' where id = '${entryId}'`,
      `update ledger.leaf set hash = sha256('x') where entry_id = '${entryId}'`,
    );
    expect(await findings()).toEqual([
      { code: 'entry-changed', entryId, from: 17, to: null },
      { code: 'tree-differs', entryId: null, from: 10, to: 19 },
    ]);
  });

  test('an entry is edited before it is sealed', async () => {
    await office.write(1);
    await asOwner("update ledger.entry e set operation = 'x' from ledger.unsealed u where u.id = e.id");
    expect(codes((await office.verify()).findings)).toEqual(['entry-forged']);
    await office.seal();
    expect(await findings()).toEqual([{ code: 'entry-forged', entryId: await entryAt(30), from: 30, to: null }]);
  });

  test('an entry is deleted', async () => {
    const entryId = await entryAt(5);
    await asOwner(`delete from ledger.entry where id = '${entryId}'`);
    expect(await findings()).toEqual([{ code: 'entry-missing', entryId, from: 5, to: null }]);
  });

  test('an entry is deleted with its hash', async () => {
    const entryId = await entryAt(5);
    await asOwner(
      `delete from ledger.entry where id = '${entryId}'`,
      `delete from ledger.leaf where entry_id = '${entryId}'`,
    );
    expect(await findings()).toEqual([{ code: 'leaves-missing', entryId: null, from: 5, to: 5 }]);
  });

  test('an entry is deleted with its hash and the others close the ranks', async () => {
    const entryId = await entryAt(5);
    const move = (from: string, to: string) =>
      `update ledger.leaf set position = ${to} where ${from} and tenant_id = ${office.tenant.id}`;
    await asOwner(
      `delete from ledger.entry where id = '${entryId}'`,
      `delete from ledger.leaf where entry_id = '${entryId}'`,
      move('position > 5', '1000 + position'),
      move('position > 1000', 'position - 1001'),
    );
    expect(await findings()).toEqual([
      { code: 'tree-differs', entryId: null, from: 0, to: 9 },
      { code: 'tree-differs', entryId: null, from: 10, to: 19 },
      { code: 'leaves-missing', entryId: null, from: 29, to: 29 },
    ]);
  });

  test('an entry is deleted before it is sealed', async () => {
    await office.write(2);
    const [first] = await asOwner(
      'delete from ledger.entry where id = (select min(id::text)::uuid from ledger.unsealed) returning id',
    );
    await office.seal();
    expect(await findings()).toEqual([{ code: 'entry-lost', entryId: first!.id, from: null, to: null }]);
  });

  const insertCopy = `insert into ledger.entry
    select (jsonb_populate_record(e, '{"id": "01990000-0000-7000-8000-000000000000", "operation": "sample.invented"}')).*
    from ledger.entry e limit 1`;
  const invented = '01990000-0000-7000-8000-000000000000';

  test('an entry is inserted and sealed like the others', async () => {
    await asOwner(insertCopy);
    await office.seal();
    expect(await findings()).toEqual([{ code: 'entry-forged', entryId: invented, from: 30, to: null }]);
  });

  test('an entry is inserted past the seal', async () => {
    await asOwner(insertCopy, 'delete from ledger.unsealed');
    expect(await findings()).toEqual([{ code: 'entry-unmarked', entryId: invented, from: null, to: null }]);
  });

  test('an entry is inserted with a hash of its own at the end', async () => {
    await asOwner(
      insertCopy,
      'delete from ledger.unsealed',
      `insert into ledger.leaf values (${office.tenant.id}, 30, '${invented}', sha256('x'))`,
    );
    expect(await findings()).toEqual([{ code: 'leaves-unsigned', entryId: null, from: 30, to: null }]);
  });

  test('two entries change places', async () => {
    const [a, b] = [await entryAt(12), await entryAt(13)];
    const swap = (column: string) => `update ledger.leaf l set ${column} = o.${column} from ledger.leaf o
      where l.position in (12, 13) and o.position = 25 - l.position and l.tenant_id = o.tenant_id`;
    await asOwner('drop index ledger.leaf_entry', swap('entry_id'));
    expect(await findings()).toEqual([
      { code: 'entry-changed', entryId: b, from: 12, to: null },
      { code: 'entry-changed', entryId: a, from: 13, to: null },
    ]);
    await asOwner(swap('hash'), 'create unique index leaf_entry on ledger.leaf (tenant_id, entry_id)');
    expect(await findings()).toEqual([{ code: 'tree-differs', entryId: null, from: 10, to: 19 }]);
  });

  const cutTo = (size: number) => [
    `delete from ledger.entry where id in (select entry_id from ledger.leaf where position >= ${size})`,
    `delete from ledger.leaf where position >= ${size}`,
    `delete from ledger.checkpoint where size > ${size}`,
  ];

  test('the tail is cut off', async () => {
    await asOwner(...cutTo(20));
    expect(await findings()).toEqual([{ code: 'tail-cut', entryId: null, from: 20, to: 30 }]);
  });

  test('everything is gone', async () => {
    await asOwner(...cutTo(0));
    expect(await findings()).toEqual([{ code: 'tail-cut', entryId: null, from: 0, to: 30 }]);
  });

  test('the tail is cut off, but its checkpoint stays', async () => {
    await asOwner(...cutTo(20).slice(0, 2));
    expect(await findings()).toEqual([{ code: 'leaves-missing', entryId: null, from: 20, to: 29 }]);
  });

  test('the database goes back to an earlier state and is written on', async () => {
    await asOwner(...cutTo(10));
    await office.write(4);
    await office.seal();
    expect(await findings()).toEqual([{ code: 'tail-cut', entryId: null, from: 14, to: 30 }]);
    await office.write(40);
    await office.seal();
    expect(await findings()).toEqual([{ code: 'history-differs', entryId: null, from: null, to: 20 }]);
  });

  test('a checkpoint is deleted', async () => {
    await asOwner('delete from ledger.checkpoint where size = 20');
    expect(await findings()).toEqual([{ code: 'checkpoint-missing', entryId: null, from: null, to: 20 }]);
  });

  for (const change of [
    "at = at - interval '1 day'",
    "root = sha256('x')",
    'frontier = array[root]',
    "signature = 'a.b.c'",
  ]) {
    test(`a checkpoint is edited: ${change}`, async () => {
      await asOwner(`update ledger.checkpoint set ${change} where size = 20`);
      expect(await findings()).toEqual([{ code: 'checkpoint-changed', entryId: null, from: null, to: 20 }]);
    });
  }

  test('the newest checkpoint is edited; nothing is sealed on top of it', async () => {
    await asOwner('update ledger.checkpoint set frontier = array[root] where size = 30');
    await office.write(1);
    await expect(office.seal()).rejects.toThrow(AggregateError);
    expect((await findings())[0]).toEqual({ code: 'checkpoint-changed', entryId: null, from: null, to: 30 });
  });

  test('checkpoints are signed with a key of somebody else', async () => {
    const theirs = loadSeals(join(office.dataDir, 'theirs'));
    const [row] = await asOwner(
      `select encode(root, 'hex') as root, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from ledger.checkpoint where size = 30`,
    );
    const signature = theirs.sign({ tenant: 'sample', size: 30, root: row!.root, at: row!.at });
    await asOwner(`update ledger.checkpoint set signature = '${signature}' where size = 30`);
    expect(codes((await office.verify()).findings)).toContain('checkpoint-changed');
  });

  test('the file outside is edited, or gone', async () => {
    const text = readFileSync(anchorFile, 'utf8');
    copyFileSync(anchorFile, `${anchorFile}.copy`);
    writeFileSync(anchorFile, text.replace('"size":20', '"size":21'));
    expect(codes((await office.verify()).findings)).toContain('anchor-changed');
    writeFileSync(anchorFile, text.replace('{"size":20', '{"size"'));
    expect(codes((await office.verify()).findings)).toContain('anchor-changed');
    rmSync(anchorFile);
    expect(codes((await office.verify()).findings)).toEqual(['anchor-missing']);
  });
});

test('the program itself may neither edit nor delete what it wrote', async () => {
  for (const statement of [
    'update ledger.entry set channel = channel',
    'delete from ledger.leaf',
    'delete from ledger.checkpoint',
  ]) {
    const client = await database.connect();
    try {
      await expect(client.query(statement)).rejects.toThrow('permission denied');
    } finally {
      client.release();
    }
  }
});
