import type { PublicKey } from './model.ts';

export type { Checkpoint, Entry, PublicKey } from './model.ts';
export type { Finding, Verification } from './model-verification.ts';

export interface LedgerApi {
  /** The keys that sign checkpoints, earlier ones too; for whoever verifies proofs without trusting this program. */
  publicKeys(): readonly PublicKey[];
}
