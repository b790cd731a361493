import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { Audience, PhotoDescription, PhotoEvidence, Subject } from './model.ts';

export type { Audience, PhotoDescription, PhotoEvidence, Subject } from './model.ts';

/** Addresses of a photo's two sizes. */
export interface PhotoLinks {
  readonly display: string;
  readonly thumbnail: string;
}

export interface DocumentsApi {
  /**
   * Attaches pending photos to a case. Each must have been uploaded by the acting party or be claimed by one of
   * `claimSecrets`; attaching again to the same case changes nothing.
   * @throws documents.unknown-file, documents.attached-elsewhere
   */
  attach(
    tx: Tx,
    ids: readonly Id[],
    subject: Subject,
    audience: Audience,
    by: {
      readonly actor: Actor;
      readonly now: Temporal.Instant;
      readonly claimSecrets?: readonly string[] | undefined;
    },
  ): Promise<void>;
  /** Shows attached photos to all, or hides them; what caches hold stays there for up to a day. */
  setAudience(tx: Tx, ids: readonly Id[], audience: Audience): Promise<void>;
  /** In the order of `ids`; unknown ones are left out. */
  describe(tx: Tx, ids: readonly Id[]): Promise<PhotoDescription[]>;
  /** Photos attached to any of these cases, oldest first. */
  attachedTo(tx: Tx, type: string, subjectIds: readonly Id[]): Promise<PhotoDescription[]>;
  /** What the cameras said of place and time, by id. Personal data: for officers of the case, and to be disclosed. */
  evidenceOf(tx: Tx, ids: readonly Id[]): Promise<ReadonlyMap<Id, PhotoEvidence>>;
  /**
   * Addresses that open a photo for whoever holds them, for an hour: for pages that have themselves decided that the
   * reader may see it, such as a report opened with its tracking code. A public photo needs none: `/files/<id>/display`.
   */
  linksTo(tenantId: number, id: Id, now: Temporal.Instant): PhotoLinks;
}
