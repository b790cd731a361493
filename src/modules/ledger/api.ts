import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { PublicKey } from './model.ts';

export type { Checkpoint, Entry, PublicKey } from './model.ts';
export type { Finding, Verification } from './model-verification.ts';

export interface LedgerApi {
  /** The keys that sign checkpoints, earlier ones too; for whoever verifies proofs without trusting this program. */
  publicKeys(): readonly PublicKey[];
  /** Digests (hex) of the input an operation was given, by the record it was about; for records that must match it. */
  inputDigests(tx: Tx, operation: string, ids: readonly Id[]): Promise<ReadonlyMap<Id, string>>;
}
