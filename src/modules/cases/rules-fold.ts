import type { CaseEvent, CaseEventOf, CaseState, ClockState } from './model.ts';

type Handlers = { readonly [T in CaseEvent['type']]: (state: CaseState, event: CaseEventOf<T>) => Partial<CaseState> };

const withClock = (state: CaseState, key: string, change: Partial<ClockState>): Partial<CaseState> => {
  const clock = state.clocks[key];
  return clock ? { clocks: { ...state.clocks, [key]: { ...clock, ...change } } } : {};
};

const without = <T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> => {
  const { [key]: _, ...rest } = record;
  return rest;
};

const isOver = (category: string): boolean => category === 'done' || category === 'closed';

function withData(state: CaseState, changes: CaseState['data']): Partial<CaseState> {
  const data = { ...state.data };
  for (const key in changes) {
    if (changes[key] === null) delete data[key];
    else data[key] = changes[key]!;
  }
  return { data };
}

type Doer = Pick<CaseEventOf<'action-recorded'>, 'partyId' | 'onBehalfOf'>;

function acted(all: CaseState['acted'], action: string, { partyId, onBehalfOf }: Doer): CaseState['acted'] {
  const known = all[action] ?? [];
  const fresh = [partyId, onBehalfOf].filter((id) => id !== null && !known.includes(id)) as string[];
  return fresh.length === 0 ? all : { ...all, [action]: [...known, ...new Set(fresh)] };
}

const JOINING = new Set(['merge', 'split']);

/** While a case rests in another its clocks stand still; their due dates are kept in `beforeMerge`. */
function atRest(clocks: CaseState['clocks'], at: string): CaseState['clocks'] {
  return Object.fromEntries(
    Object.entries(clocks).map(([key, clock]) => [
      key,
      clock.status === 'stopped' ? clock : { ...clock, status: 'stopped', stoppedAt: at, warnAt: null },
    ]),
  );
}

const nothing = () => ({});

const handlers: Handlers = {
  opened: nothing,
  'action-recorded': (state, event) => ({
    version: state.version + 1,
    updatedAt: event.at,
    acted: acted(state.acted, event.action, event),
    // A clock that ends is nobody's act: the answer still waits to be read.
    // Joining cases and parting them again answers nobody.
    answeredAt: event.partyId === null || JOINING.has(event.action) ? (state.answeredAt ?? null) : null,
  }),
  'state-changed': (state, { to, category }) => ({
    state: to,
    category,
    closedAt: category === 'closed' ? state.updatedAt : null,
    reopened: state.reopened + (isOver(state.category) && !isOver(category) ? 1 : 0),
    correction: null,
  }),
  'data-set': (state, { data }) => withData(state, data),
  'place-set': (_, { place }) => ({ place }),
  assigned: (_, { team, assignee }) => ({ team, assignee }),
  'priority-set': (_, { priority }) => ({ priority }),
  escalated: (_, { level }) => ({ escalation: level }),
  'clock-started': (state, { clock }) => ({ clocks: { ...state.clocks, [clock.key]: clock } }),
  'clock-paused': (state, { key, remaining }) =>
    withClock(state, key, { status: 'paused', remaining, dueAt: null, warnAt: null }),
  'clock-resumed': (state, { key, dueAt, warnAt }) =>
    withClock(state, key, { status: 'running', remaining: null, dueAt, warnAt }),
  'clock-stopped': (state, { key, at }) => withClock(state, key, { status: 'stopped', stoppedAt: at, warnAt: null }),
  'clock-warned': (state, { key }) => withClock(state, key, { warnAt: null, warnBefore: null }),
  'clock-breached': (state, { key, at }) => withClock(state, key, { breachedAt: at, warnAt: null, warnBefore: null }),
  'clock-action-refused': nothing,
  'task-opened': (state, { task }) => ({ tasks: { ...state.tasks, [task.key]: task } }),
  'task-closed': (state, { key }) => ({ tasks: without(state.tasks, key) }),
  'participant-added': (state, { participant }) => ({ participants: [...state.participants, participant] }),
  'participant-removed': (state, { role, partyId }) => ({
    participants: state.participants.filter((one) => one.role !== role || one.partyId !== partyId || one.from !== null),
  }),
  'note-added': nothing,
  'correction-requested': (_, { correction }) => ({ correction }),
  corrected: (state) => ({ correction: null, answeredAt: state.updatedAt }),
  related: (state, { relation, caseId }) => ({ relations: [...state.relations, { relation, caseId }] }),
  'child-started': (state, { child, caseId }) => ({
    children: [...state.children, { child, caseId, category: 'open' }],
  }),
  'children-told': () => ({}),
  'child-changed': (state, { caseId, category }) => ({
    children: state.children.map((child) => (child.caseId === caseId ? { ...child, category } : child)),
  }),
  'merged-into': (state, event) => ({
    duplicateOf: event.caseId,
    state: event.state,
    category: event.category,
    closedAt: event.category === 'closed' ? state.updatedAt : null,
    clocks: atRest(state.clocks, state.updatedAt),
    tasks: {},
    correction: null,
    beforeMerge: {
      state: state.state,
      category: state.category,
      closedAt: state.closedAt,
      clocks: state.clocks,
      tasks: state.tasks,
      correction: state.correction,
    },
  }),
  unmerged: (state) => ({ ...state.beforeMerge, duplicateOf: null, beforeMerge: null }),
  absorbed: (state, { caseId, participants }) => ({
    absorbed: [...state.absorbed, caseId],
    participants: [...state.participants, ...participants.map((one) => ({ ...one, from: caseId }))],
  }),
  released: (state, { caseId }) => ({
    absorbed: state.absorbed.filter((id) => id !== caseId),
    participants: state.participants.filter(({ from }) => from !== caseId),
  }),
  'result-set': (_, { result, reason }) => ({ result: { result, reason } }),
  'document-requested': (state, { document }) => ({ documents: { ...state.documents, [document]: 'requested' } }),
  'document-revoked': (state, { document }) => ({ documents: { ...state.documents, [document]: 'revoked' } }),
  'bill-requested': nothing,
  'notice-requested': nothing,
  emitted: nothing,
};

const begin = (event: CaseEventOf<'opened'>): CaseState => ({
  id: event.id,
  number: event.number,
  type: event.caseType,
  state: event.state,
  category: event.category,
  data: event.data,
  version: 1,
  openedAt: event.at,
  updatedAt: event.at,
  closedAt: null,
  openedBy: event.partyId,
  place: null,
  team: null,
  assignee: null,
  priority: event.priority,
  escalation: 0,
  reopened: 0,
  clocks: {},
  participants: event.participants,
  tasks: {},
  relations: [],
  children: [],
  correction: null,
  answeredAt: null,
  result: null,
  documents: {},
  duplicateOf: null,
  beforeMerge: null,
  absorbed: [],
  acted: acted({}, 'open', event),
});

/** The case after `event`. An event that arrives before `opened` is a programming error. */
export function apply(state: CaseState | null, event: CaseEvent): CaseState {
  if (event.type === 'opened') return begin(event);
  if (!state) throw new Error(`${event.type} before the case was opened`);
  const handle = handlers[event.type] as (state: CaseState, event: CaseEvent) => Partial<CaseState>;
  return { ...state, ...handle(state, event) };
}

/** The case that these events make, from the first. */
export function fold(events: Iterable<CaseEvent>): CaseState {
  let state: CaseState | null = null;
  for (const event of events) state = apply(state, event);
  if (!state) throw new Error('a case begins with an event');
  return state;
}
