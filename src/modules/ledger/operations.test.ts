import { execFile } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import { canonicalJson } from '#platform/canonical.ts';
import { newId } from '#platform/ids.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { query } from '../../../tests/support/postgres-setup.ts';
import { employee, type Office, openOffice } from './fixtures/office.ts';
import { loadSeals } from './keys.ts';
import { type Checkpoint, type Entry, entryText } from './model.ts';

const { database, connectionString } = await testDatabase({ fresh: true, poolSize: 12 });
let office: Office;
const SCRIPT = join(import.meta.dirname, '../../../tools/verify-ledger-proof.mjs');

interface Listed {
  items: (Entry & { position: number | null })[];
  next: string | null;
}
interface Proof {
  entry: Entry;
  path: string[];
  checkpoint: Checkpoint;
  publicKey: { id: string; pem: string };
  since: { checkpoint: Checkpoint; path: string[] } | null;
}

beforeAll(async () => {
  office = await openOffice(database);
});
afterAll(() => office.remove());

async function verifyOutside(proof: unknown, ...args: string[]): Promise<{ code: number; text: string }> {
  const file = join(office.dataDir, 'proof.json');
  writeFileSync(file, JSON.stringify(proof));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, file, ...args], { env: {} });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

test('eight writers while the sealer runs: every entry is sealed once', async () => {
  let writing = true;
  let rounds = 0;
  const sealing = (async () => {
    while (writing) {
      await Promise.all([office.seal(), office.seal()]);
      rounds += 1;
    }
    return rounds;
  })();
  const during = await Promise.all([
    ...Array.from({ length: 8 }, () => office.write(150)),
    // What is being written and sealed at this moment is no alarm.
    (async () => {
      // Before the first checkpoint is kept outside, its lack is rightly an alarm.
      while (rounds < 2) await sleep(20);
      return (await office.verify()).findings;
    })(),
  ]);
  writing = false;
  expect(await sealing).toBeGreaterThan(3);
  expect(during.at(-1)).toEqual([]);
  await office.seal();
  const result = await office.verify();
  expect(result).toMatchObject({ sound: true, size: 1_200, findings: [], checked: { entries: 1_200 } });
  const [row] = await query(
    connectionString,
    `select count(distinct entry_id)::int as leaves, (select count(*)::int from ledger.entry) as entries,
            (select count(*)::int from ledger.unsealed) as waiting, max(position)::int as last from ledger.leaf`,
  );
  expect(row).toEqual({ leaves: 1_200, entries: 1_200, waiting: 0, last: 1_199 });
});

describe('the anchor', () => {
  const file = () => join(office.dataDir, 'ledger', 'checkpoints-sample.ndjson');

  test('makes up for a line that a crash cut off, and for one never written', async () => {
    await office.write(2);
    await office.seal();
    const text = readFileSync(file(), 'utf8');
    const lines = text.trimEnd().split('\n');
    writeFileSync(file(), `${lines.slice(0, -1).join('\n')}\n`);
    appendFileSync(file(), lines.at(-1)!.slice(0, 30));
    expect(await office.verify()).toMatchObject({ sound: true });
    await office.seal();
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });
});

describe('the keys', () => {
  test('are for this program alone, and the same at the next start', () => {
    for (const name of ['ledger-signing.pem', 'ledger-marking.key']) {
      expect(statSync(join(office.dataDir, 'keys', name)).mode & 0o777).toBe(0o600);
    }
    const [a, b] = [loadSeals(office.dataDir), loadSeals(office.dataDir)];
    expect(a.publicKeys()).toEqual(b.publicKeys());
    expect(b.isOurMark('x', a.mark('x'))).toBe(true);
    expect(b.isOurMark('y', a.mark('x'))).toBe(false);
    const statement = { at: '2026-01-01T00:00:00.000000Z', root: 'ab', size: 1, tenant: 'sample' };
    expect(b.statementOf(a.sign(statement))).toEqual(statement);
    for (const broken of ['', 'a.b', 'a.b.c', `${a.sign(statement).slice(0, -4)}AAAA`, `${a.sign(statement)}.x`]) {
      expect(b.statementOf(broken)).toBeUndefined();
    }
  });
});

describe('entries', () => {
  test('are listed by subject, actor, operation and time, newest first, page by page', async () => {
    const officer = employee(office.tenant, 'officer');
    const subjectId = newId();
    const from = Temporal.Now.instant().toString();
    for (let n = 0; n < 5; n += 1) {
      await office.call('sample.note', { n, subjectId }, officer);
      // Within a millisecond the order of two entries is left to chance.
      await sleep(2);
    }
    const to = Temporal.Now.instant().toString();
    await office.call('ledger.seal', {}, { ...anonymous(office.tenant.id), kind: 'system' });

    const bySubject = await office.call<Listed>('ledger.list-entries', { subjectId });
    expect(bySubject.items).toHaveLength(5);
    expect(bySubject.next).toBeNull();
    expect(bySubject.items[0]).toMatchObject({
      actorId: officer.partyId,
      operation: 'sample.note',
      kind: 'change',
      subjectType: 'note',
      subjectNumber: 'ملاحظة 4',
    });
    expect(bySubject.items.every(({ position }) => position !== null)).toBe(true);
    const ids = bySubject.items.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect((await office.call<Listed>('ledger.list-entries', { actorId: officer.partyId, from, to })).items).toEqual(
      bySubject.items,
    );
    expect((await office.call<Listed>('ledger.list-entries', { actorId: officer.partyId, to: from })).items).toEqual(
      [],
    );
    expect((await office.call<Listed>('ledger.list-entries', { operation: 'ledger.seal' })).items).toMatchObject([
      { actorKind: 'system', position: null },
    ]);

    const paged: string[] = [];
    let before: string | null = null;
    do {
      const page: Listed = await office.call('ledger.list-entries', { subjectId, limit: '2', before });
      paged.push(...page.items.map(({ id }) => id));
      before = page.next;
    } while (before !== null);
    expect(paged).toEqual(ids);
  });

  test('hash as canonical JSON', async () => {
    const [entry] = (await office.call<Listed>('ledger.list-entries', { limit: 1 })).items;
    const { position: _, ...kept } = entry!;
    expect(entryText(kept)).toBe(canonicalJson(kept));
  });

  test('are for the auditor alone', async () => {
    for (const name of ['ledger.list-entries', 'ledger.list-checkpoints', 'ledger.get-proof']) {
      const input = name.endsWith('proof') ? { id: newId() } : {};
      await expect(office.call(name, input, anonymous(office.tenant.id))).rejects.toThrow('request.sign-in-required');
      for (const role of ['administrator', 'officer', 'supervisor'] as const) {
        await expect(office.call(name, input, employee(office.tenant, role))).rejects.toThrow('request.forbidden');
      }
    }
    await expect(office.call('ledger.verify', {}, employee(office.tenant, 'officer'))).rejects.toThrow('forbidden');
    await expect(office.call('ledger.seal', {}, employee(office.tenant, 'auditor'))).rejects.toThrow('forbidden');
    expect(await office.call('ledger.verify', {}, employee(office.tenant, 'administrator'))).toMatchObject({
      sound: true,
    });
  });
});

describe('a proof', () => {
  test('of any entry is verified by a script that knows nothing of us', async () => {
    await office.seal();
    const { items, next, publicKeys } = await office.call<{
      items: Checkpoint[];
      next: number | null;
      publicKeys: { id: string; pem: string }[];
    }>('ledger.list-checkpoints', { limit: 3 });
    expect(items).toHaveLength(3);
    expect(next).toBe(items[2]!.size);
    const keyFile = join(office.dataDir, 'public.pem');
    writeFileSync(keyFile, publicKeys[0]!.pem);

    const [row] = await query(connectionString, 'select entry_id as id from ledger.leaf where position = 700');
    const proof = await office.call<Proof>('ledger.get-proof', { id: row!.id, since: items[2]!.size });
    expect(proof.publicKey.id).toBe(publicKeys[0]!.id);
    const good = await verifyOutside(proof, '--key', keyFile);
    expect(good).toMatchObject({ code: 0 });
    expect(good.text).toContain('position 700');
    expect(good.text).toContain(`only grew since ${items[2]!.size}`);
    // Without a key one got elsewhere, it says what remains to be trusted.
    expect((await verifyOutside(proof)).text).toContain(proof.publicKey.id);

    const theirs = loadSeals(join(office.dataDir, 'theirs'));
    writeFileSync(keyFile, theirs.publicKeys()[0]!.pem);
    const { checkpoint } = proof;
    const forged = theirs.sign({ ...checkpoint, tenant: 'sample' });
    const flip = (hex: string) => (hex.startsWith('0') ? `1${hex.slice(1)}` : `0${hex.slice(1)}`);
    const wrongs: unknown[] = [
      { ...proof, entry: { ...proof.entry, operation: 'sample.other' } },
      { ...proof, position: 701 },
      { ...proof, path: proof.path.slice(1) },
      { ...proof, path: proof.path.with(0, flip(proof.path[0]!)) },
      { ...proof, tenant: 'other' },
      { ...proof, checkpoint: { ...checkpoint, at: '2026-01-01T00:00:00.000000Z' } },
      { ...proof, checkpoint: { ...checkpoint, root: flip(checkpoint.root) } },
      { ...proof, checkpoint: { ...checkpoint, signature: forged } },
      { ...proof, since: { ...proof.since, path: [] } },
      { ...proof, since: { ...proof.since, checkpoint: { ...proof.since!.checkpoint, size: 5 } } },
      { ...proof, format: 'something-else' },
      {},
    ];
    for (const wrong of wrongs) expect(await verifyOutside(wrong)).toMatchObject({ code: 1 });
    expect(await verifyOutside(proof, '--key', keyFile)).toMatchObject({ code: 1 });
  });

  test('is refused for an entry nobody knows, that waits, or in a tree that was tampered with', async () => {
    await expect(office.call('ledger.get-proof', { id: newId() })).rejects.toThrow('ledger.unknown-entry');
    await office.write(1);
    const [waiting] = await query(connectionString, 'select id from ledger.unsealed limit 1');
    await expect(office.call('ledger.get-proof', { id: waiting!.id })).rejects.toThrow('ledger.not-sealed-yet');
    const [row] = await query(connectionString, 'select entry_id as id from ledger.leaf where position = 3');
    await expect(office.call('ledger.get-proof', { id: row!.id, since: 1e9 })).rejects.toThrow('unknown-checkpoint');
    await query(connectionString, "update ledger.leaf set hash = sha256('x') where position = 2");
    await expect(office.call('ledger.get-proof', { id: row!.id })).rejects.toThrow('ledger.proof-does-not-hold');
  });
});
