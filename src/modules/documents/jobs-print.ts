import type { Job } from '#platform/module.ts';
import { PrinterUnavailable } from '#platform/printer.ts';
import { postpone, printDocument } from './operations-print.ts';
import type { IssueUse } from './operations-sealing.ts';
import { findToPrint } from './store-issued.ts';

const AT_A_TIME = 20;

/** Makes the files of documents that were issued. One that cannot be made now is tried again, ever less often. */
export const printJob = (use: IssueUse): Job => ({
  name: 'documents.print',
  everySeconds: 2,
  async run({ now, signal, tenants, transaction }) {
    // Without a browser nothing is put off: the day one is installed, all that waits is made at once.
    if (use.printer.browser === undefined) return;
    for (const tenant of await tenants()) {
      for (;;) {
        const waiting = await transaction(tenant.id, (tx) => findToPrint(tx, now.toString(), AT_A_TIME));
        for (const { id } of waiting) {
          if (signal.aborted) return;
          try {
            await printDocument(use, tenant, id);
          } catch (error) {
            if (!(error instanceof PrinterUnavailable)) throw error;
            use.unprinted(error);
            await postpone(use, tenant, id, now);
          }
        }
        if (waiting.length < AT_A_TIME) break;
      }
    }
  },
});
