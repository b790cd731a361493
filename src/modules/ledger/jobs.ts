import type { Job } from '#platform/module.ts';
import { anchorCheckpoints, SEAL_BATCH, sealBatch } from './operations-seal.ts';
import type { Anchor, Seals } from './ports.ts';

/**
 * Seals what was written since the last run. It does not go through the operation, which leaves an entry itself: each
 * run would then give the next one something to seal, for ever.
 */
export const sealJob = (seals: Seals, anchor: Anchor): Job => ({
  name: 'ledger.seal',
  everySeconds: 2,
  async run({ tenants, transaction, signal }) {
    const failures: unknown[] = [];
    for (const tenant of await tenants()) {
      try {
        let sealed = SEAL_BATCH;
        while (sealed === SEAL_BATCH && !signal.aborted) {
          sealed = await transaction(tenant.id, (tx) => sealBatch(tx, seals, tenant, Temporal.Now.instant()));
        }
        await anchorCheckpoints(anchor, tenant, (work) => transaction(tenant.id, work));
      } catch (error) {
        // One tenant's damaged record must not leave the others unsealed.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} ledgers could not be sealed`);
  },
});
