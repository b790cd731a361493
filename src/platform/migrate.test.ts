import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { migrate } from '#modules/migrations.ts';
import { openDatabase, rows, sql } from '#platform/db.ts';
import { query, withDatabase } from '../../tests/support/postgres-setup.ts';
import { migrateFolders } from './migrate.ts';

const { connectionString: server } = inject('testServer');
const mark = randomBytes(4).toString('hex');
const databases: string[] = [];
const roles: string[] = [];

/** A database owned by a user of its own, who has only the rights named. Returns that user's connection string. */
async function ownedDatabase(rights: string, creation = ''): Promise<string> {
  const name = `amanah_owner_${mark}_${databases.length}`;
  await query(server, `create role ${name} login nosuperuser ${rights} password 'p'`);
  roles.push(name);
  await query(server, `create database ${name} owner ${name} template template0 ${creation}`);
  databases.push(name);
  return withDatabase(server, name).replace(/\/\/[^@]*@/, `//${name}:p@`);
}

afterAll(async () => {
  for (const name of databases) await query(server, `drop database ${name} with (force)`);
  for (const name of roles) await query(server, `drop role ${name}`);
});

const works = async (connectionString: string) => {
  const database = openDatabase({ connectionString, poolSize: 1 });
  try {
    return await database.transaction(null, (tx) => rows(tx, sql`select count(*) from platform.tenant`));
  } finally {
    await database.close();
  }
};

describe('a server of ones own', () => {
  test('serves an owner who was given the roles by its administrator', async () => {
    const owner = await ownedDatabase('nocreaterole');
    const refusal = migrate(owner);
    await expect(refusal).rejects.toThrow('lacks a right');
    await expect(refusal).rejects.toThrow('create role amanah_app nologin');
    await query(server, `grant amanah_app, amanah_jobs, amanah_finder, amanah_eraser to ${roles.at(-1)}`);
    expect((await migrate(owner)).applied).not.toEqual([]);
    expect(await works(owner)).toEqual([{ count: 0 }]);
    expect((await migrate(owner)).applied).toEqual([]);
  });

  test('must keep texts in UTF-8', async () => {
    const owner = await ownedDatabase('createrole', "encoding 'LATIN1' locale 'C'");
    await expect(migrate(owner)).rejects.toThrow('encoding LATIN1');
  });

  test('that cannot be reached is said in words', async () => {
    await expect(migrate('postgresql://nobody:p@127.0.0.1:1/none')).rejects.toThrow(
      /^The database cannot be reached: .*ECONNREFUSED/,
    );
  });

  test('that a later version has migrated is left alone', async () => {
    const owner = withDatabase(server, databases[0]!);
    await query(owner, "insert into platform.migration values ('cases', '9999-of-tomorrow.sql', 'x')");
    await expect(migrateFolders(owner, [])).rejects.toThrow('another version of the program');
    await expect(migrate(owner)).rejects.toThrow('9999-of-tomorrow');
  });
});
