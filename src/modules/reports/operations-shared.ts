import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import type { CaseState, CasesApi } from '#modules/cases/api.ts';
import type { DocumentsApi } from '#modules/documents/api.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import type { Cached } from '#platform/cached.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import type {
  CategoryModel,
  CategorySnapshot,
  LocatedArea,
  ReportCatalogue,
  ReportResult,
  ReportTerms,
  Routing,
  RoutingTeam,
  Words,
} from './model.ts';
import { type Moderation, type Publication, USUAL_PUBLICATION } from './model-moderation.ts';
import type { AddressRegister, Gate, Trainer } from './ports.ts';
import type { CompiledRules, RoutingSetting } from './rules.ts';
import type { Publishable } from './rules-moderation.ts';
import type { StoredModel } from './store-suggestions.ts';

/** The model that suggests now, ready to be asked, and what is known of it. */
export interface LoadedModel {
  readonly stored: StoredModel;
  readonly model: CategoryModel;
}

/** What the use cases of reports are given. */
export interface ReportParts {
  readonly cases: CasesApi;
  readonly territory: TerritoryApi;
  readonly identity: Pick<
    IdentityApi,
    | 'addPerson'
    | 'consentTo'
    | 'contactsOf'
    | 'displayNames'
    | 'erasePerson'
    | 'lookupDigest'
    | 'membersOf'
    | 'openFor'
    | 'openForAll'
    | 'partiesWithRole'
    | 'sealFor'
    | 'teams'
    | 'withdrawConsent'
  >;
  /** Where a short national address lies. */
  readonly addresses: AddressRegister;
  readonly documents: DocumentsApi;
  /** For slow work before an operation's own transaction. */
  transaction<T>(tenantId: number, work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly catalogues: Cached<ReportCatalogue>;
  readonly teams: Cached<readonly RoutingTeam[]>;
  /** The published routing rules, made ready once a version. */
  readonly rules: Cached<CompiledRules>;
  /** Null before the first training. */
  readonly models: Cached<LoadedModel | null>;
  readonly trainer: Trainer;
  /** Stands before anonymous reports. */
  readonly gate: Gate;
  /** A read-only transaction of a tenant, for reading what is learned from, which takes longer than one should last. */
  readonly read: <T>(tenantId: number, work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Bytes that only this installation can make for a case; the tracking code is made of them and never stored. */
  readonly trackingBytes: (tenantId: number, caseId: Id) => Uint8Array;
}

/** The case type of reports, in every tenant. */
export const REPORT_TYPE = 'report';

/** Fields that say who reports and how they are reached. */
export const CONTACT_FIELDS = ['contactName', 'contactMobile', 'contactEmail', 'contactLanguage'] as const;

/** The purpose for which a contact is given with a report. */
export const CONTACT = 'contact';

/** Fields and inputs in which the reporter writes freely; a text may name somebody. */
export const WRITTEN_FIELDS = [
  'description',
  'address',
  'landmark',
  'answer',
  'serviceAnswers',
  'whyNotFixed',
  'wording',
] as const;

/** Inputs that are the reporter's own words in what the reporter did, and the office's in what the office did. */
export const OWN_FIELDS = ['text', 'reason', 'note', 'message', 'word'] as const;

/** A report's data by the keys of its case type. */
export interface ReportData {
  readonly category: CategorySnapshot;
  readonly terms: ReportTerms;
  readonly routing:
    | (Pick<Routing, 'team' | 'department' | 'reasons'> & Partial<Pick<Routing, 'rules' | 'rule' | 'passed'>>)
    | undefined;
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
  /** The report it is a part of. */
  readonly partOf: { readonly id: Id; readonly number: string } | null;
  readonly publication: Publication;
  readonly moderation: Moderation | null;
  readonly contact: {
    readonly name: string | null;
    readonly mobile: string | null;
    readonly email: string | null;
    readonly language: string | null;
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const ids = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** What of a report's data decides whether somebody should look at it. */
export const PUBLISHABLE_PARTS = ['description', 'photos', 'publicPhotos', 'terms,publication', 'moderation'];

/** A report as it was read by these parts. */
export function publishableOf({ values }: { readonly values: readonly unknown[] }): Publishable {
  const [description, photos, publicPhotos, publication, moderation] = values;
  return {
    description: text(description),
    photos: ids(photos),
    publicPhotos: ids(publicPhotos),
    publication: (publication as Publication | null) ?? USUAL_PUBLICATION,
    moderation: moderation as Moderation | null,
  };
}

export function reportData(state: { readonly data: Readonly<Record<string, unknown>> }): ReportData {
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
    // A part belongs to a report that the public sees as a whole.
    hidden: data.hidden === true || data.partOf != null,
    partOf: (data.partOf ?? null) as ReportData['partOf'],
    publication: (data.terms as unknown as ReportTerms | undefined)?.publication ?? USUAL_PUBLICATION,
    moderation: (data.moderation ?? null) as Moderation | null,
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

/** The tenant's offensive words, masked in public texts until an employee looked. */
export function offensiveWordsOf({ settings }: Tenant): readonly string[] {
  const { publication } = (settings.reports ?? {}) as { publication?: { words?: readonly string[] } };
  return publication?.words ?? [];
}

export const countryCodeOf = (tenant: Tenant): string =>
  typeof tenant.settings.countryCode === 'string' ? tenant.settings.countryCode : '+966';

/** The group in a report's number: the place of its category's group in the catalogue, from 101. */
export function numberGroupOf(catalogue: ReportCatalogue, group: string): string {
  const place = catalogue.groups.findIndex(({ code }) => code === group);
  return String(place < 0 ? 100 : 101 + place);
}

/** What routing goes by now; from memory, but for the first report after a change. */
export async function routingOf(
  { catalogues, teams, rules, territory }: ReportParts,
  tx: Tx,
  tenant: Tenant,
): Promise<RoutingSetting> {
  return {
    catalogue: await catalogues.of(tx, tenant),
    teams: await teams.of(tx, tenant),
    rules: await rules.of(tx, tenant),
    calendar: await territory.calendarOf(tx, tenant),
  };
}

/** The codes of the areas a case lies in; null where it has none or the area is not known. */
export async function areaCodes(
  { territory }: Pick<ReportParts, 'territory'>,
  tx: Tx,
  tenant: Tenant,
  place: { readonly municipalityId: Id | null; readonly districtId: Id | null } | null,
): Promise<LocatedArea> {
  const codeOf = async (id: Id | null | undefined) =>
    id == null ? null : ((await territory.findArea(tx, tenant, id))?.code ?? null);
  return { municipality: await codeOf(place?.municipalityId), district: await codeOf(place?.districtId) };
}
