import type { Job, JobContext } from '#platform/module.ts';
import { pause } from '#platform/pause.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Call } from './model.ts';
import type { Sealer } from './ports.ts';
import type { Receivers } from './receivers.ts';
import {
  failedTooLong,
  ORDER_MINUTES,
  restAfter,
  TRY_HOURS,
  triedEnough,
  verdictOf,
  waitAfter,
} from './rules-webhooks.ts';
import { openSecret, signedHeaders } from './signing.ts';
import { dueWebhooks, findWebhook, noteFailure, noteSuccess, setRest, type WebhookRow } from './store.ts';
import { forgetChanges } from './store-live.ts';
import { type ClaimedMessage, claimMessages, endTry, insertAttempt } from './store-messages.ts';

/** Longer than any call takes. */
const LEASE_SECONDS = 60;
/** Calls to one receiver at a time. A receiver that failed gets one. */
const AT_A_TIME = 4;
const LOOK_MILLISECONDS = 200;
const LONGEST_RUN_SECONDS = 600;
/** A screen that was away for longer reads everything anew. */
const KEEP_CHANGES_HOURS = 6;

const overtakes = (at: Temporal.Instant): string => at.subtract({ minutes: ORDER_MINUTES }).toString();
export interface DeliveryParts {
  readonly receivers: Pick<Receivers, 'post'>;
  readonly sealer: Sealer;
  readonly chance?: () => number;
  readonly now?: () => Temporal.Instant;
}

/**
 * Sends messages. Every webhook has a lane of its own with a few calls at a time: one whose receiver is slow, hangs or
 * fails keeps nobody waiting but itself.
 */
export function deliveryJob({
  receivers,
  sealer,
  chance = Math.random,
  now = Temporal.Now.instant,
}: DeliveryParts): Job {
  /** Lanes under way in this process, also those that a former run left behind. */
  const lanes = new Map<string, Promise<void>>();

  function secretsOf({ id: tenantId }: Tenant, webhook: WebhookRow, at: Temporal.Instant): string[] {
    const { sealedSecret, formerSecret, formerUntil } = webhook;
    const overlaps = formerUntil !== null && Temporal.Instant.compare(Temporal.Instant.from(formerUntil), at) > 0;
    return [sealedSecret, ...(formerSecret !== null && overlaps ? [formerSecret] : [])].map((sealed) =>
      openSecret(sealer, tenantId, webhook.id, sealed),
    );
  }

  /** Writes how a call ended. True when it was a delivery. */
  async function record(
    context: JobContext,
    tenant: Tenant,
    webhook: WebhookRow,
    message: ClaimedMessage,
    call: Call,
  ): Promise<boolean> {
    const verdict = verdictOf(call);
    const at = now();
    const reason = verdict.kind === 'delivered' ? null : verdict.reason;
    const disable = await context.transaction(tenant.id, async (tx): Promise<string | null> => {
      await insertAttempt(tx, webhook.id, message.id, context.newId(), call, reason);
      if (verdict.kind === 'delivered') {
        const end = { status: 'delivered', nextAt: null, deliveredAt: at.toString(), reason: null } as const;
        await endTry(tx, webhook.id, message.id, end);
        await noteSuccess(tx, webhook, at.toString());
        return null;
      }
      const noted = await noteFailure(tx, webhook.id, at.toString());
      const over = verdict.kind === 'gone' || triedEnough(message.triedFrom, at);
      const wait = waitAfter(message.attempts, call.retryAfter, chance());
      await endTry(tx, webhook.id, message.id, {
        status: over ? 'dead' : 'failed',
        nextAt: over ? null : at.add({ seconds: wait }).toString(),
        deliveredAt: null,
        reason,
      });
      if (noted === undefined) return null;
      const rest = Math.max(restAfter(noted.failures), Math.min(call.retryAfter ?? 0, 300));
      if (rest > 0) await setRest(tx, webhook.id, at.add({ seconds: rest }).toString());
      if (verdict.kind === 'gone') return verdict.reason;
      return failedTooLong(noted.failingSince, at) ? `failed for ${TRY_HOURS} hours; last: ${verdict.reason}` : null;
    });
    if (disable !== null) {
      await context.call(tenant, 'exchange.disable-webhook', { id: webhook.id, reason: disable.slice(0, 400) });
    }
    return verdict.kind === 'delivered';
  }

  async function send(context: JobContext, tenant: Tenant, webhook: WebhookRow, message: ClaimedMessage) {
    const at = now();
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Amanah-Webhooks/1',
      ...signedHeaders(secretsOf(tenant, webhook, at), message.id, at, message.body),
    };
    return record(context, tenant, webhook, message, await receivers.post(webhook.url, headers, message.body));
  }

  /** Sends what is due to one receiver until nothing is, or until it has to rest. */
  async function serve(context: JobContext, tenant: Tenant, { id }: WebhookRow, late: () => boolean): Promise<void> {
    while (!late() && !context.signal.aborted) {
      const at = now();
      const next = await context.transaction(tenant.id, async (tx) => {
        const webhook = await findWebhook(tx, id);
        if (webhook?.status !== 'active') return undefined;
        const { failures, restsUntil } = webhook;
        if (restsUntil !== null && Temporal.Instant.compare(Temporal.Instant.from(restsUntil), at) > 0)
          return undefined;
        const until = at.add({ seconds: LEASE_SECONDS }).toString();
        const most = failures > 0 ? 1 : AT_A_TIME;
        const claimed = await claimMessages(tx, id, at.toString(), until, overtakes(at), most);
        if (claimed.length === 0) return undefined;
        // Read again: what was written under a new secret is signed with it.
        return { claimed, webhook: (await findWebhook(tx, id)) ?? webhook };
      });
      if (next === undefined) return;
      await Promise.all(next.claimed.map((message) => send(context, tenant, next.webhook, message)));
    }
  }

  async function run(context: JobContext): Promise<void> {
    const started = performance.now();
    const late = () => performance.now() - started > LONGEST_RUN_SECONDS * 1_000;
    const failures: unknown[] = [];
    for (;;) {
      let began = 0;
      for (const tenant of await context.tenants()) {
        const due = await context.transaction(tenant.id, (tx) => dueWebhooks(tx, now().toString(), overtakes(now())));
        for (const webhook of due) {
          const name = `${tenant.id} ${webhook.id}`;
          if (lanes.has(name)) continue;
          began += 1;
          const lane = serve(context, tenant, webhook, late)
            .catch((error: unknown) => void failures.push(error))
            .finally(() => lanes.delete(name));
          lanes.set(name, lane);
        }
      }
      // A run that must end does not wait for a receiver that hangs: its lane goes on beside the next run.
      if ((began === 0 && lanes.size === 0) || late() || failures.length > 0 || context.signal.aborted) break;
      await Promise.race([pause(LOOK_MILLISECONDS), Promise.all(lanes.values())]);
    }
    if (context.signal.aborted) await Promise.all(lanes.values());
    if (failures.length > 0) throw new AggregateError(failures, 'messages could not be recorded');
  }

  return { name: 'exchange.webhooks', everySeconds: 1, run };
}

/** Removes from the list of changes what no screen asks for any more. */
export const tidyJob: Job = {
  name: 'exchange.tidy',
  everySeconds: 3_600,
  async run({ tenants, transaction, now, signal }) {
    for (const tenant of await tenants()) {
      const log = now.subtract({ hours: KEEP_CHANGES_HOURS }).toString();
      while (!signal.aborted && (await transaction(tenant.id, (tx) => forgetChanges(tx, log))) > 0);
    }
  },
};
