import type { RawBuilder } from 'kysely';
import { mortonOf } from '#kernel/geometry.ts';
import type { Id } from '#kernel/id.ts';
import { arraysOf, findRow, rows, sql, type Tx, tableOf } from '#platform/db.ts';
import type { CaseEvent, CaseState } from './model.ts';
import { ACTION, CASE, TASK, WORDS } from './store-columns.ts';

/** One entry of the timeline, ready to be written. */
export interface NewAction {
  readonly seq: number;
  readonly transactionId: string;
  readonly action: string;
  readonly actorKind: string;
  readonly actorId: Id | null;
  readonly onBehalfOf: Id | null;
  readonly at: string;
  readonly input: unknown;
  readonly events: readonly CaseEvent[];
}

/** What is stored of a case beside what its events say. */
export interface CaseExtras {
  /** What it is about within its type, such as the category of a report. */
  readonly topic: string | null;
  readonly public: boolean;
  readonly externalRef: string | null;
  /** Words it is found by, of `wordVector`. */
  readonly words: string;
  /** Morton code of the point. */
  readonly zq: number | null;
}

/** The key of the clock whose end is "due" in lists. */
export const NORM_CLOCK = 'norm';

/** The next moment at which a clock of the case warns or ends; null when none runs. */
export function nextClockAt(state: CaseState): string | null {
  let next: string | null = null;
  for (const clock of Object.values(state.clocks)) {
    if (clock.status !== 'running') continue;
    const at = clock.warnAt ?? (clock.breachedAt === null ? clock.dueAt : null);
    if (at !== null && (next === null || Date.parse(at) < Date.parse(next))) next = at;
  }
  return next;
}

const dueAt = (state: CaseState): string => {
  const clock = state.clocks[NORM_CLOCK];
  return (clock?.status === 'running' ? clock.dueAt : null) ?? 'infinity';
};

/** Morton code of the place. */
export const zqOf = ({ place }: CaseState): number | null => (place === null ? null : mortonOf(place));

/** The columns that follow from the state, by their names. */
function columnsOf(state: CaseState) {
  const place = state.place;
  return {
    id: state.id,
    number: state.number,
    type: state.type.id,
    type_version: state.type.version,
    state: state.state,
    category: state.category,
    version: state.version,
    team: state.team,
    assignee: state.assignee,
    priority: state.priority,
    escalation: state.escalation,
    opened_at: state.openedAt,
    updated_at: state.updatedAt,
    closed_at: state.closedAt,
    due_at: dueAt(state),
    clock_at: nextClockAt(state),
    point: place === null ? null : `(${place.longitude},${place.latitude})`,
    municipality_id: place?.municipalityId ?? null,
    district_id: place?.districtId ?? null,
  };
}

const actionRecord = (caseId: Id, action: NewAction) => ({
  case_id: caseId,
  seq: action.seq,
  transaction_id: action.transactionId,
  action: action.action,
  actor_kind: action.actorKind,
  actor_id: action.actorId,
  on_behalf_of: action.onBehalfOf,
  at: action.at,
  input: JSON.stringify(action.input ?? {}),
});

const participantsOf = (state: CaseState) =>
  state.participants.map(({ role, partyId }) => ({ case_id: state.id, party_id: partyId, role }));

const tasksOf = (state: CaseState) =>
  Object.values(state.tasks).map((task) => ({
    case_id: state.id,
    key: task.key,
    team: task.team,
    role: task.role,
    assignee: task.assignee,
    due_at: task.dueAt,
  }));

/**
 * Documents as rows of text beside `arraysOf`, one a line: no line break stands in JSON as it is written here. Read one by
 * one they cost a third less than as a document of all, which is built, taken apart and built again.
 */
const documents = (list: readonly unknown[]) =>
  sql`string_to_table(${list.map((one) => JSON.stringify(one)).join('\n')}, E'\\n')`;

/** A new case with the entries of its timeline so far. */
export interface OpenedCase {
  readonly state: CaseState;
  readonly extras: CaseExtras;
  readonly actions: readonly NewAction[];
}

/** Writes new cases, in one statement whatever their number. */
export async function insertCases(tx: Tx, opened: readonly OpenedCase[]): Promise<void> {
  await insertionOf(opened).execute(tx);
}

/** The statement that writes new cases. */
export function insertionOf(opened: readonly OpenedCase[]): RawBuilder<unknown> {
  const cases = opened.map(({ state, extras }) => ({
    ...columnsOf(state),
    topic: extras.topic,
    public: extras.public,
    external_ref: extras.externalRef,
    zq: extras.zq,
  }));
  const actions = opened.flatMap(({ state, actions: list }) => list.map((action) => actionRecord(state.id, action)));
  const events = opened.flatMap(({ actions: list }) => list.map((action) => action.events));
  const participants = opened.flatMap(({ state }) => participantsOf(state));
  const tasks = opened.flatMap(({ state }) => tasksOf(state));
  const found = opened.map(({ state, extras }) => ({ id: state.id, opened_at: state.openedAt, words: extras.words }));
  const states = opened.map(({ state }) => state);
  return sql`
    with stored as (
      insert into cases."case" (id, number, type, type_version, topic, state, category, version, team, assignee,
        priority, escalation, opened_at, updated_at, closed_at, due_at, clock_at, point, zq, municipality_id,
        district_id, public, external_ref, projection)
      select id, number, type, type_version, topic, state, category, version, team, assignee,
        priority, escalation, opened_at, updated_at, closed_at, due_at, clock_at, point, zq, municipality_id,
        district_id, public, external_ref, projection::jsonb
      from rows from (${arraysOf(CASE, cases)}, ${documents(states)}) as c
        (${sql.raw([...Object.keys(CASE), 'projection'].join(', '))})
    ), found_by as (
      insert into cases.search (case_id, opened_at, words)
      select id, opened_at, cases.dated(words, platform.current_tenant(), cases.fortnight(opened_at))::tsvector
      from ${tableOf(WORDS, found)}
    ), involved as (
      insert into cases.participant (case_id, party_id, role)
      select * from ${tableOf({ case_id: 'uuid', party_id: 'uuid', role: 'text' }, participants)}
      on conflict do nothing
    ), to_do as (
      insert into cases.task (case_id, key, team, role, assignee, due_at)
      select * from ${tableOf(TASK, tasks)}
    )
    insert into cases.action (case_id, seq, transaction_id, action, actor_kind, actor_id, on_behalf_of, at, input, events)
    select ${sql.raw(Object.keys(ACTION).join(', '))}, events::jsonb
    from rows from (${arraysOf(ACTION, actions)}, ${documents(events)}) as a
      (${sql.raw([...Object.keys(ACTION), 'events'].join(', '))})`;
}

/** The statements that write one more entry of a case's timeline and the state it leads to. */
export function appending(
  before: CaseState,
  state: CaseState,
  extras: Pick<CaseExtras, 'topic' | 'public'>,
  action: NewAction,
): RawBuilder<unknown>[] {
  const c = columnsOf(state);
  // Read under a lock, the case is at its version; were it not, the division by zero would undo all.
  const stored = sql`
    with entry as (
      insert into cases.action (case_id, seq, transaction_id, action, actor_kind, actor_id, on_behalf_of, at, input, events)
      values (${state.id}, ${action.seq}, ${action.transactionId}, ${action.action}, ${action.actorKind}, ${action.actorId},
        ${action.onBehalfOf}, ${action.at}::timestamptz, ${JSON.stringify(action.input ?? {})}::jsonb,
        ${JSON.stringify(action.events)}::jsonb)
    ), changed as (
      update cases."case" set
      type_version = ${state.type.version}, topic = ${extras.topic}, public = ${extras.public}, state = ${state.state}, category = ${state.category},
      version = ${state.version}, team = ${state.team}, assignee = ${state.assignee}, priority = ${state.priority},
      escalation = ${state.escalation}, updated_at = ${state.updatedAt}::timestamptz,
      closed_at = ${state.closedAt}::timestamptz, due_at = ${c.due_at}::timestamptz,
      clock_at = ${c.clock_at}::timestamptz, point = ${c.point}::point,
      zq = ${zqOf(state)}::bigint, personal = true,
      municipality_id = ${c.municipality_id}, district_id = ${c.district_id},
      projection = ${JSON.stringify(state)}::jsonb
    where tenant_id = platform.current_tenant() and id = ${state.id} and version = ${before.version}
      returning 1
    )
    select 1 / count(*) from changed`;
  return [
    stored,
    ...(before.participants === state.participants ? [] : [replacingParticipants(state)]),
    ...(before.tasks === state.tasks ? [] : [replacingTasks(state)]),
    ...(before.relations === state.relations && before.children === state.children ? [] : [replacingRelations(state)]),
  ];
}

function replacingParticipants(state: CaseState): RawBuilder<unknown> {
  return sql`
    with given as (
      select party_id, role from json_to_recordset(${JSON.stringify(participantsOf(state))}::json)
        as p (party_id uuid, role text)
    ), gone as (
      delete from cases.participant p where tenant_id = platform.current_tenant() and case_id = ${state.id}
        and not exists (select from given g where g.party_id = p.party_id and g.role = p.role)
    )
    insert into cases.participant (case_id, party_id, role)
    select ${state.id}::uuid, party_id, role from given on conflict do nothing`;
}

function replacingTasks(state: CaseState): RawBuilder<unknown> {
  return sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(tasksOf(state))}::json)
        as t (key text, team text, role text, assignee uuid, due_at timestamptz)
    ), gone as (
      delete from cases.task t where tenant_id = platform.current_tenant() and case_id = ${state.id}
        and not exists (select from given g where g.key = t.key)
    )
    insert into cases.task (case_id, key, team, role, assignee, due_at)
    select ${state.id}::uuid, key, team, role, assignee, due_at from given
    on conflict (tenant_id, case_id, key) do update
      set team = excluded.team, role = excluded.role, assignee = excluded.assignee, due_at = excluded.due_at`;
}

function replacingRelations(state: CaseState): RawBuilder<unknown> {
  const given = [
    ...state.relations.map(({ relation, caseId }) => ({ relation, other_id: caseId })),
    ...state.children.map(({ caseId }) => ({ relation: 'child', other_id: caseId })),
    ...(state.duplicateOf === null ? [] : [{ relation: 'duplicateOf', other_id: state.duplicateOf }]),
  ];
  return sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(given)}::json) as r (relation text, other_id uuid)
    ), gone as (
      delete from cases.relation r where tenant_id = platform.current_tenant() and case_id = ${state.id}
        and not exists (select from given g where g.relation = r.relation and g.other_id = r.other_id)
    )
    insert into cases.relation (case_id, relation, other_id)
    select ${state.id}::uuid, relation, other_id from given on conflict do nothing`;
}

/** Reads a case and keeps others from acting on it until the transaction ends. */
export async function lockCase(tx: Tx, id: Id): Promise<CaseState | undefined> {
  const row = await findRow<{ projection: CaseState }>(
    tx,
    sql`select projection from cases."case"
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );
  return row?.projection;
}

/** Cases of which a clock warns or ends until `until`, the longest waiting first; those being acted on are passed by. */
export const findDueClocks = (tx: Tx, until: string, limit: number): Promise<{ id: Id }[]> =>
  rows<{ id: Id }>(
    tx,
    sql`select id from cases."case"
        where tenant_id = platform.current_tenant() and clock_at <= ${until}::timestamptz
        order by clock_at limit ${limit} for update skip locked`,
  );

/** The next numbers of the sequence of case numbers. */
export const takeNumbers = async (tx: Tx, count: number): Promise<number[]> =>
  (
    await rows<{ n: number }>(tx, sql`select nextval('cases.number') as n from generate_series(1, ${count}::integer)`)
  ).map((row) => row.n);

/** Stores anew by which words a case is found. */
export async function updateWords(tx: Tx, caseId: Id, words: CaseExtras['words']): Promise<void> {
  await sql`
    update cases.search
    set words = cases.dated(${words}, tenant_id, cases.fortnight(opened_at))::tsvector
    where tenant_id = platform.current_tenant() and case_id = ${caseId}`.execute(tx);
}
