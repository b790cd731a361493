-- A published version of a case type never changes and is never removed: running cases are pinned to it.
create table cases.case_type (
  tenant_id integer not null default platform.current_tenant(),
  id text not null,
  version integer not null,
  document jsonb not null,
  digest bytea not null,
  published_at timestamptz not null,
  primary key (tenant_id, id, version)
);
select platform.protect('cases.case_type', append_only => true);

-- Rows of two kilobytes are kept as they are: compressing them, as PostgreSQL would, cost more than all else of a write.

-- The fold of a case's actions, stored in the same transaction as they are. Columns beside `projection` exist to be
-- searched and sorted by; the projection is the case.
create table cases."case" (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  number text not null,
  type text not null,
  type_version integer not null,
  topic text,
  state text not null,
  category text not null,
  version integer not null,
  team text,
  assignee uuid,
  priority smallint not null,
  escalation smallint not null default 0,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  due_at timestamptz not null default 'infinity',
  clock_at timestamptz,
  point point,
  zq bigint,
  municipality_id uuid,
  district_id uuid,
  public boolean not null default false,
  external_ref text,
  projection jsonb not null,
  primary key (tenant_id, id)
) with (fillfactor = 80, toast_tuple_target = 8160);
comment on column cases."case".due_at is 'End of the norm clock while it runs; infinity while it is paused or stopped, so that lists sort by it';
comment on column cases."case".clock_at is 'The next moment at which a clock of the case warns or ends';
comment on column cases."case".zq is 'Morton code of the point, so that what is near on the map is near on the disk';
comment on column cases."case".topic is 'What it is about within its type, such as the category of a report';
select platform.protect('cases.case');
create unique index case_number on cases."case" (tenant_id, number);
create unique index case_external on cases."case" (tenant_id, type, external_ref) where external_ref is not null;
create index case_team_due on cases."case" (tenant_id, team, due_at, id) where closed_at is null;
create index case_assignee_due on cases."case" (tenant_id, assignee, due_at, id) where closed_at is null and assignee is not null;
create index case_open_due on cases."case" (tenant_id, type, due_at, id) where closed_at is null;
create index case_state on cases."case" (tenant_id, type, state, opened_at, id);
create index case_opened on cases."case" (tenant_id, type, opened_at, id);
create index case_topic on cases."case" (tenant_id, type, topic, opened_at, id);
create index case_district on cases."case" (tenant_id, district_id, opened_at, id) where district_id is not null;
create index case_public on cases."case" (tenant_id, type, opened_at, id) where public;
create index case_clock on cases."case" (tenant_id, clock_at) where clock_at is not null;
create index case_point on cases."case" using gist (point) where point is not null;

-- Apart from the case: its words rarely change, and an index of words is dear to touch at every action.
create table cases.search (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  opened_at timestamptz not null,
  words tsvector not null,
  primary key (tenant_id, case_id)
);
select platform.protect('cases.search');
create index search_words on cases.search using gin (words);

-- What was done, for ever. The role of the program can neither change nor remove a row.
create table cases.action (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  seq integer not null,
  transaction_id text not null,
  action text not null,
  actor_kind text not null,
  actor_id uuid,
  on_behalf_of uuid,
  at timestamptz not null,
  input jsonb not null,
  events jsonb not null,
  primary key (tenant_id, case_id, seq)
) with (toast_tuple_target = 8160);
select platform.protect('cases.action', append_only => true);
create unique index action_transaction on cases.action (tenant_id, transaction_id, case_id);
create index action_actor on cases.action (tenant_id, actor_id, at) where actor_id is not null;

create table cases.participant (
  tenant_id integer not null default platform.current_tenant(),
  party_id uuid not null,
  case_id uuid not null,
  role text not null,
  primary key (tenant_id, party_id, case_id, role)
);
select platform.protect('cases.participant');
create index participant_case on cases.participant (tenant_id, case_id);

create table cases.relation (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  relation text not null,
  other_id uuid not null,
  primary key (tenant_id, case_id, relation, other_id)
);
select platform.protect('cases.relation');
create index relation_other on cases.relation (tenant_id, other_id, relation);

create table cases.task (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  key text not null,
  team text,
  role text,
  assignee uuid,
  due_at timestamptz,
  primary key (tenant_id, case_id, key)
);
select platform.protect('cases.task');
create index task_team on cases.task (tenant_id, team, due_at, case_id);
create index task_assignee on cases.task (tenant_id, assignee, due_at, case_id) where assignee is not null;

-- Running totals for boards, kept by the relay: counting a million rows for a tile on a page would cost a second.
create table cases.total (
  tenant_id integer not null default platform.current_tenant(),
  type text not null,
  state text not null,
  team text not null,
  count integer not null,
  primary key (tenant_id, type, state, team)
);
select platform.protect('cases.total');

-- One sequence for every tenant's reference numbers: a number says nothing of how many there are, and no row is locked.
create sequence cases.number as bigint start 100001 cache 20;
grant usage on sequence cases.number to amanah_app;

-- Finding by words and by place. Row level security is applied before any operator that is not leakproof, and neither
-- text search nor geometry is: under it their indexes are never used and every list reads the whole tenant. So a role
-- that can do nothing else looks through these two doors, which name the tenant themselves and give out ids only; the
-- cases behind the ids are then read under row level security like any other.
grant usage on schema cases, platform to amanah_finder;
grant select (tenant_id, case_id, opened_at, words) on cases.search to amanah_finder;
grant select (tenant_id, id, opened_at, point) on cases."case" to amanah_finder;
create policy finder on cases.search for select to amanah_finder using (true);
create policy finder on cases."case" for select to amanah_finder using (true);

-- The newest cases with these words.
create function cases.find_by_words(query tsquery, most integer) returns setof uuid
  language sql stable security definer rows 300 set search_path = ''
  as $$
    select case_id from cases.search
    where tenant_id = platform.current_tenant() and words operator(pg_catalog.@@) query
    order by opened_at desc limit most
  $$;
-- Cases in a box, those nearest to its middle first.
create function cases.find_in_box(area box, most integer) returns setof uuid
  language sql stable security definer rows 300 set search_path = ''
  as $$
    select id from cases."case"
    where tenant_id = platform.current_tenant() and point operator(pg_catalog.<@) area
    order by point operator(pg_catalog.<->) pg_catalog.center(area) limit most
  $$;
grant create on schema cases to amanah_finder;
alter function cases.find_by_words owner to amanah_finder;
alter function cases.find_in_box owner to amanah_finder;
revoke create on schema cases from amanah_finder;
revoke execute on function cases.find_by_words, cases.find_in_box from public;
grant execute on function cases.find_by_words, cases.find_in_box to amanah_app;
