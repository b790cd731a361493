import { evaluate } from '#kernel/expression.ts';
import type { EndingDocument } from '#modules/documents/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { PublishedService } from './model.ts';
import { sourcesOf, tellHolder, todayOf } from './operations-renewal-shared.ts';
import { candidateOf } from './operations-renewing.ts';
import { feeFor, getService, type ServiceParts } from './operations-shared.ts';
import { daysBetween, dueAt, offerDays } from './rules-renewal-offer.ts';
import { openRenewals } from './store-renewal.ts';
import { insertOffer, type OfferRow, offersOfDocuments, remindOffer } from './store-renewal-offers.ts';
import { type RunRow, updateRun } from './store-renewal-runs.ts';

/** Licences looked at in one transaction. */
const BATCH = 20;

/** The days before an end at which the tenant has holders told. */
export const daysOf = ({ definition, offer }: PublishedService): number[] => {
  const feel = definition.renews?.offerDays;
  const result = feel === undefined ? undefined : evaluate(feel, { data: { terms: offer.terms } });
  return result?.ok ? offerDays(result.value) : [];
};

/** What offering its renewal would do with each of some licences, and the fee of those it would be offered for. */
export async function weigh(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  service: PublishedService,
  ending: readonly EndingDocument[],
) {
  const ids = ending.map(({ id }) => id);
  const offers = new Map((await offersOfDocuments(tx, ids, todayOf(context))).map((one) => [one.documentId, one]));
  const open = await openRenewals(tx, ids);
  const weighed = [];
  for (const one of ending) {
    const offer = offers.get(one.id);
    const document = offer === undefined ? await parts.documents.findDocument(tx, context, one.id) : undefined;
    const found = document && (await candidateOf(parts, tx, context, service, document, open.get(one.id)?.caseNumber));
    const fee = found === undefined || found.against !== undefined ? null : feeFor(service, found.sheet);
    weighed.push({ one, offer, found, fee, renewing: open.has(one.id) });
  }
  return weighed;
}

/** Goes on with a run by one batch; whether more is left. */
export async function goOn(parts: ServiceParts, tx: Tx, context: OperationContext, run: RunRow): Promise<boolean> {
  const service = await getService(parts, tx, context, run.serviceId);
  const window = {
    services: sourcesOf(service),
    from: run.from,
    until: run.until,
    ...(run.municipalityId === null ? {} : { municipality: run.municipalityId }),
  };
  const after = run.atDay === null || run.atId === null ? null : { validUntil: run.atDay, id: run.atId };
  const ending = await parts.documents.ending(tx, window, after, BATCH);
  const days = run.scheduledOn === null ? [] : daysOf(service);
  const today = todayOf(context);
  const counts = { offered: run.offered, reminded: run.reminded, known: run.known, unfit: run.unfit };
  for (const { one, offer, found, fee, renewing } of await weigh(parts, tx, context, service, ending)) {
    const left = daysBetween(today, one.validUntil);
    // An officer tells of a licence now; the schedule when one of its days has come.
    const due = run.scheduledOn === null ? Math.max(0, left) : dueAt(days, left);
    if (offer !== undefined) {
      const again = run.scheduledOn !== null && due !== null && !renewing && (await remindOffer(tx, one.id, due));
      if (again) tellHolder(context, 'renewalReminded', offer, service);
      counts[again ? 'reminded' : 'known'] += 1;
    } else if (renewing) counts.known += 1;
    else if (found === undefined || found.against !== undefined || due === null) counts.unfit += 1;
    else {
      const made: Omit<OfferRow, 'openedAt' | 'draftId' | 'caseId' | 'caseNumber' | 'declineReason' | 'state'> = {
        id: context.newId(),
        serviceId: run.serviceId,
        documentId: one.id,
        documentNumber: one.number,
        holderId: one.holder,
        municipalityId: one.municipality,
        validUntil: one.validUntil,
        offeredAt: context.now.toString(),
        told: due,
        fee: fee?.total ?? null,
        currency: fee?.currency ?? null,
      };
      if (await insertOffer(tx, { ...made, runId: run.id })) {
        tellHolder(context, 'renewalOffered', made, service);
        counts.offered += 1;
      } else counts.known += 1;
    }
  }
  const last = ending.at(-1);
  const left = ending.length === BATCH;
  await updateRun(tx, {
    ...run,
    ...counts,
    looked: run.looked + ending.length,
    state: left ? 'running' : 'done',
    atDay: last?.validUntil ?? run.atDay,
    atId: last?.id ?? run.atId,
    changedAt: context.now.toString(),
  });
  return left;
}
