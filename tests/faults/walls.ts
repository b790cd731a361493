import pg from 'pg';
import type { Problem } from '#kernel/problem.ts';
import { sql } from '#platform/db.ts';
import type { Operation } from '#platform/operations.ts';
import { createPipeline } from '#platform/pipeline.ts';
import type { Tenant } from '#platform/tenants.ts';
import { canariesIn } from './matrix.ts';
import { inputFor } from './matrix-inputs.ts';
import type { Records } from './matrix-records.ts';
import type { World } from './matrix-world.ts';

const PREDICATE = /(?:\b\w+\.)?tenant_id = platform\.current_tenant\(\)/g;

/**
 * Takes the first wall away while `work` runs: no statement names its tenant any more, so that row level security alone
 * stands. Counts the statements it changed.
 */
export async function withoutPredicates<T>(work: () => Promise<T>): Promise<{ result: T; changed: number }> {
  const { query } = pg.Client.prototype;
  let changed = 0;
  pg.Client.prototype.query = function (this: pg.Client, config: unknown, ...rest: unknown[]) {
    const given = config as { text?: string; name?: string };
    if (typeof given?.text === 'string' && PREDICATE.test(given.text)) {
      changed += 1;
      const text = given.text.replace(PREDICATE, 'true');
      // Another text needs another prepared statement.
      return (query as (...all: unknown[]) => unknown).call(this, { ...given, text, name: `${given.name}w` }, ...rest);
    }
    return (query as (...all: unknown[]) => unknown).call(this, config, ...rest);
  } as typeof query;
  try {
    return { result: await work(), changed };
  } finally {
    pg.Client.prototype.query = query;
  }
}

/** Every table that carries a tenant, as `schema.table`, quoted. */
export async function tenantTables(world: World): Promise<string[]> {
  const found = await world.city.owner.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and n.nspname not like 'pg%' order by 1`,
  );
  return found.rows.map(({ name }) => name);
}

/** Takes the second wall away in this throw-away database: no table is fenced off any more. */
export async function withoutRowSecurity<T>(world: World, work: () => Promise<T>): Promise<T> {
  const tables = await tenantTables(world);
  const alter = async (how: readonly string[]) => {
    for (const table of tables) {
      for (const words of how) await world.city.owner.query(`alter table ${table} ${words} row level security`);
    }
  };
  await alter(['no force', 'disable']);
  try {
    return await work();
  } finally {
    await alter(['enable', 'force']);
  }
}

/**
 * With every guard off, an actor who may everything, in the transaction of one tenant, names the records of the other.
 * Returns in words what came through: canaries, work done, or an answer that tells the other's records from none.
 */
export async function reachAcross(world: World): Promise<string[]> {
  const { city, records, missing } = world;
  const { composition } = city;
  const open = composition.operations.map(
    (operation): Operation => ({ ...operation, who: [{ label: 'open', audience: 'anyone', allows: () => true }] }),
  );
  const pipeline = createPipeline({
    database: city.database,
    operations: open,
    record: () => sql`select 1`,
    isHeard: () => false,
    wakeRelay: () => {},
  });
  const administrator = world.roles.find(({ name }) => name === 'administrator-1')!.actor;
  const system = world.roles.find(({ name }) => name === 'system')!.actor;
  const faults: string[] = [];

  const ask = async (operation: Operation, tenant: Tenant, actor: typeof system, named: Records) => {
    try {
      const input = JSON.parse(JSON.stringify(inputFor(operation, named, named)));
      if (operation.rate === 'upload') return { code: 'skipped', text: '' };
      const call = { operation: operation.name, input, actor, tenant, requestId: 'walls' };
      const { output } = await pipeline.call(call);
      return { code: 'done', text: JSON.stringify(output) };
    } catch (error) {
      const { code, extra, fields } = error as Problem;
      return { code: code ?? String(error), text: JSON.stringify({ extra, fields }) };
    }
  };

  world.undo.on = true;
  try {
    const sides = [
      { here: city.boston, theirs: records.first, foreign: (owner: string) => owner !== 'foreign' },
      { here: city.eastern, theirs: records.foreign, foreign: (owner: string) => owner === 'foreign' },
    ];
    for (const { here, theirs, foreign } of sides) {
      for (const actor of [system, { ...administrator, tenantId: here.id }]) {
        for (const operation of open) {
          const answer = await ask(operation, here, actor, theirs);
          const none = await ask(operation, here, actor, missing);
          const at = `${here.key} as ${actor.kind} · ${operation.name}`;
          const seen = canariesIn(world, answer.text + none.text).filter(({ owner }) => foreign(owner));
          if (seen.length > 0) faults.push(`${at}: shows ${seen[0]!.canary} of the ${seen[0]!.owner} case`);
          if (answer.code !== none.code) faults.push(`${at}: ${answer.code}, for a missing one ${none.code}`);
        }
      }
    }
  } finally {
    world.undo.on = false;
  }
  return faults;
}
