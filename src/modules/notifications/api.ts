import type { WorkingCalendar } from '#kernel/calendar.ts';
import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Contact, NoticeValue } from './model.ts';
import type { NoticePlace } from './model-template.ts';
import type { SentNotice } from './store-forget.ts';

export type { Contact, NoticeRequested, NoticeTemplate, NoticeTemplates, NoticeValue } from './model.ts';
export type { KindChoice, QuietWish } from './model-choices.ts';
export type { DraftTemplate, NoticePlace, TemplateFinding, TemplateVersion } from './model-template.ts';

/**
 * Events that ask for a notice; their payload is a `NoticeRequested`. A module that wants people told writes one with
 * its change, and the notice goes out after the change is committed.
 */
export const NOTICE_EVENTS = [
  'cases.notice-requested',
  'exchange.notice-requested',
  'identity.notice-requested',
  'payments.notice-requested',
  'reports.notice-requested',
  'services.notice-requested',
] as const;

/** What this module asks of identity: how parties can be reached. Unknown parties are left out. */
export interface ContactDirectory {
  contactsOf(tx: Tx, partyIds: readonly Id[], tenant: Tenant): Promise<readonly (Contact & { readonly partyId: Id })[]>;
}

/** What this module asks of identity: names of employees, for the history of a template. */
export interface NameDirectory {
  displayNames(tx: Tx, ids: readonly Id[]): Promise<ReadonlyMap<Id, Text>>;
}

/** What this module asks of the territory: the working calendar, for quiet hours that follow its seasons and holidays. */
export interface Calendars {
  calendarOf(tx: Tx, tenant: Tenant): Promise<WorkingCalendar>;
}

/** A module whose cases notices are about: the places it fills, and how a real one would fill them. */
export interface NoticeSource {
  readonly places: Readonly<Record<string, NoticePlace>>;
  /** Values as an employee may see them in a preview; undefined where there is no such case or it is not theirs to read. */
  find(
    tx: Tx,
    context: OperationContext,
    number: string,
  ): Promise<
    | {
        readonly id: Id;
        readonly values: Readonly<Record<string, NoticeValue>>;
        readonly traits: { readonly category?: string; readonly group?: string; readonly status?: string };
      }
    | undefined
  >;
}

export interface NotificationsApi {
  /** Adds the places notices may use; called once, when the program is put together. */
  describe(source: NoticeSource): void;
  /** Keys of the notices the tenant has words for; a case type may name no other. */
  templateKeys(tx: Tx): Promise<string[]>;
  /** Forgets what was sent to a person, their choices and devices, and what reporters of these cases were sent. */
  forget(tx: Tx, partyId: Id | null, caseIds: readonly Id[]): Promise<void>;
  /** What was sent to a person, the newest first. */
  sentTo(tx: Tx, partyId: Id, limit: number): Promise<SentNotice[]>;
}

export { MOST_RECIPIENTS } from './model.ts';
export { emailAddress } from './rules.ts';
