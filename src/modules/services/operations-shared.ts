import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import { type Id, isId } from '#kernel/id.ts';
import type { CasesApi } from '#modules/cases/api.ts';
import {
  type CaseState,
  type CaseType,
  enterInto,
  fieldsShown,
  type Sheet,
  settleSheet,
  sheetOf,
  sheetValue,
} from '#modules/cases/api.ts';
import { type DocumentsApi, FILE_KINDS } from '#modules/documents/api.ts';
import type { Connectors, ExchangeApi } from '#modules/exchange/api.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { PaymentsApi } from '#modules/payments/api.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import type { Cached } from '#platform/cached.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Fee, PublishedService, ServicePage, ServiceSnapshot } from './model.ts';
import { serviceProblems } from './problems.ts';
import { feeOf } from './rules.ts';
import { filledText } from './rules-words.ts';
import type { RunningPilot } from './store-versions.ts';

export interface ServiceParts {
  readonly cases: CasesApi;
  readonly territory: TerritoryApi;
  readonly identity: IdentityApi;
  readonly documents: DocumentsApi;
  readonly exchange: Pick<ExchangeApi, 'connectorsInUse'>;
  /** What a call of a connector is, in words; undefined where there is none. */
  readonly describe: Connectors['describe'];
  readonly payments: PaymentsApi;
  /** What each tenant offers now, by the service's id. */
  readonly offered: Cached<ReadonlyMap<string, PublishedService>>;
  /** What is offered to some only, by the service's id. */
  readonly pilots: Cached<ReadonlyMap<string, RunningPilot>>;
  /** Whatever was ever published, by the service's id: applications outlive what is offered. */
  readonly published: Cached<ReadonlyMap<string, PublishedService>>;
  /** Versions as they were published, which never change: by tenant, service and version. */
  readonly versions: Map<string, PublishedService>;
}

export const RecordId = z.string().refine(isId, { params: { code: 'not-uuid' } });
export const WordsView = z.record(z.string(), z.string());

/** Photos uploaded before, by field; the secret of an upload shows that it is the caller's. */
export const FilesInput = z
  .record(
    z.string().max(64),
    z.array(z.strictObject({ id: RecordId, secret: z.string().min(8).max(200).optional() })).max(20),
  )
  .default({});
export type FilesInput = z.infer<typeof FilesInput>;

export const FileView = z.object({
  id: z.string(),
  display: z.string(),
  /** Empty for a document, which has no picture: `display` is then the file itself. */
  thumbnail: z.string(),
  kind: z.enum(FILE_KINDS),
  /** Of a document. */
  pages: z.int().nullable(),
  state: z.enum(['ready', 'checking', 'blocked']),
});
export type FileView = z.infer<typeof FileView>;

/** Whoever an application is for: the party acted for, or oneself. */
export const applicantOf = ({ onBehalfOf, partyId }: Actor): Id => (onBehalfOf ?? partyId)!;

/** @throws Problem services.not-found */
export async function getService(
  parts: ServiceParts,
  tx: Tx,
  { tenant }: Pick<OperationContext, 'tenant'>,
  id: string,
): Promise<PublishedService> {
  const found = (await parts.offered.of(tx, tenant)).get(id);
  if (found === undefined) throw serviceProblems['not-found']();
  return found;
}

/** Whether a pilot is meant for whoever applies: by the capacity they act in, or by where it is. */
export const isMeant = (
  { segments, municipalities }: Pick<RunningPilot, 'segments' | 'municipalities'>,
  who: { readonly segment: string | null; readonly municipality: Id | null },
): boolean =>
  (segments.length === 0 || (who.segment !== null && segments.includes(who.segment))) &&
  (municipalities.length === 0 || (who.municipality !== null && municipalities.includes(who.municipality)));

export const snapshotOf = ({ definition, version }: PublishedService): ServiceSnapshot => ({
  id: definition.id,
  code: definition.card.code,
  version,
  name: definition.card.name,
  findBy: definition.findBy,
});

/** What the program writes into an application, and nobody else. */
const GIVEN = ['service', 'terms', 'fee', 'appointment', 'documentState', 'documentGround', 'documentReason'] as const;

export const withoutGiven = (data: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([key]) => !GIVEN.some((one) => one === key)));

/** What was entered for a service as a sheet of its case type, with what follows from it. */
export async function sheetFor(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  service: PublishedService,
  entered: Readonly<Record<string, unknown>>,
): Promise<Sheet> {
  const type = await parts.cases.typeOf(tx, context, service.definition.caseType.id, service.version);
  return settleSheet(
    sheetOf(type, { ...entered, service: snapshotOf(service), terms: service.offer.terms } as Sheet['data'], {
      actor: context.actor,
      now: context.now,
      calendar: await parts.territory.calendarOf(tx, context.tenant),
    }),
  );
}

/** What is to be paid for what the sheet says; null while it cannot be known, and where the service is free. */
export const feeFor = ({ definition, offer }: PublishedService, sheet: Sheet): Fee | null =>
  definition.fees === undefined ? null : feeOf(definition.fees, (feel) => sheetValue(sheet, feel), offer.vat);

/** What is to be paid for the extension the sheet asks for. */
export const extensionFeeFor = ({ definition, offer }: PublishedService, sheet: Sheet): Fee =>
  (definition.extension?.fees && feeOf(definition.extension.fees, (feel) => sheetValue(sheet, feel), offer.vat)) ?? {
    currency: '',
    lines: [],
    total: 0,
  };

export const pagesShown = ({ definition }: PublishedService, sheet: Sheet): ServicePage[] =>
  definition.pages.filter(
    ({ visible, fields }) =>
      (visible === undefined || sheetValue(sheet, visible) === true) && fieldsShown(sheet, fields).length > 0,
  );

/** Conditions of the service that what was entered does not meet; with `whole`, also those it says nothing about yet. */
export const unmet = (
  { tenant }: Pick<OperationContext, 'tenant'>,
  { definition }: PublishedService,
  sheet: Sheet,
  whole = false,
) =>
  definition.eligible
    .filter(({ must }) => (whole ? sheetValue(sheet, must) !== true : sheetValue(sheet, must) === false))
    .map(({ text, values = {} }) =>
      filledText(text, values, (feel) => sheetValue(sheet, feel), {
        timeZone: tenant.timeZone,
        calendars: tenant.calendars.length > 1 ? 'both' : 'gregorian',
      }),
    );

/** The files of a sheet or a case by field, with addresses that open for an hour. */
export async function filesOf(
  parts: ServiceParts,
  tx: Tx,
  { tenant, now }: Pick<OperationContext, 'tenant' | 'now'>,
  type: CaseType,
  data: Readonly<Record<string, unknown>>,
): Promise<Record<string, FileView[]>> {
  const byField = new Map<string, string[]>();
  for (const { key, type: kind } of type.sections.flatMap((section) => section.fields)) {
    if (kind === 'files' && Array.isArray(data[key])) byField.set(key, data[key] as string[]);
  }
  const ids = [...byField.values()].flat();
  const described = ids.length === 0 ? [] : await parts.documents.describe(tx, ids);
  const views = new Map(
    described.map(({ id, scan, kind, pages }) => [
      id,
      {
        id,
        ...parts.documents.linksTo(tenant.id, id, now),
        ...(kind === 'document' ? { thumbnail: '' } : {}),
        kind,
        pages,
        state:
          scan === 'waiting' ? ('checking' as const) : scan === 'infected' ? ('blocked' as const) : ('ready' as const),
      },
    ]),
  );
  return Object.fromEntries([...byField].map(([key, list]) => [key, list.flatMap((id) => views.get(id) ?? [])]));
}

/** Whether a field takes documents beside pictures: its definition names their type. */
const takesDocuments = (type: CaseType, key: string): boolean =>
  [...type.sections.flatMap(({ fields }) => fields), ...Object.values(type.flow.actions).flatMap(ownFields)].some(
    (field) => field.key === key && field.accept?.includes('application/pdf'),
  );

const ownFields = ({ input = [] }: CaseType['flow']['actions'][string]) =>
  input.flatMap((field) => (typeof field === 'string' ? [] : [field]));

/** Keeps uploaded files with the application they were sent with, each of a kind that its field takes. */
export async function attachFiles(
  parts: ServiceParts,
  tx: Tx,
  { actor, now }: Pick<OperationContext, 'actor' | 'now'>,
  type: CaseType,
  files: FilesInput,
  subject: { readonly type: string; readonly id: Id },
): Promise<void> {
  for (const documents of [false, true]) {
    const given = Object.entries(files).flatMap(([key, list]) => (takesDocuments(type, key) === documents ? list : []));
    await parts.documents.attach(
      tx,
      given.map(({ id }) => id),
      subject,
      'internal',
      {
        actor,
        now,
        claimSecrets: given.flatMap(({ secret }) => secret ?? []),
        kinds: documents ? ['photo', 'document'] : ['photo'],
      },
    );
  }
}

/** All files that the answers of a sheet name. */
export const filesIn = (type: CaseType, data: Readonly<Record<string, unknown>>): string[] =>
  type.sections
    .flatMap((section) => section.fields)
    .flatMap(({ key, type: kind }) => (kind === 'files' && Array.isArray(data[key]) ? (data[key] as string[]) : []));

export const fileIds = (files: FilesInput): Record<string, string[]> =>
  Object.fromEntries(Object.entries(files).map(([key, list]) => [key, list.map(({ id }) => id)]));

/** The data of a case after an input, for computing what follows from it, such as the fee. */
export const afterInput = (sheet: Sheet, keys: readonly string[], input: Readonly<Record<string, unknown>>): Sheet =>
  enterInto(sheet, keys, input).sheet;

export const serviceOf = ({ data }: Pick<CaseState, 'data'>): ServiceSnapshot =>
  data.service as unknown as ServiceSnapshot;
