import type { Id } from '#kernel/id.ts';
import type { CaseEvent, LoadedCase } from '#modules/cases/api.ts';
import { sheetValue } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { DocumentTemplate, PublishedService } from './model.ts';
import { pinnedService, sheetIn } from './operations-application-shared.ts';
import { type ServiceParts, serviceOf } from './operations-shared.ts';
import { contentOf, DOCUMENT_EVENTS, type WrittenField } from './rules.ts';
import { GRANTS_EXTENSION } from './rules-extension.ts';
import { chosenOf, DECISION_GROUNDS, STANDARD_CONDITIONS } from './rules-standards.ts';

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const dateOf = (value: unknown): string | null => {
  const text = value === null || value === undefined ? '' : String(value).slice(0, 10);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
};

/** The names of the municipality and district a case lies in. */
async function placeNames({ territory }: ServiceParts, tx: Tx, { tenant }: OperationContext, { state }: LoadedCase) {
  const nameIn = async (kind: 'municipality' | 'district', id: Id | null | undefined) =>
    id == null ? null : ((await territory.areasOf(tx, tenant, kind)).find((area) => area.id === id)?.name ?? null);
  return {
    municipality: await nameIn('municipality', state.place?.municipalityId),
    district: await nameIn('district', state.place?.districtId),
  };
}

async function requestOf(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  service: PublishedService,
  key: string,
  template: DocumentTemplate,
  edition: 'extended' | undefined,
) {
  const { state, type } = loaded;
  const { tenant, now } = context;
  const sheet = await sheetIn(parts, tx, context, loaded);
  const resultOf = (feel: string) => sheetValue(sheet, feel);
  const { content, identifier } = contentOf(template, {
    fields: type.sections.flatMap(({ fields }) => fields) as readonly WrittenField[],
    data: state.data,
    resultOf,
    writing: { timeZone: tenant.timeZone, calendars: tenant.calendars.length > 1 ? 'both' : 'gregorian' },
    service: serviceOf(state).name,
    application: state.number,
    edition,
    chosen: {
      conditions: chosenOf(service.offer.conditions, state.data[STANDARD_CONDITIONS]),
      grounds: chosenOf(service.offer.grounds, state.data[DECISION_GROUNDS]),
    },
    ...(await placeNames(parts, tx, context, loaded)),
  });
  const { definition } = service;
  const today = now.toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString();
  const holder = state.participants.find(({ role }) => role === 'applicant')?.partyId;
  const { valid, replaces } = template;
  return holder === undefined
    ? undefined
    : {
        caseId: state.id,
        key,
        kind: template.kind,
        service: { id: definition.id, code: definition.card.code },
        prefix: definition.number.prefix,
        group: template.group,
        content,
        holder,
        identifier,
        municipality: state.place?.municipalityId ?? null,
        valid: {
          from: dateOf(resultOf(valid.from)) ?? today,
          until: valid.until === undefined ? null : dateOf(resultOf(valid.until)),
        },
        ...(replaces === undefined ? {} : { replaces: textOf(state.data[replaces]) ?? undefined }),
      };
}

/**
 * Issues, corrects, suspends and revokes what an application grants, in the transaction of the action that decided it.
 * @throws those of `documents`
 */
export async function documentsFollow(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  events: readonly CaseEvent[],
): Promise<void> {
  const asked = events.filter((event) => event.type === 'document-requested');
  const revoked = events.flatMap((event) => (event.type === 'document-revoked' ? event.document : []));
  const emitted = events.flatMap((event) => (event.type === 'emitted' ? event.event : []));
  const steps = emitted.flatMap((event) => DOCUMENT_EVENTS[event] ?? []);
  if (asked.length === 0 && revoked.length === 0 && steps.length === 0) return;
  const { state } = loaded;
  const issued = new Set((await parts.documents.issuedFor(tx, context, [state.id])).map(({ key }) => key));
  const why = { ground: textOf(state.data.documentGround), reason: textOf(state.data.documentReason) };
  if (asked.length > 0) {
    const service = await pinnedService(parts, tx, context, loaded);
    const granted = events.some((event) => event.type === 'action-recorded' && GRANTS_EXTENSION.includes(event.action));
    const edition = granted ? ('extended' as const) : undefined;
    for (const { document: key } of asked) {
      // A version published before services had templates issues nothing.
      const template = service.definition.documents?.[key];
      const request = template && (await requestOf(parts, tx, context, loaded, service, key, template, edition));
      if (request === undefined) continue;
      if (issued.has(key)) await parts.documents.reissue(tx, context, request, why.reason ?? '');
      else await parts.documents.issue(tx, context, request);
    }
  }
  for (const key of revoked) {
    if (issued.has(key)) await parts.documents.changeState(tx, context, { caseId: state.id, key }, 'revoked', why);
  }
  for (const step of steps) {
    for (const key of issued) await parts.documents.changeState(tx, context, { caseId: state.id, key }, step, why);
  }
}
