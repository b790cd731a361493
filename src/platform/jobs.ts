import { PgBoss } from 'pg-boss';
import type { Log } from './log.ts';
import { JOBS_ROLE } from './migrate.ts';
import type { Job, JobContext } from './module.ts';

export interface Jobs {
  stop(): Promise<void>;
}

/**
 * Runs timed work through pg-boss: one run of a job at a time over all processes, a failed run tried again, a dead
 * process's run taken over when its lease ends.
 */
export async function startJobs(
  connectionString: string,
  jobs: readonly Job[],
  context: Omit<JobContext, 'now' | 'signal'>,
  log: Log,
): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString,
    schema: 'pgboss',
    options: `-c role=${JOBS_ROLE} -c timezone=UTC`,
    application_name: 'amanah-jobs',
    max: 3,
    // The migration made the schema and gave it to the jobs' role, which may not create one itself.
    createSchema: false,
  });
  boss.on('error', (error) => log.warn({ error: error.message }, 'job queue'));
  await boss.start();
  const stopping = new AbortController();
  for (const job of jobs) {
    await boss.createQueue(job.name, {
      // At most one waiting and one active: a job that is late is not run twice to catch up.
      policy: 'stately',
      retryLimit: 0,
      expireInSeconds: 900,
      deleteAfterSeconds: 3_600,
    });
    const again = () =>
      boss.send(job.name, {}, { startAfter: job.everySeconds }).catch((error: Error) => {
        if (!stopping.signal.aborted) log.warn({ job: job.name, error: error.message }, 'job not scheduled');
      });
    await boss.work(job.name, { pollingIntervalSeconds: Math.max(0.5, Math.min(2, job.everySeconds)) }, async () => {
      const started = performance.now();
      try {
        await job.run({ ...context, now: Temporal.Now.instant(), signal: stopping.signal });
        log.debug({ job: job.name, milliseconds: Math.round(performance.now() - started) }, 'job done');
      } catch (error) {
        log.error({ job: job.name, err: error }, 'job failed');
      } finally {
        await again();
      }
    });
    // The minute clock brings a job back whose process died before it could ask for the next run.
    await boss.schedule(job.name, '* * * * *');
    await boss.send(job.name, {}, { startAfter: 1 });
  }
  return {
    async stop() {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: 5_000 });
    },
  };
}
