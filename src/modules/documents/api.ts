import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import type {
  Area,
  Audience,
  BlockedFile,
  Blurring,
  FileKind,
  PhotoDescription,
  PhotoEvidence,
  Subject,
} from './model.ts';
import type { IssueDocument, IssuedDocument } from './model-issued.ts';
import type { PreparedBlur } from './operations-originals.ts';
import type { DocumentHistory, DocumentItem } from './operations-views.ts';
import type { EndingAsked, EndingDocument } from './store-ending.ts';
import type { OriginalReading } from './store-originals.ts';

export type {
  Audience,
  BlockedFile,
  Blurring,
  FileKind,
  PhotoDescription,
  PhotoEvidence,
  Scan,
  Subject,
} from './model.ts';
export { Area, FILE_KINDS, MOST_AREAS } from './model.ts';
export type {
  DocumentContent,
  DocumentKind,
  IssueDocument,
  IssuedDocument,
  Standing,
  Value,
} from './model-issued.ts';
export { DOCUMENT_KINDS } from './model-issued.ts';
export type { Printing } from './operations-keys.ts';
export type { MyDocument, MyDocuments, SharedDocument } from './operations-mine.ts';
export type { PreparedBlur } from './operations-originals.ts';
export type { DocumentCheck, DocumentItem } from './operations-views.ts';
export { DocumentHistory } from './operations-views.ts';
export type { EndingAsked, EndingDocument } from './store-ending.ts';
export type { OriginalReading } from './store-originals.ts';

/** Addresses of a photo's two sizes. */
export interface PhotoLinks {
  readonly display: string;
  readonly thumbnail: string;
}

/** A public key as RFC 7517 writes it. */
export interface SigningKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
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
      /** Photos alone unless said: whoever takes documents shows them as attachments. */
      readonly kinds?: readonly FileKind[] | undefined;
    },
  ): Promise<void>;
  /** Lets go of what was attached to a subject, apart from `except`; what nobody attaches again is gone in a day or two. */
  release(tx: Tx, subject: Subject, except?: readonly Id[]): Promise<void>;
  /** Shows attached photos to all, or hides them; what caches hold stays there for up to five minutes. */
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
  /**
   * Makes and stores copies of a photo with these areas blurred and no others; slow, so outside any transaction.
   * @throws documents.unknown-file, .no-original, .being-checked, .blocked and those of re-encoding
   */
  prepareBlur(tenant: Tenant, id: Id, areas: readonly Area[]): Promise<PreparedBlur>;
  /** The picture as `prepareBlur` would make it, as WebP; nothing is kept. */
  previewBlur(tenant: Tenant, id: Id, areas: readonly Area[]): Promise<{ readonly bytes: Uint8Array }>;
  /** Shows prepared copies in place of version `seen`. @throws documents.changed-meanwhile */
  applyBlur(
    tx: Tx,
    prepared: PreparedBlur,
    by: { readonly actor: Actor; readonly now: Temporal.Instant; readonly reason: string; readonly seen: number },
  ): Promise<void>;
  /**
   * Forgets every photo of a person, and those that came without an account with these cases. The files themselves are
   * removed within a day, by the job that collects what no row names.
   */
  forget(tx: Tx, partyId: Id | null, caseIds: readonly Id[]): Promise<number>;
  /** Forgets the files that were attached to records of a type; removed as above. */
  forgetAttached(tx: Tx, type: string, ids: readonly Id[]): Promise<number>;
  /** Cases whose document ends on a day or later; one without an end is not told. */
  endingSince(tx: Tx, caseIds: readonly Id[], day: string): Promise<Id[]>;
  /** Who blurred what, the newest first. */
  blurringsOf(tx: Tx, id: Id): Promise<Blurring[]>;
  /** Who read the original and what for, the newest first, at most 50. */
  readingsOf(tx: Tx, id: Id): Promise<OriginalReading[]>;
  /**
   * An address that opens the original for this reader for two minutes; the reading and its purpose are recorded. The
   * caller has decided that the reader may, and tells the ledger. @throws documents.unknown-file, .no-original
   */
  linkToOriginal(
    tx: Tx,
    id: Id,
    purpose: string,
    by: Pick<OperationContext, 'actor' | 'tenant' | 'now' | 'newId'>,
  ): Promise<string>;
  /** The newest files the scanner stopped, newest first. */
  blocked(tx: Tx, most: number): Promise<BlockedFile[]>;
  /** Issues a licence, permit or certificate, in the transaction of the decision; its file is made afterwards. */
  issue(tx: Tx, context: Issuing, request: IssueDocument): Promise<IssuedDocument>;
  /**
   * Issues the next version of a case's document under its number, for a misprint.
   * @throws documents.not-issued, documents.not-in-force
   */
  reissue(tx: Tx, context: Issuing, request: IssueDocument, reason: string): Promise<IssuedDocument>;
  /** Suspends, lets hold again or revokes a case's document. @throws documents.not-issued, documents.not-in-force */
  changeState(
    tx: Tx,
    context: Issuing,
    document: { readonly caseId: Id; readonly key: string },
    step: 'suspended' | 'lifted' | 'revoked',
    why: { readonly ground: string | null; readonly reason: string | null },
  ): Promise<IssuedDocument>;
  /** A document by its id, with its holder; whoever asks decides who may know of it. */
  findDocument(tx: Tx, context: Pick<OperationContext, 'tenant' | 'now'>, id: Id): Promise<HeldDocument | undefined>;
  /** What some services issued to a holder, the newest first, at most 200: to choose among. */
  heldBy(
    tx: Tx,
    context: Pick<OperationContext, 'tenant' | 'now'>,
    holder: Id,
    services: readonly string[],
  ): Promise<HeldDocument[]>;
  /** What is in force and ends in a window, what ends first first, after the one given. */
  ending(
    tx: Tx,
    asked: EndingAsked,
    after: { readonly validUntil: string; readonly id: Id } | null,
    limit: number,
  ): Promise<EndingDocument[]>;
  /** How many of them there are, by service and municipality. */
  countEnding(
    tx: Tx,
    asked: EndingAsked,
  ): Promise<{ readonly service: string; readonly municipality: Id | null; readonly count: number }[]>;
  /** Signs a statement with the key of the tenant's documents. `typ` says what it is; the key is public. */
  signStatement(
    tx: Tx,
    context: Pick<OperationContext, 'tenant' | 'now'>,
    typ: string,
    claims: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly token: string; readonly key: SigningKey }>;
  /** What a statement of that kind says, if this key signed it; else undefined. */
  readStatement(token: string, typ: string, key: SigningKey): unknown;
  /** What was issued for some cases, the newest first; for readers the caller has let in. */
  issuedFor(
    tx: Tx,
    context: Pick<OperationContext, 'tenant' | 'now'>,
    caseIds: readonly Id[],
  ): Promise<DocumentHistory[]>;
}

/** A document with whoever holds it, for other modules. */
export interface HeldDocument extends DocumentItem {
  readonly holder: Id;
  readonly municipality: Id | null;
  /** What was decided of it last, on what ground, and the number of what took its place. */
  readonly ground: string | null;
  readonly renewedBy: string | null;
}

type Issuing = Pick<OperationContext, 'actor' | 'tenant' | 'now' | 'newId'>;
