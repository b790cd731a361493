import { Problem } from '#kernel/problem.ts';
import type { Job, JobContext } from '#platform/module.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { MediaClient } from './media-client.ts';
import { claimMedia, type MediaFetch } from './store-media.ts';

/** Longer than fetching and re-encoding one takes. */
const LEASE_SECONDS = 120;
/** At a time: one server that is slow keeps few others waiting, and pictures take memory. */
const AT_A_TIME = 3;
const LONGEST_RUN_SECONDS = 300;

/**
 * Fetches the pictures that other systems gave the addresses of, and hands them through the same door as every upload:
 * re-encoded, searched for malicious software, the original sealed.
 */
export function mediaJob(client: MediaClient, random: () => number = Math.random): Job {
  async function take({ call }: JobContext, tenant: Tenant, { id, url }: MediaFetch): Promise<void> {
    const record = (news: Record<string, unknown>) =>
      call(tenant, 'reports.record-media', { id, ...news, random: random() });
    const fetched = await client.fetch(url);
    if ('failure' in fetched) {
      await record({ failure: { reason: fetched.failure, permanent: fetched.permanent } });
      return;
    }
    let photo: { id: string; claim: string | null };
    try {
      photo = (await call(tenant, 'documents.upload-photo', {
        bytes: fetched.bytes,
        declaredType: fetched.type,
      })) as typeof photo;
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      await record({ failure: { reason: error.code, permanent: error.status !== 429 } });
      return;
    }
    await record({ photo: { id: photo.id, claim: photo.claim } });
  }

  async function run(context: JobContext): Promise<void> {
    const started = performance.now();
    const failures: unknown[] = [];
    for (const tenant of await context.tenants()) {
      for (;;) {
        const now = Temporal.Now.instant();
        const until = now.add({ seconds: LEASE_SECONDS }).toString();
        const due = await context.transaction(tenant.id, (tx) => claimMedia(tx, now.toString(), until, AT_A_TIME));
        const ended = await Promise.allSettled(due.map((one) => take(context, tenant, one)));
        failures.push(...ended.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
        const late = performance.now() - started > LONGEST_RUN_SECONDS * 1_000;
        if (due.length < AT_A_TIME || late || failures.length > 0 || context.signal.aborted) break;
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'pictures could not be recorded');
  }

  return { name: 'reports.media', everySeconds: 5, run };
}
