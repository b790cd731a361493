import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Contact } from './model.ts';

export type { Contact, NoticeRequested, NoticeTemplate, NoticeTemplates, NoticeValue } from './model.ts';

/**
 * Events that ask for a notice; their payload is a `NoticeRequested`. A module that wants people told writes one with
 * its change, and the notice goes out after the change is committed.
 */
export const NOTICE_EVENTS = [
  'cases.notice-requested',
  'identity.notice-requested',
  'reports.notice-requested',
] as const;

/** What this module asks of identity: how parties can be reached. Unknown parties are left out. */
export interface ContactDirectory {
  contactsOf(tx: Tx, partyIds: readonly Id[], tenant: Tenant): Promise<readonly (Contact & { readonly partyId: Id })[]>;
}

export interface NotificationsApi {
  /** Keys of the notices the tenant has words for; a case type may name no other. */
  templateKeys(tx: Tx): Promise<string[]>;
}
