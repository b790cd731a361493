import type { Module } from '#platform/module.ts';
import type { Recorder } from '#platform/pipeline.ts';
import { fileAnchor } from './anchor.ts';
import type { LedgerApi } from './api.ts';
import { sealJob } from './jobs.ts';
import { loadSeals } from './keys.ts';
import { readOperations } from './operations.ts';
import { sealOperation } from './operations-seal.ts';
import { verifyOperation } from './operations-verify.ts';
import { inputDigests, insertEntries } from './store.ts';

export interface LedgerParts {
  /** Where its keys (`keys/`) and the checkpoints kept outside the database (`ledger/`) are. */
  readonly dataDir: string;
}

/** Wires the module. Reads or makes the installation's signing keys. */
export function createLedger({ dataDir }: LedgerParts): { module: Module; record: Recorder; api: LedgerApi } {
  const seals = loadSeals(dataDir);
  const anchor = fileAnchor(dataDir);
  return {
    module: {
      name: 'ledger',
      operations: [...readOperations(seals), sealOperation(seals), verifyOperation(seals, anchor)],
      jobs: [sealJob(seals, anchor)],
    },
    record: (records) => insertEntries(records, seals.mark),
    api: { publicKeys: seals.publicKeys, inputDigests },
  };
}
