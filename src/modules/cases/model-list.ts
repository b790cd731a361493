import type { Id } from '#kernel/id.ts';
import type { Share } from './model-view.ts';

/** What narrows a list; members not given narrow nothing. */
export interface CaseFilter {
  readonly number?: string | undefined;
  readonly numbers?: readonly string[] | undefined;
  readonly ids?: readonly Id[] | undefined;
  readonly type?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly states?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly open?: boolean | undefined;
  readonly teams?: readonly string[] | undefined;
  readonly assignee?: Id | undefined;
  readonly topics?: readonly string[] | undefined;
  readonly municipalityIds?: readonly Id[] | undefined;
  readonly districtId?: Id | undefined;
  readonly priorities?: readonly number[] | undefined;
  readonly public?: boolean | undefined;
  readonly participant?: Id | undefined;
  readonly openedFrom?: string | undefined;
  readonly openedTo?: string | undefined;
  readonly overdueAt?: string | undefined;
  /** Deadlines from `from` up to and without `to`. */
  readonly dueWithin?: { readonly from: string | null; readonly to: string } | undefined;
  /** Not late at `now`, with so much of the time used; by whole hours, as boards count. */
  readonly used?: { readonly share: Share; readonly now: string } | undefined;
  readonly unassigned?: boolean | undefined;
  readonly escalated?: boolean | undefined;
  /** West, south, east, north in degrees. */
  readonly box?: readonly [number, number, number, number] | undefined;
  /** A query of words, of `tsQuery`. */
  readonly query?: string | undefined;
}

export type CaseOrder = 'due' | 'newest' | 'oldest';

/** Where a page ended: the value it is sorted by, and the id. */
export interface Cursor {
  readonly at: string;
  readonly id: Id;
}

/** One row of a list: what decides, without the case's data. */
export interface CaseRow {
  readonly id: Id;
  readonly number: string;
  readonly type: string;
  readonly topic: string | null;
  readonly state: string;
  readonly category: string;
  readonly version: number;
  readonly team: string | null;
  readonly assignee: Id | null;
  readonly priority: number;
  readonly escalation: number;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  /** Null while the norm clock is paused or stopped. */
  readonly dueAt: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly municipalityId: Id | null;
  readonly districtId: Id | null;
  readonly public: boolean;
  readonly result: string | null;
  /** When what was asked was answered, while nobody has acted since. */
  readonly answeredAt: string | null;
  /** Parties that follow it. */
  readonly followers: number;
  readonly data: Record<string, unknown>;
}
