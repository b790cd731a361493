import { cached } from '#platform/cached.ts';
import type { CategoryModel } from './model.ts';
import type { LoadedModel, ReportParts } from './operations-shared.ts';
import type { Trainer } from './ports.ts';
import { findModel, findWeights } from './store-suggestions.ts';

/** How long a process may go on with a model after another process trained a newer one. */
const FRESH_MILLISECONDS = 30_000;

/** The newest model of each tenant. Its weights, some megabytes, are read only when it is another than before. */
export function modelShelf({ unpack }: Pick<Trainer, 'unpack'>): ReportParts['models'] {
  const held = new Map<number, LoadedModel>();
  return cached(FRESH_MILLISECONDS, async (tx, tenant) => {
    const stored = await findModel(tx);
    if (stored === undefined) return null;
    const before = held.get(tenant.id);
    if (before?.stored.version === stored.version) return before;
    const { labels, buckets, steps, bias, temperature, threshold } = stored.document;
    const model: CategoryModel = {
      labels,
      buckets,
      steps: Float32Array.from(steps),
      bias: Float32Array.from(bias),
      weights: await unpack((await findWeights(tx, stored.version))!),
      temperature,
      threshold,
    };
    held.set(tenant.id, { stored, model });
    return { stored, model };
  });
}
