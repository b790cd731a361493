import { z } from 'zod';
import { problems } from '#kernel/problem.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from './db.ts';
import type { Job, Module, Subscription } from './module.ts';
import { type Operation, operation } from './operations.ts';
import { pageOpinionOperations } from './page-opinions.ts';
import { system, tenantRole } from './policy.ts';

/** Answers to repeated requests are remembered this long; a client that is silent for longer has given up. */
const KEEP_ANSWERS_DAYS = 7;
const FORGET_BATCH = 5_000;

const operatingProblems = problems('platform', {
  'unknown-dead-letter': {
    status: 404,
    ar: 'لا يوجد حدث متعثر بهذا الرقم؛ ربما أُعيد تسليمه أو استُبعد.',
    en: 'There is no dead letter of this number; it may have been replayed or discarded.',
  },
  'unknown-subscriber': {
    status: 409,
    ar: 'لا تعرف هذه النسخة من النظام المستقبِل «{subscriber}»، فلن يصل الحدث إلى أحد.',
    en: 'This version of the program has no subscriber "{subscriber}"; nobody would receive the event.',
  },
});

export interface OperatingParts {
  /** Of the program, as shown to operators. */
  readonly version: string;
  /** All subscriptions of this process. */
  readonly subscribers: () => readonly Pick<Subscription, 'name' | 'events'>[];
}

const letterId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const Reason = z.string().trim().min(3).max(1_000);

const DeadLetter = z.object({
  id: z.int(),
  subscriber: z.string(),
  /** What the event is about, usually a case. Its content is not shown: it may be personal. */
  key: z.uuid(),
  type: z.string(),
  at: z.string(),
  failedAt: z.string(),
  reason: z.string(),
  note: z.string().nullable(),
  discardedAt: z.string().nullable(),
});
type DeadLetter = z.infer<typeof DeadLetter>;

const letterColumns = sql`id, subscriber, key, type, to_json(at) #>> '{}' as at, to_json(failed_at) #>> '{}' as "failedAt",
  reason, note, to_json(discarded_at) #>> '{}' as "discardedAt"`;

/** Changes a letter that is still open and returns it. Throws `platform.unknown-dead-letter`. */
async function changeLetter(tx: Tx, id: number, change: ReturnType<typeof sql>): Promise<DeadLetter> {
  const letter = await findRow<DeadLetter>(
    tx,
    sql`update platform.dead_letter set ${change}
        where tenant_id = platform.current_tenant() and id = ${id} and discarded_at is null
        returning ${letterColumns}`,
  );
  if (letter === undefined) throw operatingProblems['unknown-dead-letter']();
  return letter;
}

const listOperation: Operation = operation({
  name: 'platform.list-dead-letters',
  summary: { ar: 'الأحداث المتعثرة', en: 'Dead letters' },
  kind: 'query',
  who: [tenantRole('administrator')],
  route: { method: 'GET', path: '/platform/dead-letters' },
  rate: 'read',
  input: z.strictObject({
    state: z.enum(['open', 'discarded']).default('open'),
    subscriber: z.string().max(100).nullish(),
    /** The last one of the page before. */
    after: letterId.nullish(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  /** Oldest first, in the order the events were written. */
  output: z.object({ items: z.array(DeadLetter), next: z.int().nullable() }),
  async run(tx, { state, subscriber, after, limit }) {
    const found = await rows<DeadLetter>(
      tx,
      sql`select ${letterColumns} from platform.dead_letter
          where tenant_id = platform.current_tenant() and id > ${after ?? 0}
            and discarded_at ${state === 'open' ? sql`is null` : sql`is not null`}
            ${subscriber ? sql`and subscriber = ${subscriber}` : sql``}
          order by id limit ${limit + 1}`,
    );
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)!.id : null };
  },
});

const explainOperation: Operation = operation({
  name: 'platform.explain-dead-letter',
  summary: { ar: 'تدوين سبب تعثر حدث', en: 'Explain a dead letter' },
  kind: 'command',
  who: [tenantRole('administrator')],
  route: { method: 'PUT', path: '/platform/dead-letters/{id}/note' },
  rate: 'write',
  input: z.strictObject({ id: letterId, note: Reason }),
  output: DeadLetter,
  async run(tx, { id, note }, context) {
    const letter = await changeLetter(tx, id, sql`note = ${note}`);
    context.about({ type: 'event', id: letter.key });
    return letter;
  },
});

const discardOperation: Operation = operation({
  name: 'platform.discard-dead-letter',
  summary: { ar: 'استبعاد حدث متعثر', en: 'Discard a dead letter' },
  kind: 'command',
  who: [tenantRole('administrator')],
  route: { method: 'POST', path: '/platform/dead-letters/{id}/discard' },
  rate: 'write',
  input: z.strictObject({ id: letterId, reason: Reason }),
  output: DeadLetter,
  async run(tx, { id, reason }, context) {
    const change = sql`note = ${reason}, discarded_at = ${context.now.toString()}::timestamptz`;
    const letter = await changeLetter(tx, id, change);
    context.about({ type: 'event', id: letter.key });
    return letter;
  },
});

const replayOperation = ({ subscribers }: OperatingParts): Operation =>
  operation({
    name: 'platform.replay-dead-letter',
    summary: { ar: 'إعادة تسليم حدث متعثر', en: 'Deliver a dead letter again' },
    kind: 'command',
    who: [tenantRole('administrator')],
    route: { method: 'POST', path: '/platform/dead-letters/{id}/replay' },
    rate: 'write',
    input: z.strictObject({ id: letterId }),
    output: z.object({ id: z.int(), subscriber: z.string() }),
    async run(tx, { id }, context) {
      // It gets a number of its own: what came after it has been handled, so it is the newest now.
      const moved = await findRow<{ id: number; subscriber: string; key: string }>(
        tx,
        sql`with letter as (
              delete from platform.dead_letter
              where tenant_id = platform.current_tenant() and id = ${id} and discarded_at is null
              returning subscriber, key, type, payload, at
            )
            insert into platform.outbox (subscriber, key, type, payload, at)
            select subscriber, key, type, payload, at from letter returning id, subscriber, key`,
      );
      if (moved === undefined) throw operatingProblems['unknown-dead-letter']();
      const { subscriber, key } = moved;
      if (!subscribers().some(({ name }) => name === subscriber))
        throw operatingProblems['unknown-subscriber']({ values: { subscriber } });
      context.about({ type: 'event', id: key });
      return { id: moved.id, subscriber };
    },
  });

const Queue = z.object({
  subscriber: z.string(),
  /** False: events wait for a subscriber this version does not have. */
  known: z.boolean(),
  waiting: z.int(),
  /** Waiting for another try. */
  retrying: z.int(),
  /** When the oldest waiting event was written. */
  oldest: z.string().nullable(),
  deadLetters: z.int(),
});

const statusOperation = ({ version, subscribers }: OperatingParts): Operation =>
  operation({
    name: 'platform.get-status',
    summary: { ar: 'حالة تشغيل النظام', en: 'State of operation' },
    kind: 'query',
    who: [tenantRole('administrator'), system()],
    route: { method: 'GET', path: '/platform/status' },
    rate: 'read',
    input: z.strictObject({}),
    output: z.object({
      at: z.string(),
      queues: z.array(Queue),
      waiting: z.int(),
      deadLetters: z.int(),
      /** Seconds the oldest waiting event has waited, of all queues; null when none waits. */
      oldestSeconds: z.number().nullable(),
      versions: z.object({ program: z.string(), node: z.string(), database: z.string() }),
    }),
    async run(tx, _input, { now }) {
      const found = await rows<Omit<z.infer<typeof Queue>, 'known'> & { oldestSeconds: number | null }>(
        tx,
        sql`with here as (
              select s.name, s.types from jsonb_to_recordset(${JSON.stringify(
                subscribers().map(({ name, events }) => ({ name, types: events })),
              )}::jsonb) as s (name text, types jsonb)
            ),
            owed as (
              select subscriber, retry_at, at from platform.outbox where tenant_id = platform.current_tenant()
              union all
              select h.name, null, e.at from here h
              left join platform.subscription p on p.tenant_id = platform.current_tenant() and p.subscriber = h.name
              join platform.event e on e.tenant_id = platform.current_tenant() and e.id > coalesce(p.after, 0)
                and h.types ? e.type
            ),
            waiting as (
              select subscriber, count(*) as waiting, count(retry_at) as retrying, min(at) as oldest
              from owed group by subscriber
            ),
            dead as (
              select subscriber, count(*) as letters from platform.dead_letter
              where tenant_id = platform.current_tenant() and discarded_at is null group by subscriber
            ),
            named as (
              select name as subscriber from here
              union select subscriber from waiting union select subscriber from dead
            )
            select n.subscriber, coalesce(w.waiting, 0) as waiting, coalesce(w.retrying, 0) as retrying,
                   to_json(w.oldest) #>> '{}' as oldest, coalesce(d.letters, 0) as "deadLetters",
                   extract(epoch from ${now.toString()}::timestamptz - w.oldest)::float8 as "oldestSeconds"
            from named n
            left join waiting w on w.subscriber = n.subscriber
            left join dead d on d.subscriber = n.subscriber
            order by n.subscriber`,
      );
      const { database } = await getRow<{ database: string }>(
        tx,
        sql`select current_setting('server_version') as database`,
      );
      const known = new Set(subscribers().map(({ name }) => name));
      const ages = found.flatMap(({ oldestSeconds }) => oldestSeconds ?? []);
      return {
        at: now.toString(),
        queues: found.map(({ oldestSeconds: _, ...queue }) => ({ ...queue, known: known.has(queue.subscriber) })),
        waiting: found.reduce((sum, { waiting }) => sum + waiting, 0),
        deadLetters: found.reduce((sum, { deadLetters }) => sum + deadLetters, 0),
        oldestSeconds: ages.length === 0 ? null : Math.max(0, ...ages),
        versions: { program: version, node: process.version, database },
      };
    },
  });

/** The program's own housekeeping; it leaves no entry in the record, which is the city's. */
const forgetAnswersJob: Job = {
  name: 'platform.forget-answers',
  everySeconds: 3_600,
  async run({ now, tenants, transaction, signal }) {
    const until = now.subtract({ hours: 24 * KEEP_ANSWERS_DAYS }).toString();
    for (const tenant of await tenants()) {
      let forgotten = FORGET_BATCH;
      while (forgotten === FORGET_BATCH && !signal.aborted) {
        forgotten = await transaction(tenant.id, (tx) =>
          changedRows(
            tx,
            sql`delete from platform.idempotency
                where tenant_id = platform.current_tenant() and key in (
                  select key from platform.idempotency
                  where tenant_id = platform.current_tenant() and created_at < ${until}::timestamptz
                  order by created_at limit ${FORGET_BATCH} for update skip locked)`,
          ),
        );
      }
    }
  },
};

/** What operators see and do of the program itself: queues, events that could not be delivered, versions. */
export const createOperating = (parts: OperatingParts): Module => ({
  name: 'platform',
  operations: [
    listOperation,
    explainOperation,
    discardOperation,
    replayOperation(parts),
    statusOperation(parts),
    ...pageOpinionOperations,
  ],
  jobs: [forgetAnswersJob],
});
