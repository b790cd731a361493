import type { Job, JobContext } from '#platform/module.ts';
import { pause } from '#platform/pause.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Exchange, HandoverFacts, HandoverNews, OwnerEndpoint } from './model.ts';
import type { Open311Client } from './open311-client.ts';
import { open311Of } from './operations-tenant.ts';
import {
  failureOfUpdate,
  faultOfUpdates,
  handoverForm,
  newsOfPolled,
  newsOfPosted,
  newsOfToken,
  newsOfUpdates,
  restAfter,
  updateForm,
} from './rules.ts';
import { claimPosts, type HandoverPost } from './store-handover-posts.ts';
import {
  claimHandovers,
  dueOwners,
  type Handover,
  type OwnerState,
  ownerStates,
  sentTo,
  writeOwner,
} from './store-handovers.ts';

/** Longer than any call to a server takes. */
const LEASE_SECONDS = 120;
const SEND_BATCH = 20;
/** Numbers asked about in one question: their address stays within what servers read. */
const POLL_BATCH = 40;
const LOOK_MILLISECONDS = 250;
const LONGEST_RUN_SECONDS = 300;

/** What is recorded where nothing was sent. */
const UNCALLED = { kind: 'send', status: null, milliseconds: 0, answer: null } as const;

interface Visit {
  readonly context: JobContext;
  readonly tenant: Tenant;
  readonly endpoint: OwnerEndpoint;
  readonly now: () => Temporal.Instant;
}

/**
 * Sends what was handed over to owners with a server of their own, and asks what became of it. Each server is visited
 * by itself: one that hangs keeps nobody waiting but its own. After several failures in a row it is left alone for a
 * while, and then tried with one hand-over.
 */
export function handoverJob(client: Open311Client, random: () => number = Math.random): Job {
  const record = ({ context, tenant }: Visit, { id }: Handover, exchange: Exchange, news: HandoverNews | null) => {
    const { items: _, ...rest } = exchange;
    return context.call(tenant, 'reports.record-handover', { id, exchange: rest, news, random: random() });
  };

  const isFault = (news: HandoverNews | null | undefined): boolean => news?.kind === 'failed' && news.server;

  /** Sends one, or asks for the number of one that was taken. True when the server is at fault. */
  async function send(visit: Visit, handover: Handover): Promise<boolean> {
    const { context, tenant, endpoint } = visit;
    if (handover.token !== null) {
      const exchange = await client.get(endpoint, 'token', `tokens/${encodeURIComponent(handover.token)}`, {});
      const news = newsOfToken(exchange, handover.token) ?? null;
      await record(visit, handover, exchange, news);
      return isFault(news);
    }
    const { facts } = (await context.call(tenant, 'reports.describe-handover', { id: handover.id })) as {
      facts: HandoverFacts;
    };
    if (handover.serviceCode === null) {
      const reason = `the tenant’s map has no service of this owner for the category ${facts.category}`;
      const nothing = { ...UNCALLED, address: endpoint.url, at: visit.now().toString() };
      const exchange: Exchange = { ...nothing, failure: reason, items: null };
      await record(visit, handover, exchange, { kind: 'failed', permanent: true, server: false, reason });
      return false;
    }
    const form = handoverForm(endpoint, handover.serviceCode, facts);
    const exchange = await client.post(endpoint, 'requests', form, `amanah-${handover.id}`);
    const news = newsOfPosted(exchange);
    await record(visit, handover, exchange, news);
    return isFault(news);
  }

  /** Asks how those with a number stand. True when the server is at fault. */
  async function poll(visit: Visit, sent: readonly Handover[]): Promise<boolean> {
    const { context, tenant, endpoint } = visit;
    const exchange = await client.get(endpoint, 'poll', 'requests', {
      service_request_id: sent.map(({ reference }) => reference).join(','),
    });
    let fault = false;
    for (const handover of sent) {
      const { facts } = (await context.call(tenant, 'reports.describe-handover', { id: handover.id })) as {
        facts: HandoverFacts;
      };
      const { reference, serviceCode } = handover;
      const news = newsOfPolled(exchange, { reference: reference!, serviceCode, point: facts.point }, visit.now());
      await record(visit, handover, exchange, news);
      fault ||= isFault(news);
    }
    return fault;
  }

  /** Tells what was added to a report the owner has. True when the server is at fault. */
  async function tell({ context, tenant, endpoint, now }: Visit, { id }: HandoverPost): Promise<boolean> {
    const { reference, ...facts } = (await context.call(tenant, 'reports.describe-handover-post', { id })) as {
      reference: string;
      number: string;
      seq: number;
      at: string;
      text: string;
    };
    const { items: _, ...exchange } = endpoint.updates
      ? await client.post(endpoint, 'servicerequestupdates', updateForm(endpoint, reference, facts), `amanah-${id}`)
      : {
          ...UNCALLED,
          at: now().toString(),
          address: endpoint.url,
          failure: 'the owner’s server takes no updates: tell them another way',
          items: null,
        };
    const failure = failureOfUpdate({ ...exchange, items: null }, endpoint.updates);
    await context.call(tenant, 'reports.record-handover-post', { id, exchange, failure, random: random() });
    return failure !== null && !failure.permanent;
  }

  /** Reads what is new at a server that tells it. Returns up to when it was read; undefined when it could not be. */
  async function updates(visit: Visit, state: OwnerState): Promise<string | undefined> {
    const { context, tenant, endpoint } = visit;
    const until = visit.now();
    // An hour twice over: what they enter late is not missed, and what was taken up before is known by its id.
    const from = (state.updatesUntil === null ? until : Temporal.Instant.from(state.updatesUntil)).subtract({
      hours: 1,
    });
    const seconds = (instant: Temporal.Instant) => instant.round('second').toString();
    const exchange = await client.get(endpoint, 'updates', 'servicerequestupdates', {
      start_date: seconds(from),
      end_date: seconds(until),
    });
    if (faultOfUpdates(exchange) !== undefined) return undefined;
    const references = [...new Set((exchange.items ?? []).flatMap((item) => item.service_request_id ?? []))];
    const known = await context.transaction(tenant.id, (tx) => sentTo(tx, endpoint.agency, references.slice(0, 1_000)));
    for (const handover of known) {
      for (const news of newsOfUpdates(exchange, handover.reference!, until)) {
        await record(visit, handover, exchange, news);
      }
    }
    return until.toString();
  }

  async function serve(visit: Visit, before: OwnerState): Promise<void> {
    const { context, tenant, endpoint } = visit;
    const claim = (statuses: readonly ('waiting' | 'token' | 'sent')[], limit: number) =>
      context.transaction(tenant.id, (tx) =>
        claimHandovers(
          tx,
          endpoint.agency,
          statuses,
          visit.now().toString(),
          visit.now().add({ seconds: LEASE_SECONDS }).toString(),
          limit,
        ),
      );
    let fault = false;
    let asked = false;
    for (let i = 0; i < (before.failures > 0 ? 1 : SEND_BATCH) && !fault && !context.signal.aborted; i += 1) {
      const [handover] = await claim(['waiting', 'token'], 1);
      if (handover === undefined) break;
      fault = await send(visit, handover);
      asked = true;
    }
    const posts = fault
      ? []
      : await context.transaction(tenant.id, (tx) => {
          const until = visit.now().add({ seconds: LEASE_SECONDS }).toString();
          return claimPosts(tx, endpoint.agency, visit.now().toString(), until, before.failures > 0 ? 1 : SEND_BATCH);
        });
    for (const post of posts) {
      fault = await tell(visit, post);
      asked = true;
      if (fault) break;
    }
    const sent = fault ? [] : await claim(['sent'], POLL_BATCH);
    asked ||= sent.length > 0;
    let { updatesUntil, updatesAt } = before;
    // What they wrote comes before how it stands: of a request that is closed nothing more is taken.
    if (endpoint.updates && !fault && (asked || updatesAt === null) && updatesDue(visit, updatesAt)) {
      const until = await updates(visit, before);
      fault = until === undefined;
      updatesUntil = until ?? updatesUntil;
      updatesAt = visit.now().toString();
      asked = true;
    }
    if (sent.length > 0 && (await poll(visit, sent))) fault = true;
    if (!asked) return;
    const failures = fault ? before.failures + 1 : 0;
    const rest = restAfter(failures);
    const restsUntil = rest === 0 ? null : visit.now().add({ seconds: rest }).toString();
    await context.transaction(tenant.id, (tx) =>
      writeOwner(tx, { owner: endpoint.agency, failures, restsUntil, updatesUntil, updatesAt }),
    );
  }

  const updatesDue = ({ now, endpoint }: Visit, at: string | null): boolean =>
    at === null ||
    Temporal.Instant.compare(Temporal.Instant.from(at).add({ minutes: endpoint.pollMinutes }), now()) <= 0;

  async function run(context: JobContext): Promise<void> {
    const started = performance.now();
    const now = () => context.now.add({ milliseconds: Math.round(performance.now() - started) });
    const busy = new Map<string, Promise<void>>();
    const failures: unknown[] = [];
    const tenants = (await context.tenants()).filter((tenant) => open311Of(tenant).owners.length > 0);
    for (;;) {
      let began = 0;
      for (const tenant of tenants) {
        await context.call(tenant, 'reports.address-handovers', {});
        const [due, states] = await context.transaction(tenant.id, async (tx) => [
          await dueOwners(tx, now().toString()),
          new Map((await ownerStates(tx)).map((state) => [state.owner, state])),
        ]);
        for (const endpoint of open311Of(tenant).owners) {
          const name = `${tenant.id} ${endpoint.agency}`;
          const none = { failures: 0, restsUntil: null, updatesUntil: null, updatesAt: null };
          const state: OwnerState = states.get(endpoint.agency) ?? { owner: endpoint.agency, ...none };
          const rests =
            state.restsUntil !== null && Temporal.Instant.compare(Temporal.Instant.from(state.restsUntil), now()) > 0;
          if (!due.includes(endpoint.agency) || busy.has(name) || rests) continue;
          began += 1;
          const visit = serve({ context, tenant, endpoint, now }, state)
            .catch((error: unknown) => void failures.push(error))
            .finally(() => busy.delete(name));
          busy.set(name, visit);
        }
      }
      const late = performance.now() - started > LONGEST_RUN_SECONDS * 1_000;
      if ((began === 0 && busy.size === 0) || late || failures.length > 0 || context.signal.aborted) break;
      await Promise.race([pause(LOOK_MILLISECONDS), Promise.all(busy.values())]);
    }
    await Promise.all(busy.values());
    if (failures.length > 0) throw new AggregateError(failures, 'hand-overs could not be recorded');
  }

  return { name: 'reports.handovers', everySeconds: 5, run };
}
