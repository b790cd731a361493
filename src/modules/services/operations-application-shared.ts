import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import {
  CaseField,
  fieldsShown,
  type LoadedCase,
  type Sheet,
  settleSheet,
  sheetOf,
  sheetValue,
  stateTitle,
} from '#modules/cases/api.ts';
import { DocumentHistory } from '#modules/documents/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { AppointmentView, Fee, type PublishedService, SignatureView } from './model.ts';
import { appointmentsIn } from './operations-appointment-view.ts';
import type { AskedBody } from './operations-consulted.ts';
import { applicantOf, FileView, filesOf, type ServiceParts, serviceOf, WordsView } from './operations-shared.ts';
import { signatureViews } from './operations-signing-shared.ts';
import { serviceProblems } from './problems.ts';
import { findVersion } from './store.ts';
import { signaturesOfCase } from './store-signing.ts';

/** Fields of an application under the headings they were asked. */
const Parts = z.array(z.object({ key: z.string(), title: WordsView, fields: z.array(CaseField) }));

export const ApplicationFacts = {
  id: z.string(),
  number: z.string(),
  service: z.object({ id: z.string(), code: z.string(), name: WordsView }),
  pages: Parts,
  files: z.record(z.string(), z.array(FileView)),
  fee: Fee.nullable(),
  /** What was issued for it, the newest first. */
  documents: z.array(DocumentHistory),
  /** Whoever was asked for an opinion on it, until when, and what they said. */
  consulted: z.array(
    z.object({
      id: z.string(),
      name: WordsView,
      state: z.string(),
      stateTitle: WordsView,
      open: z.boolean(),
      askedAt: z.string(),
      dueAt: z.string().nullable(),
      answeredAt: z.string().nullable(),
      opinion: z.string().nullable(),
      conditions: z.string().nullable(),
      reasons: z.string().nullable(),
    }),
  ),
  /** Who signed it beside the applicant. */
  signatures: z.array(SignatureView),
  /** Its appointments, the newest first. */
  appointments: z.array(AppointmentView),
  /** Remarks of the technical review on answers and drawings, by field. */
  remarks: z.array(z.object({ about: z.string(), remark: z.string() })),
  correction: z
    .object({ fields: z.array(z.string()), message: z.string().nullable(), requestedAt: z.string() })
    .nullable(),
};

/** The version of the service an application was made under. @throws Problem services.not-found */
export async function pinnedService(
  { versions }: ServiceParts,
  tx: Tx,
  { tenant }: Pick<OperationContext, 'tenant'>,
  { state }: LoadedCase,
): Promise<PublishedService> {
  const { id, version } = serviceOf(state);
  const key = `${tenant.id}/${id}/${version}`;
  const known = versions.get(key) ?? (await findVersion(tx, id, version));
  if (known === undefined) throw serviceProblems['not-found']();
  versions.set(key, known);
  return known;
}

/** @throws Problem services.application-not-found */
export async function getApplication(
  { cases }: ServiceParts,
  tx: Tx,
  context: OperationContext,
  id: Id,
): Promise<LoadedCase> {
  const loaded = await cases.findCase(tx, context, { id });
  if (loaded?.type.kind !== 'application') throw serviceProblems['application-not-found']();
  return loaded;
}

/** Whether an application is the acting party's own. */
export const isApplicant = ({ state }: LoadedCase, { actor }: Pick<OperationContext, 'actor'>): boolean =>
  state.participants.some(({ role, partyId }) => role === 'applicant' && partyId === applicantOf(actor));

/** What an application says, as a sheet of its case type. */
export async function sheetIn(
  { territory }: ServiceParts,
  tx: Tx,
  { actor, now, tenant }: OperationContext,
  { type, state }: LoadedCase,
): Promise<Sheet> {
  return settleSheet(sheetOf(type, state.data, { actor, now, calendar: await territory.calendarOf(tx, tenant) }));
}

const remarksOf = (value: unknown): { about: string; remark: string }[] =>
  Array.isArray(value) ? (value as { about: string; remark: string }[]) : [];

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The requests for an opinion on an application, in the order they were made. */
async function consultedOn({ cases }: ServiceParts, tx: Tx, context: OperationContext, { state }: LoadedCase) {
  const found = [];
  for (const { caseId } of state.children) {
    const child = await cases.findCase(tx, context, { id: caseId });
    if (child?.type.kind !== 'consultation') continue;
    const { data, clocks, category, closedAt, openedAt } = child.state;
    found.push({
      id: caseId,
      name: (data.asked as unknown as AskedBody).name as Record<string, string>,
      state: child.state.state,
      stateTitle: stateTitle(child.type, child.state.state, 'applicant'),
      open: category !== 'closed',
      askedAt: openedAt,
      dueAt: clocks.norm?.dueAt ?? null,
      answeredAt: closedAt,
      opinion: textIn(data.opinion),
      conditions: textIn(data.conditions),
      reasons: textIn(data.reasons),
    });
  }
  return found;
}

type Data = Readonly<Record<string, unknown>>;

/** What both sides see of an application beside the case itself. */
export async function factsOf(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  /** What of the application the reader may see. */
  shown: Data,
) {
  const { state, type } = loaded;
  const service = await pinnedService(parts, tx, context, loaded);
  const { definition } = service;
  const sheet = await sheetIn(parts, tx, context, loaded);
  const fee = state.data.fee as unknown as Fee | undefined;
  return {
    id: state.id,
    number: state.number,
    service: { id: definition.id, code: definition.card.code, name: definition.card.name },
    pages: definition.pages
      .filter(({ visible }) => visible === undefined || sheetValue(sheet, visible) === true)
      .map(({ key, title, fields }) => ({ key, title, fields: fieldsShown(sheet, fields) }))
      .filter(({ fields }) => fields.length > 0),
    files: await filesOf(parts, tx, context, type, shown),
    consulted: await consultedOn(parts, tx, context, loaded),
    appointments: await appointmentsIn(tx, service, state.id),
    signatures:
      definition.signing === undefined
        ? []
        : await signatureViews(parts, tx, service, await signaturesOfCase(tx, state.id)),
    remarks: remarksOf(shown.reviewRemarks),
    fee: fee === undefined || fee.lines.length === 0 ? null : fee,
    documents: await parts.documents.issuedFor(tx, context, [state.id]),
    correction:
      state.correction === null
        ? null
        : {
            fields: state.correction.fields,
            message: state.correction.message,
            requestedAt: state.correction.requestedAt,
          },
  };
}
