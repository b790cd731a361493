import type { FileStore } from '#platform/files.ts';
import type { Job } from '#platform/module.ts';
import { deleteForgotten, findKept } from './store.ts';

/** Long enough for anybody to finish the form a photo was uploaded for, and for any transaction to end. */
const KEPT_HOURS = 24;

/** Removes photos that were never attached to anything, and files no row names. */
export const collectJob = (files: FileStore): Job => ({
  name: 'documents.collect-orphans',
  everySeconds: 3_600,
  async run({ now, signal, tenants, transaction }) {
    const before = now.subtract({ hours: KEPT_HOURS });
    for (const tenant of await tenants()) {
      if (signal.aborted) return;
      await transaction(tenant.id, (tx) => deleteForgotten(tx, before));
      await files.collect(tenant.key, before, (names) => transaction(tenant.id, (tx) => findKept(tx, names)));
    }
  },
});
