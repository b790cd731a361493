// Long because every way to change a case shares one way of loading, storing and telling it, held in one closure.
import { searchWords } from '#kernel/arabic.ts';
import { makeCaseNumber } from '#kernel/case-number.ts';
import type { Id } from '#kernel/id.ts';
import { Problem } from '#kernel/problem.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import { MOST_RECIPIENTS } from '#modules/notifications/api.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import type { Tx } from '#platform/db.ts';
import type { Collector, OperationContext } from '#platform/operations.ts';
import { requestProblems } from '#platform/validation.ts';
import {
  CASE_CHANGED,
  type CaseChanged,
  type CaseKind,
  type CaseStanding,
  type LoadedCase,
  type OpenCase,
  type TakeAction,
} from './api.ts';
import type { CaseEvent, CaseState, CaseType } from './model.ts';
import { withParcels } from './operations-parcels.ts';
import { meanwhileOf, stateTitle } from './operations-timeline.ts';
import type { TypeShelf } from './operations-types.ts';
import { refuse } from './problems.ts';
import {
  apply,
  childChanged,
  clockTick,
  decide,
  fold,
  merge,
  open,
  relationsOf,
  type Setting,
  type Side,
  split,
} from './rules.ts';
import { wordVector } from './rules-list.ts';
import { onlyReminds } from './rules-reminders.ts';
import { asSystem } from './rules-setting.ts';
import { reachOf, within } from './rules-visibility.ts';
import {
  appending,
  type CaseExtras,
  insertionOf,
  lockCase,
  type NewAction,
  NORM_CLOCK,
  type OpenedCase,
  takeNumbers,
  updateWords,
  zqOf,
} from './store.ts';
import { readActions } from './store-read.ts';

/** The engine at work: reads, decides by the rules, writes, and tells what happened. */
export interface Engine {
  open(tx: Tx, context: OperationContext, request: OpenCase): Promise<CaseState>;
  act(tx: Tx, context: OperationContext, request: TakeAction): Promise<CaseState>;
  /** Reads a case and keeps others from acting on it until the transaction ends. */
  hold(tx: Tx, context: OperationContext, id: Id): Promise<LoadedCase | undefined>;
  /** Warnings and ends of every clock of a case that are due now. */
  tick(tx: Tx, context: OperationContext, caseId: Id): Promise<void>;
  merge(tx: Tx, context: OperationContext, absorbed: MergeSide, survivor: MergeSide): Promise<CaseState>;
  split(tx: Tx, context: OperationContext, absorbed: MergeSide): Promise<CaseState>;
  /** Adds an entry that another system decided. */
  record(
    tx: Tx,
    context: OperationContext,
    caseId: Id,
    action: string,
    events: readonly CaseEvent[],
  ): Promise<CaseState>;
  extrasOf(type: CaseType, state: CaseState): CaseExtras;
  kindOf(type: CaseType): CaseKind;
  settingOf(tx: Tx, context: OperationContext, state: CaseState | null, relations: readonly string[]): Promise<Setting>;
}

export interface MergeSide {
  readonly id: Id;
  readonly expectedVersion: number | null;
}

const accepted = (events: CaseEvent[] | Problem): CaseEvent[] => {
  if (events instanceof Problem) throw events;
  return events;
};

const standing = (state: CaseState): CaseStanding => ({
  state: state.state,
  category: state.category,
  team: state.team,
  assignee: state.assignee,
  dueAt: state.clocks[NORM_CLOCK]?.status === 'running' ? state.clocks[NORM_CLOCK].dueAt : null,
  escalation: state.escalation,
  ...(state.clocks[NORM_CLOCK] === undefined
    ? {}
    : { norm: { total: state.clocks[NORM_CLOCK].total, measure: state.clocks[NORM_CLOCK].measure } }),
});

/** To whom it is nothing, a case does not exist: neither their own nor within an employee's reach. */
function assertConcerns(state: CaseState, { actor, relations }: Pick<Setting, 'actor' | 'relations'>): void {
  if (relations.length === 0 && !within(reachOf(actor), state)) throw refuse['not-found']();
}

/** The type's own words for a notice, for tenants that have no template of it. */
function wordsOf(type: CaseType, notice: string): { words?: unknown; mandatory?: boolean } {
  const own = type.notices?.[notice];
  return own === undefined ? {} : { words: { title: own.title, body: own.body }, mandatory: own.urgent ?? false };
}

/** Words with what is left of them without an article. */
const formsOf = ({ words, stems }: ReturnType<typeof searchWords>): readonly string[] =>
  stems === words ? words : [...words, ...stems];

/** Cases opened by calls that share a transaction are written together. */
const openedCases: Collector<OpenedCase> = { statement: insertionOf };

export function createEngine(
  kinds: ReadonlyMap<string, CaseKind>,
  types: TypeShelf,
  territory: TerritoryApi,
  identity: Pick<IdentityApi, 'displayNames'>,
): Engine {
  const kindOf = (type: CaseType): CaseKind => {
    const kind = kinds.get(type.kind);
    if (kind === undefined) throw new Error(`no module answers for cases of kind ${type.kind}`);
    return kind;
  };

  // Numbers taken and not used yet, so that most cases need no round trip for theirs. A restart leaves gaps.
  const numbers: number[] = [];
  async function nextNumber(tx: Tx): Promise<number> {
    if (numbers.length === 0) numbers.push(...(await takeNumbers(tx, 100)));
    return numbers.shift()!;
  }

  /** @throws Problem request.invalid naming the fields whose parcel the register does not have */
  async function registered(
    tx: Tx,
    context: OperationContext,
    type: CaseType,
    input: Readonly<Record<string, unknown>>,
    action?: string,
  ) {
    const said = await withParcels(territory, tx, context, type, input, action);
    if (said.problems.length > 0) throw requestProblems.invalid({ fields: said.problems });
    return said.input;
  }

  async function settingOf(
    tx: Tx,
    context: OperationContext,
    state: CaseState | null,
    relations: readonly string[],
  ): Promise<Setting> {
    return {
      actor: context.actor,
      relations: state === null ? relations : [...relationsOf(state, context.actor), ...relations],
      now: context.now,
      calendar: await territory.calendarOf(tx, context.tenant),
      newId: context.newId,
    };
  }

  function extrasOf(type: CaseType, state: CaseState): CaseExtras {
    const { topic, public: shown, words, officeWords = [] } = kindOf(type).extras(state);
    const office = officeWords.map(searchWords);
    const found = [state.number, state.number.split('-').at(-2) ?? '', ...words].map(searchWords);
    return {
      topic,
      public: shown,
      externalRef: null,
      words: wordVector(found.flatMap(formsOf), office.flatMap(formsOf)),
      zq: zqOf(state),
    };
  }

  /** Tells subscribers what an entry changed, and asks for the notices it calls for. */
  async function tell(
    tx: Tx,
    context: OperationContext,
    type: CaseType,
    before: CaseState | null,
    state: CaseState,
    action: string,
    events: readonly CaseEvent[],
    { topic, public: shown }: Pick<CaseExtras, 'topic' | 'public'>,
  ): Promise<void> {
    const kind = kindOf(type);
    const changed: CaseChanged = {
      caseId: state.id,
      number: state.number,
      kind: type.kind,
      type: type.id,
      topic,
      public: shown,
      seq: state.version,
      action,
      openedAt: state.openedAt,
      at: state.updatedAt,
      before: before === null ? null : standing(before),
      after: standing(state),
      result: state.result?.result ?? null,
      reopened: state.reopened,
      parentId: state.relations.find(({ relation }) => relation === 'parent')?.caseId ?? null,
      emitted: events.flatMap((event) => (event.type === 'emitted' ? event.event : [])),
    };
    context.emit({ type: CASE_CHANGED, key: state.id, payload: { ...changed } });
    await kind.happened?.(tx, context, { type, state }, events, before);
    const notices = events.filter((event) => event.type === 'notice-requested');
    if (notices.length === 0) return;
    for (const { notice, to } of notices) {
      for (const [key, roles] of Map.groupBy(to, (role) => kind.noticeFor?.(notice, role) ?? notice)) {
        const recipients = (await Promise.all(roles.map((role) => kind.recipients(tx, state, role, context)))).flat();
        if (recipients.length === 0) continue;
        const values = await kind.noticeValues(tx, state, context, key);
        for (let from = 0; from < recipients.length; from += MOST_RECIPIENTS) {
          context.emit({
            type: 'cases.notice-requested',
            key: state.id,
            payload: {
              notice: key,
              caseId: state.id,
              number: state.number,
              to: recipients.slice(from, from + MOST_RECIPIENTS),
              values,
              links: kind.noticeLinks(state),
              traits: { ...kind.noticeTraits(state), status: state.state },
              ...wordsOf(type, key),
            },
          });
        }
      }
    }
  }

  /** Opens the children an entry asked for, and lets a parent know that a child moved. */
  async function follow(
    tx: Tx,
    context: OperationContext,
    ownType: CaseType,
    before: CaseState | null,
    state: CaseState,
    events: readonly CaseEvent[],
  ) {
    for (const event of events) {
      if (event.type !== 'child-started') continue;
      const child = await types.newest(tx, context.tenant, event.caseType);
      const begins = ownType.children?.[event.child]?.state;
      await openWith(tx, context, child, {
        id: event.caseId,
        number: makeCaseNumber({ ...numberParts(state.number), year: yearOf(context), sequence: await nextNumber(tx) }),
        data: {},
        facts: event.data,
        ...(state.place === null ? {} : { place: state.place }),
        priority: state.priority,
        ...(begins === undefined ? {} : { state: begins }),
        parentId: state.id,
      });
    }
    for (const event of events) {
      if (event.type !== 'children-told') continue;
      const command = { action: event.action, input: {}, expectedVersion: null };
      for (const { child, caseId, category } of state.children) {
        if (child !== event.child || category === 'closed') continue;
        await amend(tx, context, caseId, event.action, (type, at, setting) =>
          decide(type, at, command, asSystem(setting)),
        );
      }
    }
    const parent = state.relations.find(({ relation }) => relation === 'parent');
    if (parent !== undefined && before !== null && before.category !== state.category) {
      await amend(tx, context, parent.caseId, 'childChanged', (type, at, setting) =>
        childChanged(type, at, { caseId: state.id, category: state.category }, setting, { type: ownType, state }),
      );
    }
  }

  const yearOf = (context: OperationContext): number => context.now.toZonedDateTimeISO(context.tenant.timeZone).year;

  const numberParts = (number: string) => {
    const [prefix = '', , group = ''] = number.split('-');
    return { prefix, group };
  };

  function entryOf(
    context: OperationContext,
    state: CaseState,
    action: string,
    input: unknown,
    events: readonly CaseEvent[],
  ): NewAction {
    return {
      seq: state.version,
      // Two entries of one case in one transaction are told apart by what they did.
      transactionId: action === 'open' ? context.transactionId : `${context.transactionId}#${state.version}`,
      action,
      actorKind: action === 'clock' || action === 'childChanged' ? 'system' : context.actor.kind,
      actorId: context.actor.partyId,
      onBehalfOf: context.actor.onBehalfOf,
      at: state.updatedAt,
      input,
      events,
    };
  }

  async function openWith(
    tx: Tx,
    context: OperationContext,
    type: CaseType,
    command: Parameters<typeof open>[1] & { parentId?: Id },
  ): Promise<CaseState> {
    const setting = await settingOf(tx, context, null, []);
    const events = accepted(open(type, command, setting));
    if (command.parentId !== undefined) {
      events.push({ type: 'related', relation: 'parent', caseId: command.parentId });
    }
    const state = fold(events);
    const entry = entryOf(context, state, 'open', command.data, events);
    const extras = extrasOf(type, state);
    context.collect(openedCases, { state, extras, actions: [entry] });
    await tell(tx, context, type, null, state, 'open', events, extras);
    await follow(tx, context, type, null, state, events);
    return state;
  }

  async function hold(tx: Tx, context: OperationContext, id: Id): Promise<LoadedCase | undefined> {
    const state = await lockCase(tx, id);
    if (state === undefined) return undefined;
    return { type: await types.version(tx, context.tenant, state.type.id, state.type.version), state };
  }

  async function lock(tx: Tx, id: Id): Promise<CaseState> {
    const state = await lockCase(tx, id);
    if (state === undefined) throw refuse['not-found']();
    return state;
  }

  async function write(
    tx: Tx,
    context: OperationContext,
    type: CaseType,
    before: CaseState,
    action: string,
    input: unknown,
    events: readonly CaseEvent[],
  ): Promise<CaseState> {
    const state = events.reduce<CaseState>((at, event) => apply(at, event), before);
    const extras = kindOf(type).extras(state);
    for (const statement of appending(before, state, extras, entryOf(context, state, action, input, events))) {
      context.send(tx, statement);
    }
    await findAnew(tx, type, before, state, events);
    await tell(tx, context, type, before, state, action, events, extras);
    await follow(tx, context, type, before, state, events);
    return state;
  }

  /** A case whose data changed is found by the words it has now, and no longer by those it had. */
  async function findAnew(
    tx: Tx,
    type: CaseType,
    before: CaseState,
    state: CaseState,
    events: readonly CaseEvent[],
  ): Promise<void> {
    if (!events.some((event) => event.type === 'data-set')) return;
    const was = extrasOf(type, before).words;
    const { words } = extrasOf(type, state);
    if (words !== was) await updateWords(tx, state.id, words);
  }

  async function amend(
    tx: Tx,
    context: OperationContext,
    id: Id,
    action: string,
    rule: (type: CaseType, state: CaseState, setting: Setting) => CaseEvent[] | Problem,
  ): Promise<CaseState> {
    const before = await lock(tx, id);
    const type = await types.version(tx, context.tenant, before.type.id, before.type.version);
    const events = accepted(rule(type, before, await settingOf(tx, context, before, [])));
    return events.length === 0 ? before : write(tx, context, type, before, action, {}, events);
  }

  /** Tells the second of two who was first, when and with what, and how the case stands now. */
  async function withWhoWasFirst(
    tx: Tx,
    context: OperationContext,
    type: CaseType,
    state: CaseState,
    seen: number,
  ): Promise<Problem> {
    const audience = reachOf(context.actor) === undefined ? 'applicant' : 'office';
    const actions = await readActions(tx, state.id, seen);
    return refuse['changed-meanwhile']({
      extra: {
        version: state.version,
        state: state.state,
        stateTitle: stateTitle(type, state.state, audience),
        meanwhile: await meanwhileOf(tx, identity, type, state, actions, audience),
      },
    });
  }

  async function sideOf(tx: Tx, context: OperationContext, { id, expectedVersion }: MergeSide): Promise<Side> {
    const state = await lock(tx, id);
    const relations = relationsOf(state, context.actor);
    assertConcerns(state, { actor: context.actor, relations });
    const type = await types.version(tx, context.tenant, state.type.id, state.type.version);
    return { type, state, relations, expectedVersion };
  }

  /** Two cases are locked in the order of their ids, so that two merges never wait for each other in a ring. */
  async function bothSides(tx: Tx, context: OperationContext, absorbed: MergeSide, survivor: MergeSide) {
    if (absorbed.id === survivor.id) throw refuse['cannot-merge']();
    const found = new Map<Id, Side>();
    for (const side of [absorbed, survivor].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      found.set(side.id, await sideOf(tx, context, side));
    }
    return { absorbed: found.get(absorbed.id)!, survivor: found.get(survivor.id)! };
  }

  async function joinOrPart(
    tx: Tx,
    context: OperationContext,
    action: 'merge' | 'split',
    sides: { absorbed: Side; survivor: Side },
  ): Promise<CaseState> {
    const setting = await settingOf(tx, context, null, []);
    const entries = (action === 'merge' ? merge : split)(sides, setting);
    if (entries instanceof Problem) {
      const late = Object.values(sides).find(({ state }) => state.id === entries.extra.case);
      const seen = late?.expectedVersion ?? null;
      const stale = entries.code === 'cases.changed-meanwhile' && seen !== null && seen < late!.state.version;
      throw stale ? await withWhoWasFirst(tx, context, late!.type, late!.state, seen) : entries;
    }
    const input = { absorbed: sides.absorbed.state.id, survivor: sides.survivor.state.id };
    await write(tx, context, sides.survivor.type, sides.survivor.state, action, input, entries.survivor);
    return write(tx, context, sides.absorbed.type, sides.absorbed.state, action, input, entries.absorbed);
  }

  return {
    kindOf,
    extrasOf,
    settingOf,
    record: (tx, context, caseId, action, events) => amend(tx, context, caseId, action, () => [...events]),
    async open(tx, context, request) {
      const { tenant } = context;
      const type =
        request.typeVersion === undefined
          ? await types.newest(tx, tenant, request.type)
          : await types.version(tx, tenant, request.type, request.typeVersion);
      const number = makeCaseNumber({
        prefix: request.numberPrefix,
        year: yearOf(context),
        group: request.numberGroup,
        sequence: await nextNumber(tx),
      });
      const { facts, participants, place, priority } = request;
      const data = await registered(tx, context, type, request.data);
      const state = await openWith(tx, context, type, {
        id: context.newId(),
        number,
        data,
        ...(facts === undefined ? {} : { facts }),
        ...(participants === undefined ? {} : { participants }),
        ...(place === undefined ? {} : { place }),
        ...(priority === undefined ? {} : { priority }),
      });
      context.about({ type: 'case', id: state.id, number: state.number });
      return state;
    },
    hold,
    async act(tx, context, asked) {
      const held = asked.held ?? (await hold(tx, context, asked.caseId));
      if (held === undefined) throw refuse['not-found']();
      const { type, state: before } = held;
      const request = { ...asked, input: await registered(tx, context, type, asked.input, asked.action) };
      const setting = await settingOf(tx, context, before, request.relations ?? []);
      const openTo = type.flow.actions[request.action]?.by ?? [];
      const everybodys =
        openTo.some((by) => by === 'signedIn' || by === 'anyone') && kindOf(type).extras(before).public;
      if (!everybodys) assertConcerns(before, setting);
      const follows = await kindOf(type).follows?.(tx, context, held, request);
      const command = {
        ...request,
        ...follows,
        ...(follows?.facts === undefined ? {} : { facts: { ...request.facts, ...follows.facts } }),
      };
      let decided = decide(type, before, command, setting);
      const seen = request.expectedVersion;
      const late = seen !== null && seen < before.version;
      if (late && decided instanceof Problem && decided.code === 'cases.changed-meanwhile') {
        const since = await readActions(tx, before.id, seen);
        if (since.every(onlyReminds)) {
          decided = decide(type, before, { ...command, expectedVersion: before.version }, setting);
        }
      }
      if (decided instanceof Problem) {
        const stale = decided.code === 'cases.changed-meanwhile' || decided.code === 'cases.not-in-this-state';
        if (stale && late) {
          throw await withWhoWasFirst(tx, context, type, before, seen);
        }
        throw decided;
      }
      context.about({ type: 'case', id: before.id, number: before.number });
      return write(tx, context, type, before, request.action, request.input, decided);
    },
    async tick(tx, context, caseId) {
      const before = await lock(tx, caseId);
      for (const key of Object.keys(before.clocks)) {
        await amend(tx, context, caseId, 'clock', (type, state, setting) => clockTick(type, state, key, setting));
      }
    },
    async merge(tx, context, absorbed, survivor) {
      const sides = await bothSides(tx, context, absorbed, survivor);
      context.about({ type: 'case', id: absorbed.id, number: sides.absorbed.state.number });
      return joinOrPart(tx, context, 'merge', sides);
    },
    async split(tx, context, absorbed) {
      const state = await lock(tx, absorbed.id);
      assertConcerns(state, { actor: context.actor, relations: relationsOf(state, context.actor) });
      if (state.duplicateOf === null) throw refuse['not-merged']();
      const sides = await bothSides(tx, context, absorbed, { id: state.duplicateOf, expectedVersion: null });
      context.about({ type: 'case', id: absorbed.id, number: state.number });
      return joinOrPart(tx, context, 'split', sides);
    },
  };
}
