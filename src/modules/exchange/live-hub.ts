import type { ServerResponse } from 'node:http';
import type pg from 'pg';
import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Database } from '#platform/db.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { LIVE_CHANNEL, type LoggedChange, type Reach } from './model-live.ts';
import { ENDED_FRAME, frameOf, HEARTBEAT, reaches, readyFrame, resyncFrame } from './rules-live.ts';
import { changesAfter, logEnds } from './store-live.ts';

/** Told by identity when what a party may do has changed. */
const ACCESS_CHANNEL = 'amanah_access';
const BATCH = 1_000;
/** A reader this far behind is sent away; it comes back and is told what it missed. */
const MOST_UNREAD_BYTES = 64 * 1024;
const TICK_MILLISECONDS = 5_000;
const HEARTBEAT_TICKS = 4;
/** So long a look at who somebody is counts, though nobody told of a change: sessions also end by themselves. */
const ACCESS_MILLISECONDS = 60_000;
const AGAIN_MILLISECONDS = 1_000;
/** More open pages of one person than anybody has. */
const MOST_OF_ONE = 30;

interface Watcher {
  readonly response: ServerResponse;
  readonly tenantId: number;
  readonly partyId: Id;
  readonly again: () => Promise<RequestServices>;
  reach: Reach;
  /** Up to where it was told; undefined while it is being brought up to date. */
  position: number | undefined;
  checkedAt: number;
}

interface Log {
  position: number;
  readonly watchers: Set<Watcher>;
  reading: Promise<void> | undefined;
  stale: boolean;
}

export interface LiveHub {
  /** Serves one line until it ends. @param from where the reader left off; undefined: from now on */
  watch(
    response: ServerResponse,
    services: RequestServices,
    again: () => Promise<RequestServices>,
    reach: Reach,
    from: number | undefined,
  ): Promise<void>;
  readonly watchers: () => number;
  stop(): void;
}

export interface LiveHubParts {
  readonly database: Pick<Database, 'transaction' | 'connect'>;
  readonly reachOf: (actor: Actor) => Reach | undefined;
  readonly warn: (error: unknown) => void;
}

/**
 * The watched screens of this process. One connection listens for wake-ups of all processes; what happened is read from
 * the log, once for all watchers of a tenant.
 */
export function createLiveHub({ database, reachOf, warn }: LiveHubParts): LiveHub {
  const logs = new Map<number, Log>();
  let listening: Promise<pg.PoolClient> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;
  let stopped = false;

  const everybody = () => [...logs.values()].flatMap(({ watchers }) => [...watchers]);

  function leave(watcher: Watcher): void {
    logs.get(watcher.tenantId)?.watchers.delete(watcher);
  }

  function tell(watcher: Watcher, frame: string): void {
    const { response } = watcher;
    if (response.destroyed || response.writableLength > MOST_UNREAD_BYTES) {
      leave(watcher);
      response.destroy();
      return;
    }
    response.write(frame);
  }

  function spread(log: Log, changes: readonly LoggedChange[]): void {
    const position = changes.at(-1)!.position;
    const frames = new Map<string, string | null>();
    for (const watcher of log.watchers) {
      if (watcher.position === undefined || watcher.position >= position) continue;
      // One that came back lately may have read on by itself.
      const ahead = watcher.position > log.position;
      const key = JSON.stringify(watcher.reach);
      let frame = ahead ? undefined : frames.get(key);
      if (frame === undefined) {
        const from = watcher.position;
        const own = changes.filter((one) => one.position > from && reaches(watcher.reach, one));
        frame = own.length === 0 ? null : frameOf(own, position);
        if (!ahead) frames.set(key, frame);
      }
      watcher.position = position;
      if (frame !== null) tell(watcher, frame);
    }
    log.position = position;
  }

  async function readOn(tenantId: number, log: Log): Promise<void> {
    do {
      log.stale = false;
      for (;;) {
        const from = log.position;
        const changes = await database.transaction(tenantId, (tx) => changesAfter(tx, from, BATCH), { readOnly: true });
        if (changes.length > 0) spread(log, changes);
        if (changes.length < BATCH) break;
      }
    } while (log.stale);
  }

  /** Reads what is new; while a reading is under way it reads once more at its end. */
  function look(tenantId: number): void {
    const log = logs.get(tenantId);
    if (log === undefined || stopped) return;
    log.stale = true;
    log.reading ??= readOn(tenantId, log)
      .catch(warn)
      .finally(() => {
        log.reading = undefined;
      });
  }

  /** Whether somebody may still watch, and what; looked up anew. */
  async function check(watcher: Watcher): Promise<void> {
    watcher.checkedAt = performance.now();
    try {
      const { actor, tenant } = await watcher.again();
      const reach = actor.partyId === watcher.partyId && tenant.id === watcher.tenantId ? reachOf(actor) : undefined;
      if (reach === undefined) {
        leave(watcher);
        watcher.response.end(ENDED_FRAME);
      } else if (JSON.stringify(reach) !== JSON.stringify(watcher.reach)) {
        watcher.reach = reach;
        if (watcher.position !== undefined) tell(watcher, resyncFrame(watcher.position));
      }
    } catch (error) {
      // A database that is away answers nothing about anybody; the next look decides.
      if ((error as { status?: number }).status === 503) return;
      leave(watcher);
      watcher.response.end(ENDED_FRAME);
    }
  }

  function heard({ channel, payload = '' }: pg.Notification): void {
    if (channel === LIVE_CHANNEL) {
      look(Number(payload));
      return;
    }
    const [tenantId, partyId] = payload.split(' ');
    for (const watcher of logs.get(Number(tenantId))?.watchers ?? []) {
      if (watcher.partyId === partyId) void check(watcher);
    }
  }

  async function listen(): Promise<pg.PoolClient> {
    const client = await database.connect();
    let over = false;
    const lost = (error?: Error) => {
      if (over || stopped) return;
      over = true;
      listening = undefined;
      client.release(error ?? true);
      setTimeout(() => {
        if (stopped) return;
        listening ??= listen();
        listening.then(() => [...logs.keys()].forEach(look), warn);
      }, AGAIN_MILLISECONDS).unref();
    };
    client.on('notification', heard);
    client.on('error', lost);
    client.on('end', () => lost());
    await client.query(`listen ${LIVE_CHANNEL}; listen ${ACCESS_CHANNEL}`);
    return client;
  }

  async function tick(): Promise<void> {
    ticks += 1;
    if (listening === undefined && logs.size > 0)
      listening = listen().catch((error) => {
        listening = undefined;
        throw error;
      });
    listening?.catch(warn);
    // Wake-ups are lost with their connection; a look now and then finds what they told of.
    for (const tenantId of logs.keys()) look(tenantId);
    const now = performance.now();
    for (const watcher of everybody()) {
      if (ticks % HEARTBEAT_TICKS === 0) tell(watcher, HEARTBEAT);
      if (now - watcher.checkedAt > ACCESS_MILLISECONDS) await check(watcher);
    }
  }

  async function logOf(tenantId: number): Promise<Log> {
    let log = logs.get(tenantId);
    if (log === undefined) {
      const { last } = await database.transaction(tenantId, logEnds, { readOnly: true });
      log = logs.get(tenantId);
      if (log === undefined) {
        log = { position: last, watchers: new Set(), reading: undefined, stale: false };
        logs.set(tenantId, log);
      }
    }
    return log;
  }

  /** Tells a reader that comes back what it missed. */
  async function catchUp(watcher: Watcher, log: Log, from: number): Promise<void> {
    const { tenantId, response } = watcher;
    const missed = await database.transaction(
      tenantId,
      async (tx) => ({ ends: await logEnds(tx), changes: await changesAfter(tx, from, BATCH) }),
      { readOnly: true },
    );
    const { ends, changes } = missed;
    const position = Math.max(from > ends.last ? 0 : from, changes.at(-1)?.position ?? 0, 0);
    if (response.destroyed) return;
    // Positions of another database, or older than what is kept, or more than is told one by one.
    if (from > ends.last || (from < ends.first - 1 && from !== 0) || changes.length === BATCH) {
      watcher.position = ends.last;
      tell(watcher, resyncFrame(ends.last));
    } else {
      const own = changes.filter((one) => reaches(watcher.reach, one));
      watcher.position = position;
      tell(watcher, own.length === 0 ? readyFrame(position) : frameOf(own, position));
    }
    // What was spread to the others meanwhile is read again for this one.
    if ((watcher.position ?? 0) < log.position) {
      const rest = await database.transaction(tenantId, (tx) => changesAfter(tx, watcher.position!, BATCH), {
        readOnly: true,
      });
      const own = rest.filter((one) => reaches(watcher.reach, one));
      watcher.position = Math.max(watcher.position!, rest.at(-1)?.position ?? 0);
      if (own.length > 0) tell(watcher, frameOf(own, watcher.position));
    }
  }

  return {
    watchers: () => everybody().length,
    async watch(response, { tenant, actor }, again, reach, from) {
      if (stopped) return void response.writeHead(503, { 'retry-after': '2' }).end();
      listening ??= listen();
      await listening;
      timer ??= setInterval(() => void tick().catch(warn), TICK_MILLISECONDS);
      timer.unref();
      const log = await logOf(tenant.id);
      const partyId = actor.partyId!;
      const watcher: Watcher = {
        response,
        tenantId: tenant.id,
        partyId,
        again,
        reach,
        position: undefined,
        checkedAt: performance.now(),
      };
      const own = [...log.watchers].filter((one) => one.partyId === partyId);
      for (const oldest of own.slice(0, Math.max(0, own.length + 1 - MOST_OF_ONE))) {
        leave(oldest);
        oldest.response.end();
      }
      response.on('close', () => leave(watcher));
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Proxies that gather answers would keep the news back.
        'x-accel-buffering': 'no',
      });
      response.write(`retry: ${2_000 + Math.floor(Math.random() * 2_000)}\n\n`);
      log.watchers.add(watcher);
      if (from === undefined) {
        watcher.position = log.position;
        tell(watcher, readyFrame(log.position));
      } else {
        await catchUp(watcher, log, from);
      }
    },
    stop() {
      stopped = true;
      clearInterval(timer);
      for (const { response } of everybody()) response.end();
      logs.clear();
      listening?.then(
        (client) => client.release(true),
        () => {},
      );
    },
  };
}
