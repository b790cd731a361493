import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Database } from '#platform/db.ts';
import { sql } from '#platform/db.ts';
import type { Sent } from '../support/send.ts';
import { randomOf } from './desk.ts';
import { hostileRequest, leakIn } from './hostile.ts';
import { inputFor } from './matrix-inputs.ts';
import { buildWorld, type World } from './matrix-world.ts';
import { isProblem, problemIn } from './problem-shape.ts';
import { closed } from './undo.ts';

export interface BombardOptions {
  readonly seed: number;
  readonly requests: number;
  /** Under way at once. */
  readonly clients: number;
}

export interface BombardResult {
  readonly requests: number;
  readonly statuses: Readonly<Record<number, number>>;
  /** How many answers each refusal gave. */
  readonly codes: Readonly<Record<string, number>>;
  readonly operations: number;
  /** What was wrong with answers, each in words; the first hundred. */
  readonly faults: readonly string[];
  readonly faultCount: number;
  /** Bytes in use after collection, early and at the end. */
  readonly heap: { readonly early: number; readonly late: number };
}

/** What one request did, told from the transactions that ran in it. */
interface Trace {
  wrote: boolean;
}
const traces = new AsyncLocalStorage<Trace>();
const byRequest = new Map<string, Trace>();

/** The same database, noting for each request whether a transaction that came to its end had written. */
const watching = (database: Database): Database => ({
  ...database,
  pool: database.pool,
  transaction: (tenantId, work, options) =>
    database.transaction(
      tenantId,
      async (tx) => {
        const result = await closed(tx, work);
        const trace = traces.getStore();
        if (trace !== undefined && !options?.readOnly) {
          const { rows } = await sql<{ wrote: boolean }>`
            select pg_current_xact_id_if_assigned() is not null as wrote`.execute(tx);
          trace.wrote ||= rows[0]!.wrote;
        }
        return result;
      },
      options,
    ),
});

/** Gives each request that carries a trace id its own trace. */
function traceRequests(world: World): void {
  const { server } = world.city;
  const [listener] = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const trace = { wrote: false };
    const id = request.headers['x-trace'];
    if (typeof id === 'string') byRequest.set(id, trace);
    traces.run(trace, () => listener!(request, response));
  });
}

/** The hostile roles: nobody, people, and those whose requests get further in. */
const ROLES = ['anonymous', 'resident', 'delegate', 'triage-1', 'officer-bldg', 'administrator-1', 'auditor-1'];

/** Bytes of the heap that are in use: what nobody needs any longer is thrown away before. */
const collected = (): number => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
};

const shown = ({ method, path, headers, body, host }: Sent): string => {
  const text = typeof body === 'string' ? body : body === undefined ? '' : `<${body.length} bytes>`;
  const { cookie: _c, 'x-trace': _t, 'idempotency-key': _k, ...rest } = headers ?? {};
  return `${method} ${path.slice(0, 200)} ${host ?? ''} ${JSON.stringify(rest).slice(0, 150)} ${text.slice(0, 300)}`;
};

/** A world whose clock stands still, so that a session's "last seen" is no write of its own. */
export async function buildBombardedWorld(): Promise<World> {
  let frozen: Temporal.Instant | undefined;
  const world = await buildWorld({
    around: watching,
    now: () => frozen ?? Temporal.Now.instant(),
  });
  frozen = Temporal.Now.instant();
  traceRequests(world);
  return world;
}

/** What is wrong with one answer; undefined when it is as promised. */
function faultOf(sent: Sent, status: number, headers: Readonly<Record<string, unknown>>, body: string, wrote: boolean) {
  if (status >= 500) return `answered ${status}`;
  const leak = leakIn(body, sent);
  if (leak !== undefined) return `shows ${JSON.stringify(leak)}`;
  if (!/^[\w.-]{8,64}$/.test(String(headers['x-request-id'] ?? 'none-needed'))) return 'gives an odd request id back';
  if (status < 400) return undefined;
  if (wrote) return `refused with ${status}, yet something was written`;
  if (sent.method === 'HEAD') return undefined;
  // The pages answer in pages.
  if (!/^\/(?:api|tiles|files|auth)(?:[/?]|$)/.test(sent.path)) return undefined;
  if (!isProblem(body)) return `refused with ${status} and no words: ${body.slice(0, 120)}`;
  const { code, fields = [] } = problemIn(body)!;
  const names = ['request.invalid', 'cases.input-invalid'].includes(String(code));
  if (names && fields.length === 0) return `${String(code)} names no field`;
  // What the database refuses, the program should have refused before, by the field's name.
  if (['database.value-refused', 'database.refers-to-nothing'].includes(String(code)))
    return 'left to the database to refuse, so that no field is named';
  return undefined;
}

/** Sends hostile requests made from the operations' own schemas; nothing that is done is kept. */
export async function bombard(world: World, options: BombardOptions): Promise<BombardResult> {
  const { city, records } = world;
  const { operations } = city.composition;
  const roles = world.roles.filter(({ name }) => ROLES.includes(name));
  const random = randomOf(options.seed);
  const inputs = new Map(
    operations.map((operation) => [
      operation.name,
      [
        inputFor(operation, records.first, records.second),
        inputFor(operation, records.first, records.second, true),
        inputFor(operation, world.missing, records.second),
      ],
    ]),
  );
  const statuses: Record<number, number> = {};
  const codes: Record<string, number> = {};
  const faults: string[] = [];
  const asked = new Set<string>();
  let faultCount = 0;
  let sentCount = 0;
  let early = 0;

  const one = async () => {
    const operation = operations[Math.floor(random() * operations.length)]!;
    const variants = inputs.get(operation.name)!;
    const made = hostileRequest(random, operation, variants[Math.floor(random() * variants.length)]!);
    const able = roles.filter(({ actor }) => operation.who.some((grant) => grant.allows(actor)));
    const list = able.length > 0 && random() < 0.85 ? able : roles;
    const role = list[Math.floor(random() * list.length)]!;
    asked.add(operation.name);
    sentCount += 1;
    const trace = `t${sentCount}`;
    const sent: Sent = { ...made, headers: { ...role.headers, ...made.headers, 'x-trace': trace } };
    try {
      const { status, headers, body } = await city.send(sent).catch((error: { code?: string }) => {
        // A kept connection may close at the moment it is used; one of its own may not.
        if (error.code !== 'ECONNRESET') throw error;
        return city.send({ ...sent, fresh: true });
      });
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status >= 400) {
        const code = String(problemIn(body)?.code ?? 'none');
        codes[code] = (codes[code] ?? 0) + 1;
      }
      // Calls that share a transaction write in the trace of whoever came first.
      const wrote = operation.together === undefined && (byRequest.get(trace)?.wrote ?? false);
      const fault = faultOf(sent, status, headers, body, wrote);
      if (fault !== undefined) {
        faultCount += 1;
        if (faults.length < 100) faults.push(`${operation.name} as ${role.name}: ${fault} · ${shown(sent)}`);
      }
    } catch (error) {
      // A header no client can send is no request.
      if ((error as { code?: string }).code !== 'ERR_INVALID_CHAR') {
        faultCount += 1;
        if (faults.length < 100) faults.push(`${operation.name}: no answer (${String(error)}) · ${shown(sent)}`);
      }
    } finally {
      byRequest.delete(trace);
    }
  };

  world.undo.on = true;
  try {
    let left = options.requests;
    const client = async () => {
      while (left > 0) {
        left -= 1;
        if (left === Math.floor(options.requests * 0.8)) early = collected();
        await one();
      }
    };
    await Promise.all(Array.from({ length: options.clients }, client));
  } finally {
    world.undo.on = false;
  }
  const heap = { early, late: collected() };
  return { requests: sentCount, statuses, codes, operations: asked.size, faults, faultCount, heap };
}
