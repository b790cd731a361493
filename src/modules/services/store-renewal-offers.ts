import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { OfferState } from './rules-renewal-offer.ts';

export interface OfferRow {
  readonly id: Id;
  readonly serviceId: string;
  readonly documentId: Id;
  readonly documentNumber: string;
  readonly holderId: Id;
  readonly municipalityId: Id | null;
  readonly validUntil: string;
  readonly offeredAt: string;
  readonly told: number;
  readonly fee: number | null;
  readonly currency: string | null;
  readonly openedAt: string | null;
  readonly draftId: Id | null;
  readonly caseId: Id | null;
  /** The number of the application that was sent because of it. */
  readonly caseNumber: string | null;
  readonly declineReason: string | null;
  readonly state: OfferState;
}

const stateOn = (today: string) => sql`case when renewed_at is not null then 'renewed'
  when applied_at is not null then 'applied' when declined_at is not null then 'declined'
  when valid_until < ${today}::date then 'expired' when opened_at is not null then 'opened' else 'offered' end`;

const columns = (today: string) => sql`id, service_id as "serviceId", document_id as "documentId",
  document_number as "documentNumber", holder_id as "holderId", municipality_id as "municipalityId",
  valid_until::text as "validUntil", to_json(offered_at) #>> '{}' as "offeredAt", told, fee, currency,
  to_json(opened_at) #>> '{}' as "openedAt", draft_id as "draftId", case_id as "caseId",
  (select case_number from services.renewal sent where sent.tenant_id = platform.current_tenant()
    and sent.case_id = renewal_offer.case_id) as "caseNumber",
  decline_reason as "declineReason", ${stateOn(today)} as state`;

/** Makes an offer; false where the licence has one. */
export const insertOffer = async (
  tx: Tx,
  offer: Omit<OfferRow, 'openedAt' | 'draftId' | 'caseId' | 'caseNumber' | 'declineReason' | 'state'> & {
    readonly runId: Id;
  },
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`insert into services.renewal_offer (id, service_id, document_id, document_number, holder_id, municipality_id,
          valid_until, run_id, offered_at, told, fee, currency)
        values (${offer.id}, ${offer.serviceId}, ${offer.documentId}, ${offer.documentNumber}, ${offer.holderId},
          ${offer.municipalityId}, ${offer.validUntil}::date, ${offer.runId}, ${offer.offeredAt}::timestamptz,
          ${offer.told}, ${offer.fee}, ${offer.currency})
        on conflict (tenant_id, document_id) do nothing`,
  )) > 0;

/** Notes that a holder is told again at so many days; false where they were, or the offer was answered. */
export const remindOffer = async (tx: Tx, documentId: Id, days: number): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`update services.renewal_offer set told = ${days}
        where tenant_id = platform.current_tenant() and document_id = ${documentId} and told > ${days}
          and applied_at is null and declined_at is null and renewed_at is null`,
  )) > 0;

export const findOffer = (tx: Tx, id: Id, today: string): Promise<OfferRow | undefined> =>
  findRow(
    tx,
    sql`select ${columns(today)} from services.renewal_offer
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

export const offersOfDocuments = (tx: Tx, documentIds: readonly Id[], today: string): Promise<OfferRow[]> =>
  rows(
    tx,
    sql`select ${columns(today)} from services.renewal_offer
        where tenant_id = platform.current_tenant() and document_id = any(${[...documentIds]}::uuid[])`,
  );

/** Offers of a holder that wait for an answer, the newest first. */
export const offersOfHolder = (tx: Tx, holderId: Id, today: string, limit: number): Promise<OfferRow[]> =>
  rows(
    tx,
    sql`select ${columns(today)} from services.renewal_offer
        where tenant_id = platform.current_tenant() and holder_id = ${holderId} and applied_at is null
          and declined_at is null and renewed_at is null and valid_until >= ${today}::date
        order by offered_at desc limit ${limit}`,
  );

/** Offers of a service, what ends first first, after the one given. */
export const listOffers = (
  tx: Tx,
  { service, state, today }: { readonly service: string; readonly state: OfferState | null; readonly today: string },
  after: { readonly validUntil: string; readonly id: Id } | null,
  limit: number,
): Promise<OfferRow[]> =>
  rows(
    tx,
    sql`select ${columns(today)} from services.renewal_offer
        where tenant_id = platform.current_tenant() and service_id = ${service}
          ${state === null ? sql`` : sql`and ${stateOn(today)} = ${state}`}
          ${after === null ? sql`` : sql`and (valid_until, id) > (${after.validUntil}::date, ${after.id}::uuid)`}
        order by valid_until, id limit ${limit}`,
  );

export const countOffers = (
  tx: Tx,
  service: string,
  today: string,
): Promise<{ readonly state: OfferState; readonly count: number }[]> =>
  rows(
    tx,
    sql`select ${stateOn(today)} as state, count(*)::integer as count from services.renewal_offer
        where tenant_id = platform.current_tenant() and service_id = ${service} group by 1`,
  );

/** Notes that the holder looked at an offer, and what they write because of it. */
export async function openOffer(tx: Tx, id: Id, at: string, draftId: Id | null): Promise<void> {
  await sql`update services.renewal_offer set opened_at = coalesce(opened_at, ${at}::timestamptz),
              draft_id = coalesce(${draftId}, draft_id), declined_at = null, decline_reason = null
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export async function declineOffer(tx: Tx, id: Id, at: string, reason: string | null): Promise<void> {
  await sql`update services.renewal_offer set declined_at = ${at}::timestamptz, decline_reason = ${reason}
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

/** Notes on the offer of a licence, if there is one, what became of the application; null: it came to nothing. */
export async function noteApplied(tx: Tx, documentId: Id, caseId: Id | null, at: string): Promise<void> {
  await sql`update services.renewal_offer set case_id = ${caseId},
              applied_at = case when ${caseId}::uuid is null then null else ${at}::timestamptz end
            where tenant_id = platform.current_tenant() and document_id = ${documentId}`.execute(tx);
}

export async function noteRenewed(tx: Tx, documentId: Id, at: string): Promise<void> {
  await sql`update services.renewal_offer set renewed_at = ${at}::timestamptz
            where tenant_id = platform.current_tenant() and document_id = ${documentId}`.execute(tx);
}
