/** What the pages are handed by the operations of reports: shapes only. */
export type { ReportCatalogue, ReportCategory, ReportGroup } from './model-catalogue.ts';
export type { PhotoView, PublicPage, PublicReportView, ReportReceipt, TrackedReport } from './operations-input.ts';
