import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import type { CaseState, CasesApi } from '#modules/cases/api.ts';
import type { DocumentsApi } from '#modules/documents/api.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import type { Cached } from '#platform/cached.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { CategorySnapshot, ReportCatalogue, ReportResult, ReportTerms, RoutingTeam, Words } from './model.ts';

/** What the use cases of reports are given. */
export interface ReportParts {
  readonly cases: CasesApi;
  readonly territory: TerritoryApi;
  readonly identity: Pick<IdentityApi, 'displayNames' | 'membersOf' | 'teams'>;
  readonly documents: DocumentsApi;
  readonly catalogues: Cached<ReportCatalogue>;
  readonly teams: Cached<readonly RoutingTeam[]>;
  /** Bytes that only this installation can make for a case; the tracking code is made of them and never stored. */
  readonly trackingBytes: (tenantId: number, caseId: Id) => Uint8Array;
}

/** The case type of reports, in every tenant. */
export const REPORT_TYPE = 'report';

/** A report's data by the keys of its case type. */
export interface ReportData {
  readonly category: CategorySnapshot;
  readonly terms: ReportTerms;
  readonly routing: { readonly team: string | null } | undefined;
  readonly description: string | null;
  readonly address: string | null;
  readonly landmark: string | null;
  readonly photos: readonly string[];
  readonly photosAfter: readonly string[];
  readonly publicPhotos: readonly string[];
  readonly resolution: string | null;
  /** What the reporter answered to the last question. */
  readonly answer: string | null;
  readonly outsideOwner: { readonly code: string; readonly name: Words } | null;
  readonly hidden: boolean;
  readonly contact: {
    readonly name: string | null;
    readonly mobile: string | null;
    readonly email: string | null;
    readonly language: string | null;
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const ids = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export function reportData(state: Pick<CaseState, 'data'>): ReportData {
  const { data } = state;
  return {
    category: data.category as unknown as CategorySnapshot,
    terms: data.terms as unknown as ReportTerms,
    routing: data.routing as unknown as ReportData['routing'],
    description: text(data.description),
    address: text(data.address),
    landmark: text(data.landmark),
    photos: ids(data.photos),
    photosAfter: ids(data.photosAfter),
    publicPhotos: ids(data.publicPhotos),
    resolution: text(data.resolution),
    answer: text(data.answer),
    outsideOwner: (data.outsideOwner ?? null) as ReportData['outsideOwner'],
    hidden: data.hidden === true,
    contact: {
      name: text(data.contactName),
      mobile: text(data.contactMobile),
      email: text(data.contactEmail),
      language: text(data.contactLanguage),
    },
  };
}

export const resultOf = (state: CaseState): ReportResult | null => (state.result?.result as ReportResult) ?? null;

export const words = (value: Text): Words => value as Words;

/** The tenant's particulars of reports. A tenant without them does not take reports. */
export function settingsOf(tenant: Tenant): ReportTerms & {
  readonly numberPrefix: string;
  readonly duplicates: { readonly radiusMetres: number; readonly withinDays: number };
} {
  const { reports } = tenant.settings;
  if (reports === undefined) throw new Error(`tenant ${tenant.key} has no setting "reports"`);
  return reports as ReturnType<typeof settingsOf>;
}

export const countryCodeOf = (tenant: Tenant): string =>
  typeof tenant.settings.countryCode === 'string' ? tenant.settings.countryCode : '+966';

/** The group in a report's number: the place of its category's group in the catalogue, from 101. */
export function numberGroupOf(catalogue: ReportCatalogue, group: string): string {
  const place = catalogue.groups.findIndex(({ code }) => code === group);
  return String(place < 0 ? 100 : 101 + place);
}
