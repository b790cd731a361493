-- Where each open case stands, and how many stand so: what a board shows, kept by the relay. Nothing is ever counted
-- anew from the cases but once, when there are none of these rows yet.
create table cases.load_row (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  -- The entry of the timeline it is known from: what comes late or twice changes nothing.
  seq integer not null,
  type text not null,
  team text not null,
  assignee text not null,
  -- The hour in which it is due; infinity where no clock runs.
  due_hour timestamptz not null,
  reopened boolean not null,
  escalated boolean not null,
  primary key (tenant_id, case_id)
) with (fillfactor = 85);
select platform.protect('cases.load_row');

create table cases.load_total (
  tenant_id integer not null default platform.current_tenant(),
  type text not null,
  team text not null,
  assignee text not null,
  due_hour timestamptz not null,
  reopened boolean not null,
  escalated boolean not null,
  count integer not null,
  primary key (tenant_id, type, team, assignee, due_hour, reopened, escalated)
) with (fillfactor = 80);
select platform.protect('cases.load_total');

-- Received and closed by day in the tenant's zone.
create table cases.flow_day (
  tenant_id integer not null default platform.current_tenant(),
  type text not null,
  day date not null,
  team text not null,
  received integer not null,
  closed integer not null,
  primary key (tenant_id, type, day, team)
);
select platform.protect('cases.flow_day');

create table cases.load_counted (
  tenant_id integer not null default platform.current_tenant(),
  counted_at timestamptz not null,
  primary key (tenant_id)
);
select platform.protect('cases.load_counted');

-- The queue of what waits to be sorted asks for two states at once, each in the order of what is due.
create index case_state_due on cases."case" (tenant_id, type, state, due_at, id) where closed_at is null;
