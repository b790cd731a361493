import type { Id } from '#kernel/id.ts';

/** A record that changed, with no more of it than decides whose business that is. */
export interface Change {
  readonly id: Id;
  readonly version: number;
  /** Teams it belongs to now and belonged to before: whoever loses it must hear too. */
  readonly teams: readonly string[];
  readonly municipalityId: Id | null;
}

/** A change with its place in the order in which screens hear. */
export interface LoggedChange extends Change {
  readonly position: number;
}

/** What a reader may be told of: everything, some municipalities, or some teams. */
export type Reach =
  | { readonly all: true }
  | { readonly municipalityIds: readonly Id[] }
  | { readonly teams: readonly string[] };

/** Where notices between processes are sent; their content is not trusted, only that something happened. */
export const LIVE_CHANNEL = 'amanah_live';
