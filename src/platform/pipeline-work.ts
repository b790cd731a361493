import type { RawBuilder } from 'kysely';
import type { Id } from '#kernel/id.ts';
import { Problem } from '#kernel/problem.ts';
import { digestOf } from './canonical.ts';
import { arrayOf, send, sql, type Tx } from './db.ts';
import { failpoint } from './failpoints.ts';
import { newId } from './ids.ts';
import type { Collector, DomainEvent, Operation, OperationContext } from './operations.ts';
import type { Call, LedgerRecord, PipelineParts } from './pipeline.ts';

/** Calls that share one transaction at most; more would make the first wait for the last. */
const MOST_TOGETHER = 32;
/** Shared transactions under way at once for one operation: while the database settles one, the next is made ready. */
const SHARED_UNDER_WAY = 2;

/** One call under way: its input, and what it did besides its answer. */
export interface Work {
  readonly call: Call;
  readonly operation: Operation;
  readonly input: unknown;
  readonly prepared: unknown;
  /** Digest of caller and idempotency key; undefined without one. */
  readonly key: string | undefined;
  readonly inputDigest: Buffer;
  readonly at: Temporal.Instant;
  readonly context: OperationContext;
  readonly events: DomainEvent[];
  readonly disclosures: { subject: { type: string; id: Id }; fields: readonly string[] }[];
  readonly collected: Map<Collector<unknown>, unknown[]>;
  /** Statements under way. */
  readonly sent: Promise<unknown>[];
  subject: LedgerRecord['subject'];
}

/** A call ready for its transaction: everything slow that needs none is done. */
export async function beginWork(
  call: Call,
  operation: Operation,
  input: unknown,
  key: string | undefined,
  inputDigest: Buffer,
  at: Temporal.Instant,
): Promise<Work> {
  const events: Work['events'] = [];
  const disclosures: Work['disclosures'] = [];
  const collected: Work['collected'] = new Map();
  const sent: Work['sent'] = [];
  let work: Work | undefined;
  const context: OperationContext = {
    actor: call.actor,
    tenant: call.tenant,
    now: at,
    requestId: call.requestId,
    transactionId: call.idempotencyKey ?? newId(),
    origin: call.origin,
    proof: call.proof,
    newId,
    emit: (event) => events.push(event),
    about: (named) => {
      work!.subject = named;
    },
    collect(collector, item) {
      const items = collected.get(collector as Collector<unknown>);
      if (items === undefined) collected.set(collector as Collector<unknown>, [item]);
      else items.push(item);
    },
    send(tx, statement) {
      const answer = send(tx, statement);
      answer.catch(() => {});
      sent.push(answer);
    },
    disclosed: (named, fields) => disclosures.push({ subject: named, fields }),
  };
  const prepared = operation.prepare === undefined ? input : await operation.prepare(input, context);
  work = {
    call,
    operation,
    input,
    prepared,
    key,
    inputDigest,
    at,
    context,
    events,
    disclosures,
    collected,
    sent,
    subject: null,
  };
  return work;
}

/** A call undone, before another try. */
function forget(work: Work): void {
  work.events.length = 0;
  work.disclosures.length = 0;
  work.collected.clear();
  work.sent.length = 0;
  work.subject = null;
}

interface Done {
  readonly work: Work;
  readonly output: unknown;
}

export interface Transactions {
  /** Runs a call from its authorisation to the commit and returns its checked output. */
  perform(work: Work): Promise<unknown>;
}

export function createTransactions(
  parts: Pick<PipelineParts, 'database' | 'record' | 'isHeard' | 'wakeRelay'>,
  authorise: (tx: Tx, operation: Operation, call: Call, input: unknown) => Promise<void>,
): Transactions {
  async function run(tx: Tx, work: Work): Promise<Done> {
    const { operation } = work;
    await authorise(tx, operation, work.call, work.input);
    failpoint('before-run');
    const output = operation.output.parse(await operation.run(tx, work.prepared, work.context).catch(firstOf(work)));
    failpoint('after-run');
    return { work, output };
  }

  /** After a statement that was sent has failed, those behind it only say so: its own reason goes before theirs. */
  const firstOf = (work: Work) => async (error: unknown) => {
    await Promise.all(work.sent);
    throw error;
  };

  const recordOf = (
    { work, output }: Done,
    kind: LedgerRecord['kind'],
    subject: LedgerRecord['subject'],
    fields: readonly string[],
  ): LedgerRecord => ({
    id: newId(),
    at: work.at,
    operation: work.operation.name,
    kind,
    actor: work.call.actor,
    subject,
    inputDigest: work.inputDigest,
    outcomeDigest: digestOf(output),
    requestId: work.call.requestId,
    transactionId: work.context.transactionId,
    fields,
  });

  /** The last statements of calls: what they collected, then their entries, events and answers. */
  function settling(all: readonly Done[]): RawBuilder<unknown>[] {
    const collected = new Map<Collector<unknown>, unknown[]>();
    for (const { work } of all) {
      for (const [collector, items] of work.collected) {
        collected.set(collector, [...(collected.get(collector) ?? []), ...items]);
      }
    }
    const statements = [...collected].map(([collector, items]) => collector.statement(items));
    const disclosures = all.flatMap((done) =>
      done.work.disclosures.map(({ subject, fields }) => recordOf(done, 'disclosure', subject, fields)),
    );
    const commands = all.filter(({ work }) => work.operation.kind === 'command');
    const records = [...disclosures, ...commands.map((done) => recordOf(done, 'change', done.work.subject, []))];
    if (records.length === 0) return statements;
    const news = commands.flatMap(({ work }) =>
      work.events.filter((event) => parts.isHeard(event.type)).map((event) => ({ event, at: work.at.toString() })),
    );
    const answers = commands.filter(({ work }) => work.key !== undefined);
    const last = sql`
      with entries as (${parts.record(records)}),
      news as (
        insert into platform.event (key, type, payload, at)
        select key, type, payload::jsonb, at
        from unnest(${news.map((one) => one.event.key)}::uuid[], ${news.map((one) => one.event.type)}::text[],
                    ${arrayOf(news.map((one) => JSON.stringify(one.event.payload)))}::text[],
                    ${news.map((one) => one.at)}::timestamptz[])
          with ordinality as e (key, type, payload, at, place)
        order by place
      )
      insert into platform.idempotency (key, operation, request_digest, answer)
      select key, operation, decode(digest, 'hex'), answer::jsonb
      from unnest(${answers.map(({ work }) => work.key!)}::text[], ${answers.map(({ work }) => work.operation.name)}::text[],
                  ${answers.map(({ work }) => work.inputDigest.toString('hex'))}::text[],
                  ${arrayOf(answers.map(({ work, output }) => JSON.stringify({ value: work.operation.answersOnce ? null : output })))}::text[])
        as a (key, operation, digest, answer)`;
    return [...statements, last];
  }

  async function alone(work: Work): Promise<unknown> {
    const { operation } = work;
    const { output } = await parts.database.transaction(
      work.call.tenant.id,
      async (tx, close) => {
        const done = await run(tx, work);
        close(settling([done]), work.sent);
        failpoint('before-commit');
        return done;
      },
      { readOnly: operation.kind === 'query' && operation.discloses !== true },
    );
    failpoint('after-commit');
    if (work.events.length > 0) parts.wakeRelay();
    return output;
  }

  /** Runs calls in one transaction. A call that is refused is left out; when the whole fails, each is tried alone. */
  async function shared(list: readonly Waiting[]): Promise<void> {
    const refused = new Map<Waiting, unknown>();
    let done: Map<Waiting, Done>;
    try {
      done = await parts.database.transaction(list[0]!.work.call.tenant.id, async (tx, close) => {
        const inTime = new Map<Waiting, Done>();
        for (const waiting of list) {
          try {
            inTime.set(waiting, await run(tx, waiting.work));
          } catch (error) {
            // A refusal by rule leaves nothing behind; an error of the database has undone what the others did, too.
            if (!(error instanceof Problem) || error.cause !== undefined) throw error;
            refused.set(waiting, error);
          }
        }
        const sent = list.flatMap(({ work }) => work.sent);
        close(settling([...inTime.values()]), sent);
        failpoint('before-commit');
        return inTime;
      });
    } catch (error) {
      // Perhaps they were saved: trying again is for those who hold their keys.
      const unknown = error instanceof Problem && error.code === 'database.outcome-unknown';
      for (const waiting of unknown ? list : []) waiting.reject(error);
      for (const waiting of unknown ? [] : list) {
        forget(waiting.work);
        alone(waiting.work).then(waiting.resolve, waiting.reject);
      }
      return;
    }
    failpoint('after-commit');
    parts.wakeRelay();
    for (const [waiting, { output }] of done) waiting.resolve(output);
    for (const [waiting, problem] of refused) waiting.reject(problem);
  }

  interface Waiting {
    readonly work: Work;
    readonly resolve: (output: unknown) => void;
    readonly reject: (error: unknown) => void;
  }
  interface Queue {
    readonly waiting: Waiting[];
    underWay: number;
    /** A transaction begins at the end of this turn of the event loop. */
    called: boolean;
  }
  const queues = new Map<string, Queue>();

  /** Begins a transaction with all calls that have arrived when everything that lies ready to be read has been read. */
  function begin(queue: Queue): void {
    if (queue.called || queue.waiting.length === 0 || queue.underWay === SHARED_UNDER_WAY) return;
    queue.called = true;
    setImmediate(() => {
      queue.called = false;
      queue.underWay += 1;
      const list = queue.waiting.splice(0, MOST_TOGETHER);
      begin(queue);
      shared(list)
        // A fault beyond what `shared` expects is everybody's answer; who tries again learns what was done.
        .catch((error: unknown) => {
          for (const { reject } of list) reject(error);
        })
        .finally(() => {
          queue.underWay -= 1;
          begin(queue);
        });
    });
  }

  function together(work: Work): Promise<unknown> {
    const name = `${work.call.tenant.id}/${work.operation.name}`;
    let queue = queues.get(name);
    if (queue === undefined) {
      queue = { waiting: [], underWay: 0, called: false };
      queues.set(name, queue);
    }
    const { waiting } = queue;
    return new Promise((resolve, reject) => {
      waiting.push({ work, resolve, reject });
      begin(queue);
    });
  }

  return {
    perform: (work) => (work.operation.together?.(work.prepared) === true ? together(work) : alone(work)),
  };
}
