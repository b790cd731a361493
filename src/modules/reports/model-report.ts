import { z } from 'zod';
import { Agency, Evidence, PriorityCode, ResolveTime, Words } from './model-catalogue.ts';
import { Publication } from './model-moderation.ts';
import type { PassedRule } from './model-routing.ts';

/**
 * The category as it was when the report was made, kept in the case's data under `category`: a report keeps the time
 * and the evidence it was promised under, whatever the catalogue says later.
 */
export const CategorySnapshot = z.strictObject({
  code: z.string(),
  group: z.string(),
  name: Words,
  department: z.string(),
  priority: PriorityCode,
  /** `priority` as the case engine counts it: 1 is the most urgent. */
  urgency: z.int().min(1).max(4),
  acknowledgeMinutes: z.int().positive(),
  dispatchMinutes: z.int().positive(),
  resolve: ResolveTime,
  evidence: Evidence,
  needsPlace: z.boolean(),
  externalOwner: Agency.nullable(),
  safety: z.boolean(),
  public: z.boolean(),
});
export type CategorySnapshot = z.infer<typeof CategorySnapshot>;

/**
 * The terms of the tenant when the report was made, kept in the case's data under `terms`: how long the reporter has to
 * confirm (days), to answer a question, to say that a closed report is not fixed; how long another agency has; and how
 * near the report a closing photo must be taken (metres).
 */
export const ReportTerms = z.strictObject({
  confirmationDays: z.int().positive(),
  answerDays: z.int().positive(),
  reopenDays: z.int().positive(),
  externalDays: z.int().positive(),
  closingRadiusMetres: z.number().positive(),
  /** When text and photos become public; not there in reports older than the setting. */
  publication: Publication.optional(),
});
export type ReportTerms = z.infer<typeof ReportTerms>;

/** A team as routing sees it. Null or empty: it serves the whole tenant, or the whole municipality. */
export const RoutingTeam = z.object({
  code: z.string(),
  department: z.string(),
  /** Code of the municipality it serves. */
  municipality: z.string().nullable(),
  /** Codes of the districts it serves within it. */
  districts: z.array(z.string()).default([]),
});
export type RoutingTeam = z.infer<typeof RoutingTeam>;

/** Where a point lies, by the codes of the areas, found by the territory before routing. */
export interface LocatedArea {
  readonly municipality: string | null;
  readonly district: string | null;
}

/** One reason of a routing decision, in order. */
export interface RoutingReason {
  readonly code: string;
  readonly text: Words;
}

/** Where a report goes, how urgent it is and by when, and why. */
export interface Routing {
  readonly category: CategorySnapshot;
  readonly department: string;
  /** Null: no team of the department serves the place; the reports desk assigns it by hand. */
  readonly team: string | null;
  readonly urgency: number;
  readonly clocks: {
    readonly acknowledgeMinutes: number;
    readonly dispatchMinutes: number;
    readonly resolve: ResolveTime;
  };
  readonly reasons: readonly RoutingReason[];
  /** Version of the tenant's rules that decided; null where it has none. */
  readonly rules: number | null;
  /** Id of the rule that held; null where none did. */
  readonly rule: string | null;
  readonly passed: readonly PassedRule[];
  /** Whether supervisors are told at once. */
  readonly notify: boolean;
}

/** What a closed report says of itself. None but `fixed-confirmed` says that the thing is mended. */
export const REPORT_RESULTS = [
  'fixed-confirmed',
  'unconfirmed',
  'noted',
  'handed-over',
  'not-municipal',
  'outside-area',
  'insufficient',
  'not-found',
  'permitted',
  'invalid',
  'duplicate',
  'withdrawn',
  'unstated',
] as const;
export const ReportResult = z.enum(REPORT_RESULTS);
export type ReportResult = z.infer<typeof ReportResult>;

/** Everything anybody may see of a report. No reporter, no officer, no photo that was not released. */
export interface PublicReport {
  readonly number: string;
  readonly category: { readonly code: string; readonly group: string; readonly name: Words };
  readonly state: string;
  /** True only when the reporter confirmed the repair. */
  readonly fixed: boolean;
  readonly description: string | null;
  /** Something was written that is kept from the public, or not yet looked at. */
  readonly textWithheld: boolean;
  readonly place: { readonly longitude: number; readonly latitude: number; readonly address: string | null };
  readonly openedAt: string;
  readonly dueAt: string | null;
  readonly closedAt: string | null;
  readonly photos: readonly string[];
  readonly supporters: number;
}
