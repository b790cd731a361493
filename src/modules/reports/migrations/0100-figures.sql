-- One row a report, as the indicators count it; kept by the relay from the report's whole timeline. A day is null where
-- the report does not count.
create table reports.fact (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  number text not null,
  public boolean not null,
  topic text not null,
  state text not null,
  category_group text not null,
  department text not null,
  municipality_id uuid,
  district_id uuid,
  channel text not null,
  cell bigint,
  opened_at timestamptz not null,
  received_on date,
  source_known boolean not null,
  found_by_us boolean not null,
  finished_at timestamptz,
  finished_on date,
  in_time boolean,
  seconds bigint,
  first_ended_on date,
  came_back boolean not null,
  closed_on date,
  fixed boolean not null,
  rated_on date,
  score smallint,
  -- The same thing at the same place as a report that ended at most 30 days before; kept by the store.
  again boolean not null default false,
  primary key (tenant_id, case_id)
) with (fillfactor = 85);
select platform.protect('reports.fact');
create index fact_received on reports.fact (tenant_id, received_on, case_id) where received_on is not null;
create index fact_finished on reports.fact (tenant_id, finished_on, case_id) where finished_on is not null;
create index fact_ended on reports.fact (tenant_id, first_ended_on, case_id) where first_ended_on is not null;
create index fact_rated on reports.fact (tenant_id, rated_on, case_id) where rated_on is not null;
create index fact_place on reports.fact (tenant_id, cell, topic, opened_at) where cell is not null;

-- Running totals by day and by month (its first day), of the city and of its parts; those of public reports apart, so
-- that a list can say how many it does not show.
create table reports.figure (
  tenant_id integer not null default platform.current_tenant(),
  dimension text not null,
  key text not null,
  grain text not null check (grain in ('day', 'month')),
  day date not null,
  public boolean not null,
  received integer not null default 0,
  source_known integer not null default 0,
  found_by_us integer not null default 0,
  placed integer not null default 0,
  again integer not null default 0,
  finished integer not null default 0,
  timed integer not null default 0,
  in_time integer not null default 0,
  seconds bigint not null default 0,
  ended integer not null default 0,
  came_back integer not null default 0,
  ratings integer not null default 0,
  satisfied integer not null default 0,
  score integer not null default 0,
  fixed integer not null default 0,
  closed integer not null default 0,
  primary key (tenant_id, dimension, key, grain, day, public)
) with (fillfactor = 80);
select platform.protect('reports.figure');
create index figure_day on reports.figure (tenant_id, dimension, grain, day);

-- How far the figures were built anew; `version` grows with every change of any report, for caches.
create table reports.figure_state (
  tenant_id integer not null default platform.current_tenant(),
  version bigint not null default 0,
  changed_at timestamptz not null,
  phase text not null check (phase in ('facts', 'again', 'totals', 'built')),
  reached uuid,
  dimension text,
  built_at timestamptz,
  primary key (tenant_id)
);
select platform.protect('reports.figure_state');
