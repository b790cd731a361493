import type { Checkpoint, PublicKey, Statement } from './model.ts';
import type { Hash } from './rules-merkle.ts';

/** What the installation's keys can do. */
export interface Seals {
  readonly hash: Hash;
  /** The mark that only this program can make on an entry's text. */
  mark(text: string): Uint8Array;
  isOurMark(text: string, mark: Uint8Array): boolean;
  /** The statement as a JWS. */
  sign(statement: Statement): string;
  /** What a JWS states; undefined unless one of this installation's keys, present or past, signed it. */
  statementOf(signature: string): Statement | undefined;
  /** The key a JWS names. */
  keyOf(signature: string): PublicKey | undefined;
  publicKeys(): readonly PublicKey[];
}

/** Checkpoints kept outside the database, a file for each tenant. */
export interface Anchor {
  /** The size of the newest, 0 before the first. */
  lastSize(tenantKey: string): number;
  append(tenantKey: string, checkpoints: readonly Checkpoint[]): void;
  /** Those that are there now, oldest first; what is appended later is not read. A line that is none is undefined. */
  open(tenantKey: string): AsyncIterable<Checkpoint | undefined>;
}
