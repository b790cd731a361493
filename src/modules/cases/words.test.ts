import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchWords } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { query as execute } from '../../../tests/support/postgres-setup.ts';
import type { CaseOrder } from './model-list.ts';
import { tsQuery, wordVector } from './rules-list.ts';
import { listAndCount, listCases } from './store-lists.ts';

const { connectionString, database, withRollback } = await testDatabase({ fresh: true });

interface Told {
  readonly id: Id;
  readonly at: string;
  readonly due: string;
  readonly topic: string;
  readonly open: readonly string[];
  readonly office: readonly string[];
}

const idOf = (n: number) => `01a20000-0000-7000-8000-${n.toString(16).padStart(12, '0')}` as Id;
const DAY = 86_400_000;

async function store(tx: Tx, told: readonly Told[]): Promise<void> {
  const given = told.map(({ id, at, due, topic, open, office }) => {
    const forms = (texts: readonly string[]) =>
      texts.map(searchWords).flatMap(({ words, stems }) => [...words, ...stems]);
    return { id, at, due, topic, words: wordVector(forms(open), forms(office)) };
  });
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(given)}::json) as g
        (id uuid, at timestamptz, due timestamptz, topic text, words text)
    ), stored as (
      insert into cases."case" (id, number, type, type_version, topic, state, category, version, priority, opened_at,
        updated_at, due_at, projection)
      select id, id::text, 'report', 1, topic, 'assigned', 'open', 1, 3, at, at, due, '{}' from given
    )
    insert into cases.search (case_id, opened_at, words)
    select id, at, cases.dated(words, platform.current_tenant(), cases.fortnight(at))::tsvector from given`.execute(tx);
}

/** What a search must find, without any index: every word in some form, the last perhaps not finished. */
function matches(one: Told, text: string, audience: 'office' | 'public'): boolean {
  const texts = audience === 'public' ? one.open : [...one.open, ...one.office];
  const has = texts.map(searchWords).flatMap(({ words, stems }) => [...words, ...stems]);
  const { words, stems } = searchWords(text);
  return words.every((word, i) => {
    const wanted = [word, stems[i]!];
    const unfinished = i === words.length - 1 && word.length >= 2;
    return has.some((found) => wanted.some((form) => (unfinished ? found.startsWith(form) : found === form)));
  });
}

const sorted = (told: readonly Told[], order: CaseOrder) =>
  told.toSorted((a, b) => {
    const at = order === 'due' ? Date.parse(a.due) - Date.parse(b.due) : Date.parse(a.at) - Date.parse(b.at);
    return (at || (a.id < b.id ? -1 : 1)) * (order === 'newest' ? -1 : 1);
  });

test('finding by words gives what reading every case would, page by page, whenever the cases were opened', async () => {
  const WORDS = ['حفرة', 'الحفرة', 'بالشارع', 'الشارع', 'شارع', 'إنارة', 'pothole', 'potholes', 'light', '12'];
  const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 4 });
  // Days before the newest: mostly few, some of them years, several in one instant.
  const age = fc.oneof(fc.nat(40), fc.nat(40), fc.nat(5_000));
  const city = fc.record({
    newest: fc.constantFrom('2026-11-22T10:00:00Z', '2019-03-01T00:00:00Z', '1999-12-31T23:59:59Z'),
    cases: fc.array(fc.record({ age, due: fc.nat(30), topic: fc.constantFrom('A', 'B'), open: text, office: text }), {
      maxLength: 60,
    }),
  });
  const asked = fc.record({
    words: fc.array(fc.constantFrom(...WORDS, 'حف', 'po', 'zz'), { minLength: 1, maxLength: 5 }),
    audience: fc.constantFrom('office' as const, 'public' as const),
    order: fc.constantFrom<CaseOrder[]>('newest', 'oldest', 'due'),
    topic: fc.constantFrom('A', undefined),
    limit: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(city, fc.array(asked, { minLength: 3, maxLength: 3 }), async ({ newest, cases }, questions) => {
      await withRollback(1, async (tx) => {
        const told = cases.map((one, i): Told => {
          const at = Date.parse(newest) - one.age * DAY;
          const due = new Date(Date.parse(newest) + one.due * DAY).toISOString();
          return {
            ...one,
            id: idOf(i),
            at: new Date(at).toISOString(),
            due,
            open: [one.open.join(' ')],
            office: [one.office.join(' ')],
          };
        });
        await store(tx, told);
        for (const { words, audience, order, topic, limit } of questions) {
          const query = tsQuery(words.join(' '), audience)!;
          const wanted = sorted(
            told.filter(
              (one) => matches(one, words.join(' '), audience) && (topic === undefined || one.topic === topic),
            ),
            order,
          ).map(({ id }) => id);
          const filter = { type: 'report', topics: topic === undefined ? undefined : [topic], query };
          const first = await listAndCount(tx, filter, order, undefined, limit, 1_000);
          expect(first.total).toEqual({ count: wanted.length, atLeast: false });
          const seen: Id[] = [];
          for (let page = first.found; ; ) {
            seen.push(...page.slice(0, limit).map(({ id }) => id));
            if (page.length <= limit) break;
            const { dueAt, openedAt, id } = page[limit - 1]!;
            page = await listCases(tx, filter, order, { at: order === 'due' ? dueAt! : openedAt, id }, limit);
          }
          expect(seen).toEqual(wanted);
        }
      });
    }),
    { numRuns: 40 },
  );
});

/** Cases of thirteen years, eight in an hour of each day: a word in every one, others in one of 8, 1,000 and 10,000. */
const COUNT = 20_000;
const fillCity = (tx: Tx) =>
  sql`
  with given as materialized (
    select ('01a20000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id, i,
      timestamptz '2013-01-01' + i * interval '5 hours 40 minutes' as at
    from generate_series(1, ${COUNT}::integer) as i
  ), stored as (
    insert into cases."case" (id, number, type, type_version, topic, state, category, version, priority, opened_at,
      updated_at, closed_at, due_at, public, projection)
    select id, id::text, 'report', 1, case when i % 10 = 0 then 'rare' else 'common' end,
      case when i % 20 = 0 then 'assigned' else 'closed' end, 'open', 1, 3, at, at,
      case when i % 20 = 0 or i % 7 = 0 then null else at end, at + interval '3 days', true, '{}' from given
  )
  insert into cases.search (case_id, opened_at, words)
  select id, at, cases.dated('''~every'':1A' || case when i % 8 = 0 then ' ''~eighth'':1A' else '' end ||
      case when i % 1000 = 1 then ' ''~seldom'':1C' else '' end ||
      case when i % 10000 = 1 then ' ''~twice'':1A' else '' end,
    platform.current_tenant(), cases.fortnight(at))::tsvector from given`.execute(tx);

test('common and rare words, and lists narrowed to the oldest, are found whole and by the index of words', async () => {
  await database.transaction(1, fillCity);
  await database.transaction(1, async (tx) => {
    const find = (text: string, filter = {}, limit = 10) =>
      listAndCount(tx, { type: 'report', query: tsQuery(text), ...filter }, 'newest', undefined, limit, 1_000);
    expect((await find('every')).found[0]!.id).toBe(idOf(COUNT));
    expect((await find('every')).total).toEqual({ count: 300, atLeast: true });
    expect((await find('twice')).found.map(({ id }) => id)).toEqual([10_001, 1].map(idOf));
    expect((await find('seldom eighth every')).found).toEqual([]);
    expect((await find('seldom every', {}, 100)).found).toHaveLength(20);
    // Beyond the newest 300 and the 5,000 after them.
    expect((await find('every', { ids: [idOf(3)] })).found.map(({ id }) => id)).toEqual([idOf(3)]);
    const due = await listCases(tx, { type: 'report', query: tsQuery('every'), open: true }, 'due', undefined, 3);
    expect(due.map(({ id }) => id)).toEqual([7, 14, 20, 21].map(idOf));
    // A team has little that is open: its cases are read, not those of the word.
    await sql`update cases."case" set team = 'FEW' where tenant_id = platform.current_tenant()
              and id = any(${[7, 8, 56].map(idOf)}::uuid[])`.execute(tx);
    const ofTeam = { open: true, teams: ['FEW'] };
    expect((await find('every', ofTeam)).found.map(({ id }) => id)).toEqual([56, 7].map(idOf));
    expect((await find('eighth every', ofTeam)).found.map(({ id }) => id)).toEqual([56].map(idOf));
    expect((await find('every', { ...ofTeam, teams: ['NONE'] })).found).toEqual([]);
  });
  await database.transaction(1, async (tx) => {
    await sql`set local role none`.execute(tx);
    await sql`analyze cases.search`.execute(tx);
    const plan = await rows<Record<'QUERY PLAN', string>>(
      tx,
      sql`explain select s.case_id from cases.search s where s.tenant_id = platform.current_tenant()
          and s.words @@ ${`'1.500.every':* | '1.501.every':*`}::tsquery`,
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('Bitmap Index Scan on search_words');
    expect(text).not.toContain('Seq Scan');
  });
});

test('what is open of a topic is listed and counted from an index of just that', async () => {
  await database.transaction(1, async (tx) => {
    const filter = { type: 'report', topics: ['rare'], open: true, public: true };
    const { found, total } = await listAndCount(tx, filter, 'newest', undefined, 4, 10_000);
    expect(found.map(({ id }) => id)).toEqual([20_000, 19_980, 19_960, 19_950, 19_940].map(idOf));
    expect(total.count).toBe(COUNT / 20 + Math.floor((COUNT + 70) / 140));
    for (const statement of [
      sql`select c.id from cases."case" c where c.tenant_id = platform.current_tenant() and c.type = 'report'
          and c.closed_at is null and c.topic = 'rare' and c.public order by c.opened_at desc, c.id desc limit 21`,
      sql`select from cases."case" c where c.tenant_id = platform.current_tenant() and c.type = 'report'
          and c.closed_at is null and c.topic = 'rare' and c.public limit 1001`,
    ]) {
      const plan = await rows<Record<'QUERY PLAN', string>>(tx, sql`explain ${statement}`);
      const text = plan.map((row) => row['QUERY PLAN']).join('\n');
      expect(text).toContain('case_topic_open');
      expect(text).not.toMatch(/Sort|Seq Scan/);
    }
  });
});

test('what was stored before words were dated is found as what is stored now', async () => {
  const migration = readFileSync(join(import.meta.dirname, 'migrations/0200-words-by-fortnight.sql'), 'utf8');
  const old = [
    `select 3, '${idOf(900_001)}'::uuid, timestamptz '2011-05-06 07:08:09+00', 'الحفره حفره rpt 12', 'حفره', 'owner s'`,
    `select 4, '${idOf(900_002)}'::uuid, timestamptz '1998-01-01 00:00:00+00', 'pothole', '', ''`,
    `select 3, '${idOf(900_003)}'::uuid, timestamptz '2026-01-01 00:00:00+00', '', '', ''`,
  ].join(' union all ');
  await execute(
    connectionString,
    `begin;
     drop function cases.find_by_words; drop function cases.dated; drop function cases.fortnight;
     create function cases.find_by_words(tsquery, timestamptz, integer) returns setof uuid language sql as 'select null::uuid';
     insert into cases.search (tenant_id, case_id, opened_at, words)
     select tenant, id, at, setweight(to_tsvector('simple', a), 'A') || setweight(to_tsvector('simple', b), 'B')
       || setweight(to_tsvector('simple', c), 'C') from (${old}) as old (tenant, id, at, a, b, c);
     ${migration}
     commit`,
  );
  const find = (tenant: number, text: string, audience: 'office' | 'public' = 'office') =>
    withRollback(tenant, (tx) =>
      rows<{ id: Id }>(tx, sql`select id from cases.find_by_words(${tsQuery(text, audience)}, null, null, 10)`),
    ).then((found) => found.map(({ id }) => id));
  expect(await find(3, 'حفرة 12', 'public')).toEqual([idOf(900_001)]);
  expect(await find(3, 'الحفرة rp', 'public')).toEqual([idOf(900_001)]);
  expect(await find(3, 'owner')).toEqual([idOf(900_001)]);
  expect(await find(3, 'owner', 'public')).toEqual([]);
  expect(await find(3, 'pothole')).toEqual([]);
  expect(await find(4, 'pothole')).toEqual([idOf(900_002)]);
});
