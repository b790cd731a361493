import type { StatusMeaning } from '$ui/status-tag/status.ts';

/** One thing that happened, as its reader may see it. */
export interface TimelineEntry {
  readonly id: string;
  /** ISO instant. */
  readonly at: string;
  readonly by: 'person' | 'staff' | 'system' | 'agency';
  readonly name?: string;
  readonly title: string;
  readonly text?: string;
  /** Shown when the entry changed the status. */
  readonly status?: { readonly meaning: StatusMeaning; readonly label: string };
}
