import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { inflate } from 'node:zlib';
import type { Example } from './model.ts';
import type { Trainer, Training } from './ports.ts';

const inflated = promisify<Uint8Array, Buffer>(inflate);

/** Enough for the most reports that are read and the most categories; more is a fault, which must not cost the server. */
const MEMORY_MEGABYTES = 320;

/** A trainer that learns in a thread of its own, one training after the other. */
export function createTrainer(): Trainer {
  let last: Promise<unknown> = Promise.resolve();

  async function run(pages: AsyncIterable<readonly Example[]>): Promise<Training> {
    const worker = new Worker(new URL('./training-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
    });
    try {
      const outcome = new Promise<Training>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`training ended early (${code})`)));
      });
      // Awaited below; a worker that fails while pages are still read must not be an unhandled rejection.
      outcome.catch(() => {});
      for await (const page of pages) worker.postMessage(page);
      worker.postMessage(null);
      return await outcome;
    } finally {
      await worker.terminate();
    }
  }

  return {
    train(pages) {
      const next = last.then(
        () => run(pages),
        () => run(pages),
      );
      last = next.catch(() => {});
      return next;
    },
    async unpack(packed) {
      const bytes = await inflated(packed);
      return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
  };
}
