import { describe, expect, test } from 'vitest';
import { MODULES } from '#modules/graph.ts';
import { APP_ROLE, rows, sql } from '#platform/db.ts';
import { testDatabase } from '../support/postgres.ts';
import { query } from '../support/postgres-setup.ts';
import { filesBelow, read } from './sources.ts';

// What the migrations made, told by the catalogue of a migrated database and not by their text.
const { connectionString } = await testDatabase();
const schemas = ['platform', ...MODULES.map(({ name }) => name)];
const select = (text: string, ...values: unknown[]) => query(connectionString, text, [schemas, ...values]);
const namesOf = (rows: readonly { name?: string }[]) => rows.map(({ name }) => name);

const tables = (await select(
  `select format('%s.%s', n.nspname, c.relname) as name, c.oid::int8 as oid, c.relrowsecurity as fenced,
          c.relforcerowsecurity as forced, pg_get_userbyid(c.relowner) as owner,
          (select attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') as tenant
   from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = any($1) and c.relkind in ('r', 'p') order by 1`,
)) as { name: string; fenced: boolean; forced: boolean; owner: string; tenant: number | null }[];

/** Tables of the installation, not of a tenant. */
const OF_ALL = ['platform.migration', 'platform.rate', 'platform.tenant'];

describe('tables', () => {
  test('stand in the schemas of the platform and of the modules', async () => {
    expect(tables.length).toBeGreaterThan(40);
    const elsewhere = await query(
      connectionString,
      `select format('%s.%s', schemaname, tablename) as name from pg_tables
       where schemaname <> all($1) and schemaname not in ('pg_catalog', 'information_schema', 'pgboss')`,
      [schemas],
    );
    expect(namesOf(elsewhere)).toEqual([]);
  });

  test('belong to a tenant, but for those of the installation', () => {
    expect(namesOf(tables.filter(({ tenant }) => tenant === null))).toEqual(OF_ALL);
  });

  test('are fenced by row level security, also against their owner', async () => {
    const open = tables.filter(({ tenant, fenced, forced }) => tenant !== null && !(fenced && forced));
    expect(namesOf(open)).toEqual([]);
    const policies = await select(
      `select format('%s.%s', schemaname, tablename) as name, permissive, roles::text[] as roles, cmd, qual, with_check
       from pg_policies where policyname <> 'finder' and schemaname = any($1)`,
    );
    const fence = '(tenant_id = platform.current_tenant())';
    expect(namesOf(policies).sort()).toEqual(namesOf(tables.filter(({ tenant }) => tenant !== null)));
    expect(
      policies.filter(
        ({ cmd, qual, with_check, roles }) =>
          cmd !== 'ALL' || qual !== fence || with_check !== fence || `${roles}` !== 'public',
      ),
    ).toEqual([]);
  });

  test('keep a tenant in every row, the running transaction’s unless said', async () => {
    const loose = await select(
      `select format('%s.%s', table_schema, table_name) as name from information_schema.columns
       where table_schema = any($1) and column_name = 'tenant_id'
         and (is_nullable = 'YES' or column_default is distinct from 'platform.current_tenant()')`,
    );
    expect(namesOf(loose)).toEqual([]);
  });
});

describe('keys begin with the tenant, so that the data can be spread by it', () => {
  test('every table has a primary key', async () => {
    const without = await select(
      `select format('%s.%s', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = any($1) and c.relkind = 'r'
         and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`,
    );
    expect(namesOf(without)).toEqual([]);
  });

  test('primary keys and unique indexes', async () => {
    const wrong = await select(
      `select i.indexrelid::regclass::text as name
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
       where n.nspname = any($1) and i.indisunique and i.indkey[0] <> a.attnum`,
    );
    expect(namesOf(wrong)).toEqual([]);
  });

  test('foreign keys, on both sides', async () => {
    const wrong = await select(
      `select format('%s.%s', n.nspname, k.conname) as name
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
       left join pg_attribute here on here.attrelid = k.conrelid and here.attnum = k.conkey[1]
       left join pg_attribute there on there.attrelid = k.confrelid and there.attnum = k.confkey[1]
       where n.nspname = any($1) and k.contype = 'f' and not (here.attname = 'tenant_id' and there.attname = 'tenant_id')`,
    );
    expect(namesOf(wrong)).toEqual([]);
  });

  test('foreign keys stay within a module', async () => {
    const across = await select(
      `select k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
       join pg_class f on f.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = any($1) and k.contype = 'f' and c.relnamespace <> f.relnamespace`,
    );
    expect(namesOf(across)).toEqual([]);
  });
});

describe('the role of the program', () => {
  test('is no superuser, passes no fence, creates nothing and owns nothing', async () => {
    const [role] = await query(
      connectionString,
      `select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin, oid from pg_roles where rolname = $1`,
      [APP_ROLE],
    );
    expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false });
    expect(namesOf(tables.filter(({ owner }) => owner === APP_ROLE))).toEqual([]);
    const owned = await query(
      connectionString,
      `select c.relname as name from pg_class c where c.relowner = $1
       union all select nspname from pg_namespace where nspowner = $1
       union all select proname from pg_proc where proowner = $1`,
      [role!.oid],
    );
    expect(namesOf(owned)).toEqual([]);
    const makers = await query(
      connectionString,
      `select nspname as name from pg_namespace where has_schema_privilege($1, oid, 'create') and nspname !~ '^pg_'`,
      [APP_ROLE],
    );
    expect(namesOf(makers)).toEqual([]);
  });

  test('can neither change nor remove a row of what is append-only', async () => {
    const declared = filesBelow('src')
      .filter((path) => path.endsWith('.sql'))
      .flatMap((path) =>
        [...read(path).matchAll(/protect\('([^']+)', append_only => true\)/g)].map(([, name]) => name!),
      )
      .sort();
    const rights = await select(
      `select format('%s.%s', n.nspname, c.relname) as name,
              has_table_privilege($2, c.oid, 'insert') as adds,
              has_table_privilege($2, c.oid, 'update') or has_any_column_privilege($2, c.oid, 'update')
                or has_table_privilege($2, c.oid, 'delete') or has_table_privilege($2, c.oid, 'truncate') as changes
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relkind = 'r'`,
      APP_ROLE,
    );
    const right = (name: string) => rights.find((row) => row.name === name);
    expect(declared).toEqual(expect.arrayContaining(['cases.action', 'cases.case_type', 'ledger.entry']));
    expect(declared.filter((name) => !right(name)?.adds || right(name)?.changes)).toEqual([]);
    const truncated = await select(
      `select format('%s.%s', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = any($1) and c.relkind = 'r' and has_table_privilege($2, c.oid, 'truncate')`,
      APP_ROLE,
    );
    expect(namesOf(truncated)).toEqual([]);
  });

  test('sees no row and writes none outside the tenant of its transaction', async () => {
    const own = await testDatabase({ fresh: true });
    const add = (tenant: number) =>
      query(
        own.connectionString,
        `insert into platform.idempotency (tenant_id, key, operation, request_digest, answer) values ($1, 'k', 'o', '', '{}')`,
        [tenant],
      );
    await add(1);
    await add(2);
    const seen = (tenant: number | null) =>
      own.withRollback(tenant, (tx) =>
        rows<{ tenant_id: number }>(tx, sql`select tenant_id from platform.idempotency`),
      );
    expect(await seen(1)).toEqual([{ tenant_id: 1 }]);
    expect(await seen(2)).toEqual([{ tenant_id: 2 }]);
    expect(await seen(null)).toEqual([]);
    const intrude = sql`insert into platform.idempotency (tenant_id, key, operation, request_digest, answer)
                        values (2, 'x', 'o', '', '{}')`;
    await expect(own.withRollback(1, (tx) => rows(tx, intrude))).rejects.toThrow('row-level security');
  });
});

describe('functions', () => {
  test('run with the rights of whoever calls them, but for the doors of the finder and the eraser', async () => {
    const raised = await select(
      `select format('%s.%s', n.nspname, p.proname) as name, pg_get_userbyid(p.proowner) as owner, p.prosrc as source,
         p.proconfig as settings
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any($1) and p.prosecdef order by 1`,
    );
    expect(namesOf(raised)).toEqual([
      'cases.find_by_words',
      'cases.find_in_box',
      'cases.redact',
      'reports.blank_decisions',
      'reports.blank_exchanged',
      'reports.blank_marks',
      'reports.blank_old_answers',
      'territory.find_parcels',
    ]);
    for (const door of raised as unknown as { owner: string; source: string; settings: string[] }[]) {
      expect(door.owner).toBe(door.source.includes('update') ? 'amanah_eraser' : 'amanah_finder');
      expect(door.source).toContain('tenant_id = platform.current_tenant()');
      expect(door.settings).toEqual(['search_path=""']);
    }
  });

  test('the eraser changes texts of records that stay, and neither adds to them nor removes them', async () => {
    const rights = await select(
      `select format('%s.%s.%s %s', table_schema, table_name, column_name, privilege_type) as name
       from information_schema.column_privileges
       where table_schema = any($1) and grantee = 'amanah_eraser' and privilege_type not in ('SELECT') order by 1`,
    );
    expect(namesOf(rights).filter((name) => !name?.startsWith('cases.redaction.'))).toEqual([
      'cases.action.events UPDATE',
      'cases.action.input UPDATE',
      'reports.desk_mark.reason UPDATE',
      'reports.handover_exchange.answer UPDATE',
      'reports.moderation_decision.wording UPDATE',
      'reports.received_request.attributes UPDATE',
      'reports.received_request.media_url UPDATE',
    ]);
  });

  test('the finder reads what it must compare, writes nothing and shows no other tenant', async () => {
    const rights = await select(
      `select format('%s.%s.%s %s', table_schema, table_name, column_name, privilege_type) as name
       from information_schema.column_privileges where table_schema = any($1) and grantee = 'amanah_finder' order by 1`,
    );
    expect(namesOf(rights)).toEqual([
      'cases.case.id SELECT',
      'cases.case.opened_at SELECT',
      'cases.case.point SELECT',
      'cases.case.tenant_id SELECT',
      'cases.search.case_id SELECT',
      'cases.search.opened_at SELECT',
      'cases.search.tenant_id SELECT',
      'cases.search.words SELECT',
      'territory.parcel.box SELECT',
      'territory.parcel.id SELECT',
      'territory.parcel.tenant_id SELECT',
    ]);
    const id = '01a20000-0000-7000-8000-000000000001';
    const found = async (tenant: number) =>
      (await testDatabase()).withRollback(1, async (tx) => {
        await sql`insert into cases.search (case_id, opened_at, words)
                  values (${id}, now(), cases.dated('''~pothole''', 1, cases.fortnight(now()))::tsvector)`.execute(tx);
        await sql`select set_config('amanah.tenant', ${String(tenant)}, true)`.execute(tx);
        return rows<{ id: string }>(tx, sql`select id from cases.find_by_words('''~pothole''', null, null, 10)`);
      });
    expect(await found(1)).toEqual([{ id }]);
    expect(await found(2)).toEqual([]);
  });
});
