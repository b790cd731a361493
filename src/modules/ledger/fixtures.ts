import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Actor, anonymous, type Role, systemActor } from '#kernel/actor.ts';
import type { Database } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { createPipeline, type Pipeline } from '#platform/pipeline.ts';
import { anyone } from '#platform/policy.ts';
import { createTenants, type Tenant } from '#platform/tenants.ts';
import type { Verification } from './model-verification.ts';
import { createLedger } from './module.ts';

/** A change about nothing, so that the record has something to keep. */
const note: Operation = operation({
  name: 'sample.note',
  summary: { ar: 'تدوين ملاحظة', en: 'Take a note' },
  kind: 'command',
  who: [anyone()],
  route: { method: 'POST', path: '/sample/notes' },
  rate: 'write',
  input: z.strictObject({ n: z.int(), subjectId: z.uuid().optional() }),
  output: z.object({ n: z.int() }),
  async run(_tx, { n, subjectId }, context) {
    if (subjectId !== undefined) context.about({ type: 'note', id: subjectId, number: `ملاحظة ${n}` });
    return { n };
  },
});

export const employee = (tenant: Tenant, ...roles: Role[]): Actor => ({
  ...anonymous(tenant.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: roles.map((role) => ({ role, municipalityId: null })),
});

export interface Office {
  readonly tenant: Tenant;
  readonly other: Tenant;
  readonly dataDir: string;
  readonly pipeline: Pipeline;
  /** Writes so many entries, one after the other. */
  write(count: number, tenant?: Tenant): Promise<void>;
  /** What the timed work does. */
  seal(): Promise<void>;
  verify(tenant?: Tenant): Promise<Verification>;
  call<O>(name: string, input: unknown, actor?: Actor): Promise<O>;
  remove(): void;
}

/** A ledger with two tenants on a database of one's own, and a data folder that `remove` takes away. */
export async function openOffice(database: Database, now?: () => Temporal.Instant): Promise<Office> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amanah-ledger-'));
  const ledger = createLedger({ dataDir });
  const tenants = createTenants(database, 'sample');
  const put = (key: string) =>
    tenants.put({
      key,
      name: { ar: 'نموذج' },
      languages: ['ar'],
      timeZone: 'Asia/Riyadh',
      calendars: ['gregory'],
      settings: {},
    });
  const tenant = await put('sample');
  const other = await put('other');
  const pipeline = createPipeline({
    database,
    operations: [note, ...ledger.module.operations],
    record: ledger.record,
    subscribersOf: () => [],
    wakeRelay: () => {},
    ...(now === undefined ? {} : { now }),
  });
  const callAs = async (of: Tenant, name: string, input: unknown, actor: Actor) =>
    (await pipeline.call({ operation: name, input, actor, tenant: of, requestId: newId() })).output;
  return {
    tenant,
    other,
    dataDir,
    pipeline,
    async write(count, of = tenant) {
      for (let n = 0; n < count; n += 1) await callAs(of, 'sample.note', { n }, anonymous(of.id));
    },
    seal: () =>
      ledger.module.jobs![0]!.run({
        now: Temporal.Now.instant(),
        signal: new AbortController().signal,
        newId,
        tenants: async () => [tenant, other],
        transaction: (id, work) => database.transaction(id, work),
        call: (of, name, input) => callAs(of, name, input, systemActor(of.id)),
      }),
    verify: async (of = tenant) => (await callAs(of, 'ledger.verify', {}, systemActor(of.id))) as Verification,
    call: async <O>(name: string, input: unknown, actor: Actor = employee(tenant, 'auditor')) =>
      (await callAs(tenant, name, input, actor)) as O,
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}
