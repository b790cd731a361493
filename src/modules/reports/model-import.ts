import type { Point } from '#kernel/place.ts';
import type { ReportCatalogue, Words } from './model-catalogue.ts';
import type { CategorySnapshot, ReportResult } from './model-report.ts';

/** Degrees, WGS 84. */
export interface Area {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** What a tenant says about requests of another system before they are read. */
export interface Open311Defaults {
  readonly catalogue: ReportCatalogue;
  /** The language the requests are written in. */
  readonly language: string;
  /** Points outside are refused; null: nothing is outside. */
  readonly area: Area | null;
  /** Requests made later than this are refused. */
  readonly now: Temporal.Instant;
}

export const IMPORT_REASONS = [
  'not-json',
  'not-an-object',
  'no-id',
  'repeated-id',
  'no-service',
  'no-time',
  'time-in-future',
  'no-place',
  'outside-area',
  'unknown-status',
] as const;
export type ImportReason = (typeof IMPORT_REASONS)[number];

/** A line that was not taken, and why. `line` counts from 1. */
export interface RefusedLine {
  readonly line: number;
  readonly reason: ImportReason;
  /** The request's own id, when it has one. */
  readonly externalId: string | null;
}

export type ImportedState = 'received' | 'closed' | 'duplicate' | 'rejected' | 'cancelled';

/** A request of another system in our words. Instants are UTC, ISO 8601. */
export interface ImportedReport {
  readonly externalId: string;
  readonly service: { readonly code: string; readonly name: string };
  readonly category: CategorySnapshot;
  readonly description: string | null;
  readonly address: string | null;
  readonly photo: string | null;
  readonly point: Point;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly state: ImportedState;
  /** Null while open. */
  readonly result: ReportResult | null;
  readonly resultText: Words | null;
  /** What the other system wrote when it closed the request. */
  readonly note: string | null;
  /** Id of the request this one repeats, when the note names it. */
  readonly duplicateOf: string | null;
  /** What was mended while reading, such as `updated-before-opened`. */
  readonly mended: readonly string[];
}
