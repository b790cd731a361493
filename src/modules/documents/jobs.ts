import type { FileStore } from '#platform/files.ts';
import type { Job } from '#platform/module.ts';
import { type DocumentUse, originalKey, readOriginal } from './operations-originals.ts';
import { deleteForgotten, findKept } from './store.ts';
import { endQuarantine, findWaiting, type Origin } from './store-originals.ts';

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
      await transaction(tenant.id, async (tx) => {
        await deleteForgotten(tx, before);
      });
      await files.collect(tenant.key, before, (names) => transaction(tenant.id, (tx) => findKept(tx, names)));
    }
  },
});

const AT_A_TIME = 50;

/** Asks the scanner again about what waits in quarantine: what is clean appears by itself, what is not stays blocked. */
export const rescanJob = (use: DocumentUse): Job => ({
  name: 'documents.rescan',
  everySeconds: 30,
  async run({ now, signal, tenants, transaction }) {
    const { scanner } = use;
    if (scanner === undefined) return;
    for (const tenant of await tenants()) {
      for (;;) {
        const waiting = await transaction(tenant.id, async (tx) => {
          const origins = await findWaiting(tx, AT_A_TIME);
          const keyed: { origin: Origin; key: Uint8Array | undefined }[] = [];
          for (const origin of origins) keyed.push({ origin, key: await originalKey(use, tx, tenant.id, origin) });
          return keyed;
        });
        for (const { origin, key } of waiting) {
          if (signal.aborted) return;
          // Where the upload was erased with its owner, what is left to look at is the copy.
          const bytes =
            (key && (await readOriginal(use, tenant, origin.sealed!.sha256, origin.originalSha256, key))) ??
            (await use.files.find(tenant.key, origin.sha256));
          if (bytes === undefined) continue;
          let found: string | null;
          try {
            const verdict = await scanner.scan(bytes);
            found = verdict.clean ? null : verdict.found;
          } catch (error) {
            // Still down: the others need not be tried now.
            use.unscanned(error);
            return;
          }
          await transaction(tenant.id, (tx) => endQuarantine(tx, origin.id, found, now));
        }
        if (waiting.length < AT_A_TIME) break;
      }
    }
  },
});
