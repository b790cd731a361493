/** Columns of a case beside its projection. */
export const CASE = {
  id: 'uuid',
  number: 'text',
  type: 'text',
  type_version: 'integer',
  topic: 'text',
  state: 'text',
  category: 'text',
  version: 'integer',
  team: 'text',
  assignee: 'uuid',
  priority: 'smallint',
  escalation: 'smallint',
  opened_at: 'timestamptz',
  updated_at: 'timestamptz',
  closed_at: 'timestamptz',
  due_at: 'timestamptz',
  clock_at: 'timestamptz',
  point: 'point',
  zq: 'bigint',
  municipality_id: 'uuid',
  district_id: 'uuid',
  public: 'boolean',
  external_ref: 'text',
} as const;
/** By which words a case is found. */
export const WORDS = { id: 'uuid', opened_at: 'timestamptz', words: 'text' } as const;
/** Columns of an entry of a timeline beside its events. */
export const ACTION = {
  case_id: 'uuid',
  seq: 'integer',
  transaction_id: 'text',
  action: 'text',
  actor_kind: 'text',
  actor_id: 'uuid',
  on_behalf_of: 'uuid',
  at: 'timestamptz',
  input: 'jsonb',
} as const;
export const TASK = {
  case_id: 'uuid',
  key: 'text',
  team: 'text',
  role: 'text',
  assignee: 'uuid',
  due_at: 'timestamptz',
} as const;
