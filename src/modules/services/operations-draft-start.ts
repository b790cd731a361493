import type { Id } from '#kernel/id.ts';
import type { Sheet } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { PublishedService } from './model.ts';
import { isDone, sealSheet } from './operations-draft-shared.ts';
import { enterFetched } from './operations-prefill-shared.ts';
import { demandRenewable } from './operations-renewing.ts';
import { applicantOf, getService, isMeant, pagesShown, type ServiceParts, sheetFor } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { insertDraft, updateDraft } from './store.ts';

/** Whoever may apply: the segments of the card that stand for somebody who signs in. */
const APPLICANTS = ['individual', 'business', 'government'];

interface Beginning {
  readonly service: string;
  /** Where it is applied for, which decides whether a pilot is meant. */
  readonly municipality: Id | null;
  /** The licence to renew, where the service renews one. */
  readonly renews: Id | null;
  /** Takes every step that the licence answers as done. */
  readonly accepted?: boolean;
}

/** What an application begins with: `data`, and the numbers of whoever applies where the service asks for them. */
async function begun(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  service: PublishedService,
  data: Sheet['data'],
): Promise<Sheet['data']> {
  const { applicantFields = [], caseType } = service.definition;
  const open = applicantFields.filter((key) => data[key] == null);
  if (open.length === 0) return data;
  const { actor } = context;
  const mobile = (await parts.identity.contactOf(tx, actor.partyId!))?.mobile;
  const known = new Map<string, string>([
    ...(mobile == null ? [] : [['MOBILE', mobile] as const]),
    ...(await parts.identity.identifiersOf(tx, applicantOf(actor))).map(({ kind, value }) => [kind, value] as const),
  ]);
  const fields = caseType.sections.flatMap((section) => section.fields);
  const values = open.flatMap((key) => {
    const value = known.get(String(fields.find((field) => field.key === key)?.identifier));
    return value === undefined ? [] : [[key, value] as const];
  });
  const sheet = await sheetFor(parts, tx, context, service, data);
  return enterFetched(sheet, Object.fromEntries(values)).sheet.data;
}

/**
 * Begins an application for whoever acts; answers its draft.
 * @throws Problem services.wrong-segment, services.licence-needed and those of `demandRenewable`
 */
export async function startDraft(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  { service: id, municipality, renews, accepted = false }: Beginning,
): Promise<Id> {
  const { segment, partyId } = context.actor;
  const running = (await parts.pilots.of(tx, context.tenant)).get(id);
  const pilot = running !== undefined && isMeant(running, { segment, municipality }) ? running : undefined;
  const service = pilot?.service ?? (await getService(parts, tx, context, id));
  const { card, renews: renewing } = service.definition;
  if (segment === null || !APPLICANTS.includes(segment) || !card.segments.some((one) => one === segment)) {
    throw serviceProblems['wrong-segment']({ extra: { segments: card.segments } });
  }
  const draft = context.newId();
  const owner = applicantOf(context.actor);
  if (renews === null && renewing !== undefined) throw serviceProblems['licence-needed']();
  const renewed = renews === null ? undefined : await demandRenewable(parts, tx, context, service, renews, owner);
  const data = await begun(parts, tx, context, service, renewed?.sheet.data ?? {});
  const sealed = await sealSheet(parts, tx, owner, data);
  const at = context.now.toString();
  await insertDraft(tx, {
    id: draft,
    partyId: owner,
    startedBy: partyId!,
    serviceId: id,
    serviceVersion: service.version,
    pilotVersion: pilot === undefined ? null : service.version,
    renews,
    sealed,
    at,
  });
  if (accepted && renewed !== undefined) {
    const { sheet } = renewed;
    const done = pagesShown(service, sheet).filter(({ fields }) => isDone(sheet, fields));
    await updateDraft(tx, draft, {
      sealed,
      done: done.map(({ key }) => key),
      serviceVersion: service.version,
      at,
    });
  }
  return draft;
}
