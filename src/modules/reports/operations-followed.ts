import type { Id } from '#kernel/id.ts';
import { emailAddress } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import { countryCodeOf, type ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { digitsOf, normaliseTrackingCode, trackingCode } from './rules.ts';
import { mobileOf } from './rules-contact.ts';
import type { FollowerRow } from './store-followers.ts';

/** Under which the address of a follower is sealed. */
export const ADDRESS_FIELD = 'follow/address';

/** The secret of a follower's links: only this installation can make it, and it is not stored. */
export const secretOf = ({ trackingBytes }: Pick<ReportParts, 'trackingBytes'>, tenant: Tenant, id: Id): string =>
  trackingCode(trackingBytes(tenant.id, `follow ${id}`)).replaceAll('-', '');

/** By what a link is found; undefined for what can be no link of ours. */
export function linkDigest(
  { identity }: Pick<ReportParts, 'identity'>,
  tenant: Tenant,
  secret: string,
): Uint8Array | undefined {
  const normal = normaliseTrackingCode(secret);
  return normal === null ? undefined : identity.lookupDigest(tenant, 'follow/link', normal);
}

/** The six digits sent to a mobile number; another with each message. */
export const smsCodeOf = (
  { trackingBytes }: Pick<ReportParts, 'trackingBytes'>,
  tenant: Tenant,
  { id, sent }: Pick<FollowerRow, 'id' | 'sent'>,
): string => digitsOf(trackingBytes(tenant.id, `follow code ${id} ${sent}`));

/** The addresses of followers; those of which the key is gone are left out. */
export const addressesOf = (
  { identity }: Pick<ReportParts, 'identity'>,
  tx: Tx,
  rows: readonly FollowerRow[],
): Promise<ReadonlyMap<Id, string>> =>
  rows.length === 0
    ? Promise.resolve(new Map())
    : identity.openForAll(
        tx,
        ADDRESS_FIELD,
        rows.map(({ id, address }) => ({ partyId: id, sealed: address })),
      );

/**
 * An address as somebody types it, in the form it is stored and found in.
 * @throws Problem reports.follow-address
 */
export function typedAddress(
  { identity }: Pick<ReportParts, 'identity'>,
  tenant: Tenant,
  typed: string,
): { channel: 'email' | 'sms'; address: string; digest: Uint8Array } {
  const channel = typed.includes('@') ? 'email' : 'sms';
  const address = channel === 'email' ? emailAddress(typed)?.toLowerCase() : mobileOf(typed, countryCodeOf(tenant));
  if (address === undefined) throw reportProblems['follow-address']();
  // A mobile number is found by the digest by which the desk finds reports too.
  const digest = identity.lookupDigest(tenant, channel === 'email' ? 'email' : 'phone', address);
  return { channel, address, digest };
}
