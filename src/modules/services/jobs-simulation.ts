import type { Job } from '#platform/module.ts';
import { runningSimulations } from './store-simulations.ts';

/** Parts of one simulation that one run of the job looks at, so that others get their turn. */
const PARTS = 40;

/** Runs past applications through designs, part by part; a part that fails is tried again with the next run. */
export const simulationJob: Job = {
  name: 'services.simulations',
  everySeconds: 2,
  async run({ tenants, transaction, call, signal }) {
    const failures: unknown[] = [];
    for (const tenant of await tenants()) {
      for (const { id } of await transaction(tenant.id, runningSimulations)) {
        try {
          for (let part = 0; part < PARTS && !signal.aborted; part++) {
            const { state } = (await call(tenant, 'services.continue-simulation', { id })) as { state: string };
            if (state !== 'running') break;
          }
        } catch (error) {
          failures.push(error);
        }
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'simulations that could not go on');
  },
};
