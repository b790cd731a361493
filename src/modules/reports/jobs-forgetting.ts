import type { Id } from '#kernel/id.ts';
import type { ExchangeApi } from '#modules/exchange/api.ts';
import { type ForgettingSource, type IdentityApi, PERSON_ERASED, type PersonErased } from '#modules/identity/api.ts';
import type { NotificationsApi } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import type { Subscription } from '#platform/module.ts';
import type { Tenant } from '#platform/tenants.ts';
import { forgetFollower } from './operations-following-due.ts';
import { CONTACT_FIELDS, OWN_FIELDS, type ReportParts, WRITTEN_FIELDS } from './operations-shared.ts';
import { findCallerByDigest, reportsOfNumber } from './store-callers.ts';
import { findFollowersAt } from './store-followers.ts';
import { forgetAlerts, forgetCallers, forgetTraces } from './store-forgetting.ts';

export interface ForgettingParts extends Pick<ReportParts, 'cases' | 'documents'> {
  readonly notifications: Pick<NotificationsApi, 'forget'>;
  readonly exchange: Pick<ExchangeApi, 'forget'>;
  readonly identity: Pick<IdentityApi, 'erasePerson' | 'lookupDigest'>;
}

const MOST_OF_A_NUMBER = 1_000;

/** Takes the reporter out of reports, wherever these left a trace: their own party, or null for one without. */
export async function forgetReports(
  { cases, documents, notifications, exchange }: ForgettingParts,
  tx: Tx,
  tenant: Tenant,
  partyId: Id | null,
  ids: readonly Id[],
  reason: string,
): Promise<void> {
  const own = { authors: partyId === null ? [null] : [partyId, null], blank: OWN_FIELDS };
  const taken = await cases.redact(tx, tenant, ids, { drop: CONTACT_FIELDS, blank: WRITTEN_FIELDS, own }, reason);
  await forgetAlerts(tx, taken);
  await forgetTraces(tx, partyId, ids);
  await exchange.forget(tx, ids, WRITTEN_FIELDS);
  await documents.forget(tx, partyId, ids);
  await notifications.forget(tx, partyId, ids);
}

/**
 * Takes a forgotten person out of the reports they made: contact, words and photos go; what, where and when the city
 * had to repair stays, since it is the city's record and names nobody. In reports of others only their own words go.
 */
export const forgetting = (parts: ForgettingParts): Subscription => ({
  name: 'reports.forgetting',
  events: [PERSON_ERASED],
  async handle(tx, events, tenant) {
    for (const event of events) {
      const { partyId } = event.payload as unknown as PersonErased;
      const own = await parts.cases.casesOf(tx, partyId, 'reporter');
      await forgetReports(parts, tx, tenant, partyId, own, 'erasure');
      const others = (await parts.cases.casesWith(tx, partyId)).filter((id) => !own.includes(id));
      const words = { authors: [partyId], blank: [...WRITTEN_FIELDS, ...OWN_FIELDS] };
      await parts.cases.redact(tx, tenant, others, { drop: [], blank: [], own: words, onlyOwn: true }, 'erasure');
      // A caller of the desk is a person too.
      await forgetCallers(tx, [partyId]);
    }
  },
});

/**
 * Takes a person out of what is kept under their number or address: calls to the desk, reports made without signing in,
 * alerts, reports followed without an account. Where somebody else made the report, only the contact goes.
 */
export const forgetUnderContact =
  (parts: ForgettingParts): ForgettingSource =>
  async (tx, tenant, partyId, { mobile, email }) => {
    const { cases, identity } = parts;
    if (email !== null) await forgetAlerts(tx, [email.toLowerCase()]);
    const digests = [
      ...(mobile === null ? [] : [identity.lookupDigest(tenant, 'phone', mobile)]),
      ...(email === null ? [] : [identity.lookupDigest(tenant, 'email', email.toLowerCase())]),
    ];
    const found = new Set<Id>();
    for (const digest of digests) {
      for (const { id } of await findFollowersAt(tx, digest)) await forgetFollower(parts, parts.notifications, tx, id);
      const caller = await findCallerByDigest(tx, digest);
      if (caller !== undefined && caller.id !== partyId) {
        await forgetCallers(tx, [caller.id]);
        await identity.erasePerson(tx, caller.id);
      }
      for (const id of await reportsOfNumber(tx, digest, MOST_OF_A_NUMBER)) found.add(id);
    }
    const own = new Set(await cases.casesOf(tx, partyId, 'reporter'));
    const others = [...found].filter((id) => !own.has(id));
    const nobodys = await cases.withoutRole(tx, others, 'reporter');
    await forgetReports(parts, tx, tenant, null, nobodys, 'erasure');
    const somebodys = others.filter((id) => !nobodys.includes(id));
    await cases.redact(tx, tenant, somebodys, { drop: CONTACT_FIELDS, blank: [] }, 'erasure');
  };
