import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { FieldProblem, Problem } from '#kernel/problem.ts';
import type { NoticeRequested, NoticeValue } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { CaseEvent, CasePlace, CaseState, CaseType } from './model.ts';
import type { CaseFilter, CaseOrder, CaseRow, Cursor } from './model-list.ts';
import type { Redacting } from './rules-redact.ts';
import type { Setting } from './rules-setting.ts';
import type { Reach } from './rules-visibility.ts';
import type { CaseExtras } from './store.ts';
import type { CaseHistory, HistoryParts } from './store-histories.ts';
import type { CaseCount } from './store-lists.ts';
import type { CaseParts, FindNeighbours, PlacedCase, PlacesAsked } from './store-places.ts';
import type { ActionRow } from './store-read.ts';

export * from './api-sheet.ts';
export type { CaseEvent, CasePlace, CaseState, ClockState, VisibleEntry } from './model.ts';
export type { CaseFilter, CaseOrder, CaseRow, Cursor } from './model-list.ts';
export type { Redaction } from './rules-redact.ts';
export type { Setting } from './rules-setting.ts';
export type { MaskedData, Reach } from './rules-visibility.ts';
export type { CaseHistory } from './store-histories.ts';
export type { CaseCount } from './store-lists.ts';
export type { PlacedCase } from './store-places.ts';
export type { ActionRow } from './store-read.ts';

/** Every accepted action of a case. Payload: `CaseChanged`. */
export const CASE_CHANGED = 'cases.changed';

export interface CaseStanding {
  readonly state: string;
  readonly category: string;
  readonly team: string | null;
  readonly assignee?: string | null;
  /** End of the norm clock while it runs. */
  readonly dueAt?: string | null;
  readonly escalation?: number;
  /** The whole time of the norm clock, milliseconds by its measure. */
  readonly norm?: { readonly total: number; readonly measure: 'continuous' | 'working' };
}

export interface CaseChanged {
  readonly caseId: Id;
  readonly number: string;
  readonly kind: string;
  readonly type: string;
  readonly topic: string | null;
  readonly public: boolean;
  readonly seq: number;
  readonly action: string;
  readonly openedAt: string;
  readonly at: string;
  /** null for a case just opened. */
  readonly before: CaseStanding | null;
  readonly after: CaseStanding;
  readonly result: string | null;
  readonly reopened: number;
  /** The case it is a part of. */
  readonly parentId?: Id | null;
  /** Names a type's effects gave to what happened (`emit`). */
  readonly emitted: readonly string[];
}

/** What a module that owns a kind of case adds to it: how it is found, and the words and addresses of its notices. */
export interface CaseKind {
  /** As in `CaseType.kind`. */
  readonly kind: string;
  /** The topic, words and so on a new case is stored with. */
  extras(state: CaseState): Pick<CaseExtras, 'topic' | 'public'> & {
    /** Texts anybody who may see the case may find it by. */
    readonly words: readonly string[];
    /** Texts only the office may find it by: what the public is not shown, it is not told by a search either. */
    readonly officeWords?: readonly string[];
  };
  /** Values for the places of a notice, no more than its recipients may know. */
  noticeValues(
    tx: Tx,
    state: CaseState,
    context: OperationContext,
    notice: string,
  ): Promise<Readonly<Record<string, NoticeValue>>>;
  /** Where recipients of a role are led instead of to the place `link`, which may be the reporter's alone. */
  noticeLinks(state: CaseState): Readonly<Record<string, string>>;
  /** What a notice's words may depend on besides its key, such as the category. */
  noticeTraits(state: CaseState): { readonly category?: string; readonly group?: string };
  /** The notice that a role is told by in place of another, where its words are not meant for that role. */
  noticeFor?(notice: string, role: string): string;
  /**
   * What follows from an action besides what its form says: values of other fields, and where the case now lies. Asked
   * before every action, by whichever way it comes; may refuse it.
   */
  follows?(
    tx: Tx,
    context: OperationContext,
    loaded: LoadedCase,
    taken: { readonly action: string; readonly input: Readonly<Record<string, unknown>> },
  ): Promise<Pick<TakeAction, 'facts' | 'place'>>;
  /**
   * What follows in other modules from what just happened, in the same transaction; before anybody is told of it.
   * `before` is null for a case just opened. Must not act on this case again.
   */
  happened?(
    tx: Tx,
    context: OperationContext,
    loaded: LoadedCase,
    events: readonly CaseEvent[],
    before: CaseState | null,
  ): Promise<void>;
  /** Who is meant by a role a notice names. */
  recipients(tx: Tx, state: CaseState, role: string, context: OperationContext): Promise<NoticeRequested['to']>;
}

export interface OpenCase {
  readonly type: string;
  /** The version to open it under; the newest unless said. */
  readonly typeVersion?: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly participants?: readonly { readonly role: string; readonly partyId: Id }[];
  readonly place?: CasePlace;
  readonly priority?: number;
  /** Letters and group of the reference number, such as `RPT` and `RD`. */
  readonly numberPrefix: string;
  readonly numberGroup: string;
}

export interface TakeAction {
  readonly caseId: Id;
  /** The case as `holdCase` gave it, if it did. */
  readonly held?: LoadedCase;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expectedVersion: number | null;
  /** What the caller knows the actor to be to the case, such as the holder of its tracking code. */
  readonly relations?: readonly string[];
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly place?: CasePlace;
}

/** A case with its type, as a module reads it. */
export interface LoadedCase {
  readonly type: CaseType;
  readonly state: CaseState;
}

export interface ForeseeRequest {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly cases: readonly { readonly loaded: LoadedCase; readonly facts?: Readonly<Record<string, unknown>> }[];
  /** With `merge`: the case they would be joined to. */
  readonly into?: LoadedCase;
}

/** What an action would do to one case: why it would be refused, or the case as it would be. */
export interface Foreseen {
  readonly id: Id;
  readonly problem: Problem | null;
  readonly after: CaseState | null;
}

export interface ExpiringCases {
  readonly type: string;
  /** Closed before this. */
  readonly before: Temporal.Instant;
  readonly held: { readonly parties: readonly Id[]; readonly subjects: readonly Id[] };
}

/** What other modules may ask of the case engine. Every call runs in the caller's transaction. */
export interface CasesApi {
  /** Says what is special about a kind of case; called once, when the program is put together. */
  register(kind: CaseKind): void;
  /** Publishes a version of a type; whether it was new. @throws Problem cases.type-faulty, cases.version-exists */
  publishType(tx: Tx, context: OperationContext, document: CaseType): Promise<boolean>;
  /** @throws Problem cases.may-not-open, input-invalid, place-unresolved … */
  open(tx: Tx, context: OperationContext, request: OpenCase): Promise<CaseState>;
  /** @throws Problem cases.not-found and those of `decide` */
  act(tx: Tx, context: OperationContext, request: TakeAction): Promise<CaseState>;
  /** What was entered, with every parcel as the register has it, and what is wrong with those it does not have. */
  withParcels(
    tx: Tx,
    context: OperationContext,
    type: CaseType,
    input: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly input: Readonly<Record<string, unknown>>; readonly problems: readonly FieldProblem[] }>;
  findCase(tx: Tx, context: OperationContext, key: { id: Id } | { number: string }): Promise<LoadedCase | undefined>;
  /** @throws Problem cases.not-found (404) */
  getCase(tx: Tx, context: OperationContext, key: { id: Id } | { number: string }): Promise<LoadedCase>;
  /** Reads a case to act on it: until the transaction ends nobody else does. */
  holdCase(tx: Tx, context: OperationContext, id: Id): Promise<LoadedCase | undefined>;
  /** Those of some cases that the actor may read, in the order asked for. */
  readable(tx: Tx, context: OperationContext, ids: readonly Id[]): Promise<LoadedCase[]>;
  /** The actions the actor may take on a case now. */
  offered(tx: Tx, context: OperationContext, loaded: LoadedCase): Promise<string[]>;
  /** What an action would do to some cases, by the rules of doing it. Writes nothing. */
  foresee(tx: Tx, context: OperationContext, request: ForeseeRequest): Promise<Foreseen[]>;
  /** A type as it was published: the version named, or the newest. @throws Problem cases.type-unknown */
  typeOf(tx: Tx, context: Pick<OperationContext, 'tenant'>, id: string, version?: number): Promise<CaseType>;
  actions(tx: Tx, caseId: Id): Promise<ActionRow[]>;
  /** Who the actor is to a case, for the rules; `relations` adds what only the caller knows. */
  settingOf(tx: Tx, context: OperationContext, state: CaseState | null, relations: readonly string[]): Promise<Setting>;
  /** Whether an employee may read a case: within their reach, or involved in it. */
  mayRead(actor: Actor, state: CaseState): boolean;
  /** The reference numbers of cases. */
  numbersOf(tx: Tx, ids: readonly Id[]): Promise<ReadonlyMap<Id, string>>;
  list(
    tx: Tx,
    filter: CaseFilter,
    order: CaseOrder,
    after: Cursor | undefined,
    limit: number,
    /** Rows to leave out at the beginning, for pages that are asked for by number. */
    skip?: number,
  ): Promise<CaseRow[]>;
  count(tx: Tx, filter: CaseFilter, most: number): Promise<CaseCount>;
  /** A page of `list` and the total of `count` up to `most`; together they look for words once. */
  page(
    tx: Tx,
    filter: CaseFilter,
    order: CaseOrder,
    after: Cursor | undefined,
    limit: number,
    most: number,
  ): Promise<{ found: CaseRow[]; total: CaseCount }>;
  nearest(
    tx: Tx,
    filter: CaseFilter,
    point: { longitude: number; latitude: number },
    degrees: number,
    limit: number,
  ): Promise<CaseRow[]>;
  /** The open cases nearest to each of many points. */
  readonly neighbours: FindNeighbours;
  /** Where cases of a type are and how they stand, by id: what a map is made of. */
  places(tx: Tx, type: string, asked: PlacesAsked): Promise<PlacedCase[]>;
  /** These cases, as far as they are of the type, with the data at paths such as `category,group` and nothing else of it. */
  parts(tx: Tx, type: string, ids: readonly Id[], paths: readonly string[]): Promise<CaseParts[]>;
  /** Cases of a type with what happened to them, by id: what figures are made of. */
  histories(tx: Tx, type: string, asked: PlacesAsked, parts: HistoryParts): Promise<CaseHistory[]>;
  /**
   * Writes cases that another system decided, each with its whole timeline; for imports. Returns them in the same order,
   * as `places` would read them.
   */
  restore(tx: Tx, context: OperationContext, cases: readonly RestoredCase[]): Promise<PlacedCase[]>;
  /** Cases of a type by the references they have in another system. */
  byExternalRef(tx: Tx, type: string, references: readonly string[]): Promise<ReadonlyMap<string, CaseState>>;
  /** Adds an entry that another system decided. */
  record(
    tx: Tx,
    context: OperationContext,
    caseId: Id,
    action: string,
    events: readonly CaseEvent[],
  ): Promise<CaseState>;
  /**
   * Takes values out of cases for good, with the words they are found by: the entries keep who did what and when. What
   * was taken, when and why is on record. Returns the values that were dropped.
   */
  redact(tx: Tx, tenant: Tenant, ids: readonly Id[], what: Redacting, reason: string): Promise<string[]>;
  /**
   * Closed cases whose personal texts are past their term: neither held, nor of somebody held, nor under an objection
   * that is open. The oldest first.
   */
  expiring(tx: Tx, asked: ExpiringCases, most: number): Promise<Id[]>;
  countExpiring(tx: Tx, asked: ExpiringCases, most: number): Promise<number>;
  /** Notes that nothing personal is left in these, so that they are not found again. */
  markEmptied(tx: Tx, ids: readonly Id[]): Promise<void>;
  /** Cases in which a party acted or has any role, one that came with a joined case included. */
  casesWith(tx: Tx, partyId: Id): Promise<Id[]>;
  /** Those of some cases in which nobody has a role of their own, such as reports made without signing in. */
  withoutRole(tx: Tx, ids: readonly Id[], role: string): Promise<Id[]>;
  /** Cases in which a party has a role of their own. */
  casesOf(tx: Tx, partyId: Id, role: string): Promise<Id[]>;
  /** Stores anew by which words a case is found, after what the public is shown of it changed. */
  reindex(tx: Tx, loaded: LoadedCase): Promise<void>;
  takeNumbers(tx: Tx, count: number): Promise<number[]>;
  /** The filter that keeps a list to what an employee may read. @throws Problem request.forbidden */
  scope(actor: Actor): CaseFilter;
  /** Which cases an employee may read; undefined for anybody else. */
  reachOf(actor: Actor): Reach | undefined;
}

/** A case whose story was told elsewhere: its entries in order, each beginning with `opened` or `action-recorded`. */
export interface RestoredCase {
  readonly entries: readonly { readonly action: string; readonly at: string; readonly events: readonly CaseEvent[] }[];
  readonly externalRef: string;
}

export { type Finding as TypeFinding, isPublishable, lint as lintType } from './lint.ts';
/** The document of a kind of case, for modules whose own documents hold one. */
export { CaseType as CaseTypeDocument, Check, DataClass, Field as CaseField, Key, Words } from './model.ts';
/** Schemas of views that other modules' answers are made of. */
export { CaseItem, CasePage, CaseView, ClockView, OfferedAction, TimelineItem } from './model-view.ts';
export { actionTitle, stateTitle, timelineOf } from './operations-timeline.ts';
export { actionsOf, clocksOf } from './operations-view.ts';
export { readCursor, tsQuery, writeCursor } from './rules-list.ts';
export { settleSheet, sheetProblems } from './rules-sheet.ts';
export { clearanceOf, maskData } from './rules-visibility.ts';
