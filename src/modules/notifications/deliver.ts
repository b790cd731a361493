import type { Tx } from '#platform/db.ts';
import type { Job, JobContext } from '#platform/module.ts';
import { SendFailure } from '#platform/send-failure.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Calendars } from './api.ts';
import type { ClaimedDelivery, OutsideChannel } from './model.ts';
import { TenantQuiet } from './model-choices.ts';
import type { Outlets } from './outlets.ts';
import { afterFailure, MAX_ATTEMPTS, maskAddress } from './rules.ts';
import { quietUntil } from './rules-quiet.ts';
import { findQuiet } from './store-choices.ts';
import { claimDeliveries, holdDelivery, noteOutcome } from './store-deliveries.ts';

const BATCH = 20;
const PARALLEL = 4;
const SEND_SECONDS = 30;
/** Longer than a whole batch can take, so that a lease ends only when its worker is gone. */
const LEASE_SECONDS = 300;
const LONGEST_RUN_SECONDS = 600;

export interface DeliverOptions {
  /** One channel only, so that a slow provider holds up nobody else's; all of them where none is named. */
  readonly channel?: OutsideChannel;
  /** Without them nothing waits for quiet hours to end. */
  readonly calendars?: Calendars;
}

async function withTimeout<T>(work: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SendFailure(`no answer within ${seconds} s`, false)), seconds * 1_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends what is queued. Each delivery is marked as being sent before and with its outcome after, in transactions of
 * their own: a process that dies in between leaves a lease that ends, and then the delivery goes out once more under
 * the same Message-ID or gateway key. Nobody can know whether the first copy left; that one repetition is the price.
 */
export function deliverJob(outlets: Outlets, random: () => number = Math.random, options: DeliverOptions = {}): Job {
  const { channel = null, calendars } = options;

  /** Puts back what may wait while its addressee wants quiet; returns what is to be sent now. */
  async function withoutHeld(tx: Tx, claimed: ClaimedDelivery[], tenant: Tenant, now: Temporal.Instant) {
    const waiting = claimed.filter(({ urgent, subjectKey }) => !urgent && subjectKey !== null);
    if (waiting.length === 0 || calendars === undefined) return claimed;
    const own = await findQuiet(
      tx,
      waiting.map(({ subjectKey }) => subjectKey!),
    );
    const parsed = TenantQuiet.safeParse(tenant.settings.quietHours);
    const general = parsed.success ? parsed.data : null;
    const calendar = await calendars.calendarOf(tx, tenant);
    const held = new Set<string>();
    for (const delivery of waiting) {
      const quiet = own.get(delivery.subjectKey!);
      const until = quietUntil(now, quiet === undefined ? general : quiet, calendar);
      if (until === null) continue;
      await holdDelivery(tx, delivery, until);
      held.add(delivery.id);
    }
    return claimed.filter(({ id }) => !held.has(id));
  }

  async function sendOne(delivery: ClaimedDelivery, tenant: Tenant, context: JobContext): Promise<void> {
    const started = performance.now();
    const now = () => context.now.add({ milliseconds: Math.round(performance.now() - started) });
    const note = (outcome: Parameters<typeof noteOutcome>[2]) =>
      context.transaction(tenant.id, (tx) => noteOutcome(tx, delivery, outcome, now()));
    if (delivery.attempts > MAX_ATTEMPTS) {
      await note({ status: 'dead', reason: 'the outcome of the last try is not known' });
      return;
    }
    let providerId: string;
    try {
      ({ providerId } = await withTimeout(outlets[delivery.channel](delivery, tenant, context), SEND_SECONDS));
    } catch (error) {
      const permanent = error instanceof SendFailure && error.permanent;
      const message = error instanceof Error ? error.message : String(error);
      const reason = message.replaceAll(delivery.address, maskAddress(delivery.address)).slice(0, 300);
      await note({ ...afterFailure(delivery.attempts, permanent, now(), random()), reason });
      return;
    }
    await note({ status: 'sent', providerId });
  }

  async function run(context: JobContext): Promise<void> {
    const started = performance.now();
    const elapsed = () => Math.round(performance.now() - started);
    const failures: unknown[] = [];
    for (const tenant of await context.tenants()) {
      while (!context.signal.aborted && elapsed() < LONGEST_RUN_SECONDS * 1_000) {
        const now = context.now.add({ milliseconds: elapsed() });
        const { claimed, waiting } = await context.transaction(tenant.id, async (tx) => {
          const taken = await claimDeliveries(tx, now, now.add({ seconds: LEASE_SECONDS }), BATCH, channel);
          return { claimed: taken, waiting: await withoutHeld(tx, taken, tenant, now) };
        });
        const worker = async () => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const at = context.now.add({ milliseconds: elapsed() });
            await sendOne(next, tenant, { ...context, now: at }).catch((error) => failures.push(error));
          }
        };
        await Promise.all(Array.from({ length: PARALLEL }, worker));
        if (claimed.length < BATCH || failures.length > 0) break;
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'outcomes of deliveries could not be noted');
  }

  return {
    name: channel === null ? 'notifications.deliver' : `notifications.deliver-${channel}`,
    everySeconds: 2,
    run,
  };
}
