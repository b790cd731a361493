/** What the pages are handed by the operations of reports: shapes only. */
import type { z } from 'zod';
import type { PublicPage } from './operations-input.ts';

export type { ReportCatalogue, ReportCategory, ReportGroup } from './model-catalogue.ts';
export type { PhotoView, PublicReportView, ReportReceipt, TrackedReport } from './operations-input.ts';

/** A page of the public list. */
export type PublicReports = z.infer<typeof PublicPage>;
