import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { Problem } from '#kernel/problem.ts';
import { translateDatabaseError } from './db-errors.ts';
import type { Log } from './log.ts';
import { JOBS_ROLE } from './migrate.ts';
import type { Job, JobContext } from './module.ts';

const AGAIN_MILLISECONDS = 1_000;
/** A run whose process says nothing for so long is over, and the next may begin, in whatever process. */
const SILENT_SECONDS = 40;
const WORD_SECONDS = 8;
/** How often is looked for runs that fell silent. */
const LOOK_SECONDS = 10;
/** Waiting for one of the few connections on a busy machine is no failure. */
const PATIENCE_MILLISECONDS = 60_000;

export interface Jobs {
  stop(): Promise<void>;
}

type Given = [connectionString: string, jobs: readonly Job[], context: Omit<JobContext, 'now' | 'signal'>, log: Log];

/**
 * Runs timed work through pg-boss: one run of a job at a time over all processes, a failed run tried again, a dead
 * process's run taken over within a minute. Waits for a database that is away: the program is serving by now, and
 * the loss of a connection is no reason to end it.
 */
export async function startJobs(...given: Given): Promise<Jobs> {
  const [, , , log] = given;
  for (;;) {
    try {
      return await begin(...given);
    } catch (error) {
      const problem = translateDatabaseError(error);
      if (!(problem instanceof Problem) || problem.status !== 503) throw error;
      log.warn({ error: (error as Error).message }, 'jobs start once the database is back');
      await sleep(AGAIN_MILLISECONDS);
    }
  }
}

async function begin(...[connectionString, jobs, context, log]: Given): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString,
    schema: 'pgboss',
    options: `-c role=${JOBS_ROLE} -c timezone=UTC`,
    application_name: 'amanah-jobs',
    max: 3,
    connectionTimeoutMillis: PATIENCE_MILLISECONDS,
    superviseIntervalSeconds: LOOK_SECONDS,
    monitorIntervalSeconds: LOOK_SECONDS,
    // The migration made the schema and gave it to the jobs' role, which may not create one itself.
    createSchema: false,
  });
  boss.on('error', (error) => log.warn({ error: error.message }, 'job queue'));
  const stopping = new AbortController();
  try {
    await boss.start();
    await schedule(boss, stopping, jobs, context, log);
  } catch (error) {
    stopping.abort();
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
  return {
    async stop() {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: 5_000 });
    },
  };
}

async function schedule(
  boss: PgBoss,
  stopping: AbortController,
  jobs: readonly Job[],
  context: Omit<JobContext, 'now' | 'signal'>,
  log: Log,
): Promise<void> {
  for (const job of jobs) {
    const manner = { retryLimit: 0, expireInSeconds: 900, deleteAfterSeconds: 3_600, heartbeatSeconds: SILENT_SECONDS };
    // At most one waiting and one active: a job that is late is not run twice to catch up.
    await boss.createQueue(job.name, { policy: 'stately', ...manner });
    // A queue of an earlier release keeps what it was made with.
    await boss.updateQueue(job.name, manner);
    /** Asks for the next run; while that fails, this one goes on and nobody else begins. */
    const again = async () => {
      for (;;) {
        try {
          await boss.send(job.name, {}, { startAfter: job.everySeconds });
          return;
        } catch (error) {
          if (stopping.signal.aborted) return;
          log.warn({ job: job.name, error: (error as Error).message }, 'job not scheduled');
          await sleep(AGAIN_MILLISECONDS);
        }
      }
    };
    const options = {
      pollingIntervalSeconds: Math.max(0.5, Math.min(2, job.everySeconds)),
      heartbeatRefreshSeconds: WORD_SECONDS,
    };
    await boss.work(job.name, options, async ([run]) => {
      const started = performance.now();
      // Also when its claim was lost meanwhile: another process may have begun the next run.
      const signal = AbortSignal.any([stopping.signal, ...(run === undefined ? [] : [run.signal])]);
      try {
        await job.run({ ...context, now: Temporal.Now.instant(), signal });
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
}
