/** What the pages are handed by the operations of reports: shapes only. */
import type { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { PublicPage } from './operations-input.ts';

export type { ReportCatalogue, ReportCategory, ReportGroup } from './model-catalogue.ts';
export type { UrgencyFact } from './model-desk.ts';
export type { ServiceAttribute } from './model-open311.ts';
export type { Phrase } from './model-phrase.ts';
export type { RoutingRule, RoutingWarning } from './model-routing.ts';
export type { CallItem, CallView, DeskReport } from './operations-desk-shared.ts';
export type { PhotoState, PhotoView, PublicReportView, ReportReceipt, TrackedReport } from './operations-input.ts';
export type { ModerationQueue, ModerationView } from './operations-moderation-views.ts';
export type { PhotoEditor } from './operations-photos.ts';

/** Reports were taken over from another system and counted, without an event of each. Payload: `ReportsTakenOver`. */
export const REPORTS_TAKEN_OVER = 'reports.taken-over';
export interface ReportsTakenOver {
  /** One of them. */
  readonly caseId: Id;
  readonly count: number;
}

/** Reports were taken over and are still to be counted, as a version before told it. Payload: `ReportsImported`. */
export const REPORTS_IMPORTED = 'reports.imported';
export interface ReportsImported {
  readonly caseIds: readonly Id[];
}

/** A reporter said how satisfied they are. Payload: `ReportRated`. */
export const REPORT_RATED = 'reports.rated';
export interface ReportRated {
  readonly caseId: Id;
}

export type { FloodView } from './operations-floods.ts';
export type { SuggestionModelCard } from './operations-learning.ts';
export type { MapMark } from './operations-map.ts';
export type { SimilarForOffice } from './operations-similar.ts';
export type { SuggestedCategories } from './operations-suggest.ts';

/** A page of the public list. */
export type PublicReports = z.infer<typeof PublicPage>;
