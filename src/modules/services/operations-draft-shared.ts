import { z } from 'zod';
import { CaseField, fieldsShown, type Sheet, sheetFields, sheetProblems } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { Fee, type PublishedService, SignatureView } from './model.ts';
import { PrefillView } from './model-prefill.ts';
import { numbersNotTheirs } from './operations-applicant-numbers.ts';
import { parcelsChanged, placesOutside } from './operations-places.ts';
import { prefillView } from './operations-prefill-shared.ts';
import {
  applicantOf,
  FileView,
  feeFor,
  filesOf,
  getService,
  pagesShown,
  type ServiceParts,
  sheetFor,
  unmet,
  WordsView,
  withoutGiven,
} from './operations-shared.ts';
import { contentDigest, latestOf, maskedEnd, namedSigners, signatureViews } from './operations-signing-shared.ts';
import { serviceProblems } from './problems.ts';
import { standingOf } from './rules-signing.ts';
import { type DraftRow, findDraft, lockDraft } from './store.ts';
import { prefillsOfDraft } from './store-prefill.ts';
import { type SignatureRow, signaturesOfDraft } from './store-signing.ts';

/** Days a draft is kept that nobody comes back to. */
export const DRAFT_DAYS = 90;

const SEALED = 'services-draft';

/** One step of an application: what it asks now, and whether that is answered. */
export const PageView = z.object({
  key: z.string(),
  title: WordsView,
  help: WordsView.nullable(),
  fields: z.array(CaseField),
  /** Fields of the step that other answers to it may bring. */
  waiting: z.array(CaseField),
  /** Keys of both, in the order they are asked. */
  order: z.array(z.string()),
  prefills: z.array(PrefillView),
  /** Fields that stand as the licence has them that is renewed. */
  locked: z.array(z.string()),
  done: z.boolean(),
});

export const DraftView = z.object({
  id: z.string(),
  version: z.int(),
  service: z.object({ id: z.string(), code: z.string(), name: WordsView, version: z.int() }),
  /** Whoever it is for, in the words of their account. */
  applicant: WordsView,
  /** The licence it renews. */
  renews: z.object({ id: z.string(), number: z.string(), title: WordsView }).nullable(),
  pages: z.array(PageView),
  data: z.record(z.string(), z.json()),
  files: z.record(z.string(), z.array(FileView)),
  fee: Fee.nullable(),
  /** Whether the service costs anything at all. */
  charged: z.boolean(),
  source: z.object({ asOf: z.string(), text: WordsView, sample: z.boolean() }),
  /** Conditions that what was entered does not meet. */
  unmet: z.array(WordsView),
  declarations: z.array(WordsView),
  /**
   * Who signs before it is sent, and how far they are: `none` before they are asked, `void` where what was signed no
   * longer counts because the content changed. Null where nobody signs beside the applicant.
   */
  signing: z
    .object({
      standing: z.enum(['none', 'waiting', 'declined', 'complete', 'void']),
      /** Who would be asked now. */
      named: z.array(z.object({ role: WordsView, masked: z.string() })),
      asked: z.array(SignatureView),
    })
    .nullable(),
  /** Whether every step is answered. */
  complete: z.boolean(),
  /** The service was published anew since this was last saved. */
  renewed: z.boolean(),
  startedAt: z.string(),
  updatedAt: z.string(),
  /** When it is removed unless somebody comes back to it. */
  keptUntil: z.string(),
});
export type DraftView = z.infer<typeof DraftView>;

/** A draft with what it holds, read with the applicant's key. */
export interface OpenDraft {
  readonly row: DraftRow;
  readonly service: PublishedService;
  readonly sheet: Sheet;
}

/** What is being written of a service by the acting party. @throws Problem services.draft-not-found, services.already-sent */
export async function openDraft(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  id: string,
  { lock = false, sent = false }: { lock?: boolean; sent?: boolean } = {},
): Promise<OpenDraft> {
  const row = await (lock ? lockDraft : findDraft)(tx, id);
  if (row === undefined || row.partyId !== applicantOf(context.actor)) throw serviceProblems['draft-not-found']();
  if (row.caseId !== null && !sent) {
    throw serviceProblems['already-sent']({ values: { number: row.number ?? '' }, extra: { id: row.caseId } });
  }
  const service = await serviceOfDraft(parts, tx, context, row);
  const text = row.sealed === null ? '{}' : await parts.identity.openFor(tx, row.partyId, SEALED, row.sealed);
  const sheet = await sheetFor(parts, tx, context, service, JSON.parse(text ?? '{}'));
  return { row, service, sheet };
}

/**
 * What a draft is written for: the version of its pilot while that goes on, else what is offered to everybody.
 * @throws Problem services.not-found
 */
async function serviceOfDraft(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  { serviceId, pilotVersion }: Pick<DraftRow, 'serviceId' | 'pilotVersion'>,
): Promise<PublishedService> {
  const pilot = pilotVersion === null ? undefined : (await parts.pilots.of(tx, context.tenant)).get(serviceId);
  return pilot?.service.version === pilotVersion ? pilot!.service : getService(parts, tx, context, serviceId);
}

/** What was entered, sealed with the key of whoever it is for. @throws Problem services.draft-not-found */
export async function sealSheet(
  parts: ServiceParts,
  tx: Tx,
  partyId: string,
  data: Readonly<Record<string, unknown>>,
): Promise<Uint8Array> {
  const sealed = await parts.identity.sealFor(tx, partyId, SEALED, JSON.stringify(withoutGiven(data)));
  if (sealed === undefined) throw serviceProblems['draft-not-found']();
  return sealed;
}

/** Fields of a draft that the licence it renews has filled for good. */
export const licenceFields = (
  { definition }: PublishedService,
  { renews }: Pick<DraftRow, 'renews'>,
  { data }: Sheet,
): string[] =>
  renews === null
    ? []
    : (definition.renews?.locked ?? []).filter((key) => data[key] !== undefined && data[key] !== null);

/** Whether a step was visited and nothing on it is missing or wrong. */
export const isDone = (sheet: Sheet, keys: readonly string[]): boolean => sheetProblems(sheet, keys).length === 0;

function waitingOf(sheet: Sheet, keys: readonly string[]) {
  const shown = new Set(fieldsShown(sheet, keys).map(({ key }) => key));
  const fields = sheetFields(sheet).filter(({ key }) => keys.includes(key) && !shown.has(key));
  return { waiting: fields, order: [...keys] };
}

export async function draftView(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  { row, service, sheet }: OpenDraft,
): Promise<DraftView> {
  const { definition, offer } = service;
  const names = await parts.identity.displayNames(tx, [row.partyId]);
  const licence = row.renews === null ? undefined : await parts.documents.findDocument(tx, context, row.renews);
  const { prefills } = definition;
  const used = prefills.length === 0 ? new Set<string>() : await parts.exchange.connectorsInUse(tx);
  const fetched = prefills.length === 0 ? [] : await prefillsOfDraft(tx, row.id);
  const offersOn = (page: string) =>
    prefills.flatMap((one) =>
      one.page === page && used.has(one.connector)
        ? (prefillView(
            one,
            fetched.find(({ key }) => key === one.key),
            parts.describe(one.connector, one.call),
          ) ?? [])
        : [],
    );
  const pages = pagesShown(service, sheet).map(({ key, title, help, fields }) => ({
    key,
    title,
    help: help ?? null,
    fields: fieldsShown(sheet, fields),
    ...waitingOf(sheet, fields),
    prefills: offersOn(key),
    locked: licenceFields(service, row, sheet).filter((field) => fields.includes(field)),
    done: row.done.includes(key) && isDone(sheet, fields),
  }));
  return {
    id: row.id,
    version: row.version,
    service: { id: definition.id, code: definition.card.code, name: definition.card.name, version: service.version },
    applicant: (names.get(row.partyId) ?? {}) as Record<string, string>,
    renews: licence === undefined ? null : { id: licence.id, number: licence.number, title: licence.title },
    pages,
    data: withoutGiven(sheet.data) as DraftView['data'],
    files: await filesOf(parts, tx, context, sheet.type, sheet.data),
    fee: feeFor(service, sheet),
    charged: definition.fees !== undefined,
    source: offer.source,
    unmet: unmet(context, service, sheet),
    declarations: definition.declarations,
    signing: await signingView(parts, tx, { row, service, sheet }),
    complete: pages.every(({ done }) => done),
    renewed: row.serviceVersion !== service.version,
    startedAt: row.startedAt,
    updatedAt: row.updatedAt,
    keptUntil: Temporal.Instant.from(row.updatedAt)
      .add({ hours: 24 * DRAFT_DAYS })
      .toString(),
  };
}

/**
 * Nothing stands against sending: everything is answered, and the conditions are met.
 * @throws Problem services.incomplete, not-eligible
 */
export async function demandComplete(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  { row, service, sheet }: OpenDraft,
): Promise<void> {
  const keys = pagesShown(service, sheet).flatMap(({ fields }) => fields);
  const wrong = sheetProblems(sheet, keys);
  const outside = await placesOutside(parts, tx, context, sheet.type, sheet.data, keys);
  const parcels = await parcelsChanged(parts, tx, context, sheet, keys);
  const others = await numbersNotTheirs(parts, tx, row.partyId, service.definition, sheet, keys);
  const all = [...wrong, ...outside, ...parcels, ...others];
  if (all.length > 0) throw serviceProblems.incomplete({ fields: all });
  const conditions = unmet(context, service, sheet, true);
  if (conditions.length > 0) {
    throw serviceProblems['not-eligible']({
      fields: conditions.map((text) => ({
        path: 'eligible',
        code: 'rule',
        text: { ar: text.ar ?? Object.values(text)[0]!, en: text.en ?? Object.values(text)[0]! },
      })),
    });
  }
}

/**
 * A draft as somebody reads it who is asked to sign it, with the eyes of the capacity it was asked in; undefined where it
 * was sent, or its content is no longer what they were asked to sign.
 */
export async function openForSigner(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  id: string,
  asked: Pick<SignatureRow, 'content' | 'segment'>,
  lock: boolean,
): Promise<OpenDraft | undefined> {
  const row = await (lock ? lockDraft : findDraft)(tx, id);
  if (row === undefined || row.caseId !== null || row.sealed === null) return undefined;
  const service = await serviceOfDraft(parts, tx, context, row);
  const text = await parts.identity.openFor(tx, row.partyId, SEALED, row.sealed);
  if (text === undefined) return undefined;
  const actor = { ...context.actor, segment: asked.segment as OperationContext['actor']['segment'] };
  const sheet = await sheetFor(parts, tx, { ...context, actor }, service, JSON.parse(text));
  return contentDigest(service, sheet).equals(asked.content) ? { row, service, sheet } : undefined;
}

async function signingView(
  parts: ServiceParts,
  tx: Tx,
  { row, service, sheet }: OpenDraft,
): Promise<DraftView['signing']> {
  if (service.definition.signing === undefined) return null;
  const named = namedSigners(service, sheet);
  const asked = latestOf(await signaturesOfDraft(tx, row.id));
  if (named.length === 0 && asked.length === 0) return null;
  const content = contentDigest(service, sheet);
  const stale = asked.some((one) => one.state === 'void' || !one.content.equals(content));
  return {
    standing: asked.length > 0 && stale ? 'void' : standingOf(asked.map(({ state }) => state)),
    named: named.map(({ role, value }) => ({ role: role.title, masked: maskedEnd(value) })),
    asked: await signatureViews(parts, tx, service, asked),
  };
}
