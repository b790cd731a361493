-- Past applications run through a design, some at a time: how far it came, and what it found. One for each service.
create table services.simulation (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  code text not null,
  design_id uuid not null,
  revision integer not null,
  state text not null check (state in ('running', 'stopped', 'done')),
  started_at timestamptz not null,
  started_by uuid not null,
  ended_at timestamptz,
  -- Where the next part begins: the newest are looked at first.
  after text,
  seen integer not null default 0,
  total integer not null,
  at_least boolean not null,
  primary key (tenant_id, id)
);
select platform.protect('services.simulation');
create unique index simulation_of_card on services.simulation (tenant_id, code);
create index simulation_running on services.simulation (tenant_id, started_at) where state = 'running';

create table services.simulation_case (
  tenant_id integer not null default platform.current_tenant(),
  simulation_id uuid not null,
  -- In the order in which they were looked at.
  place integer not null,
  case_id uuid not null,
  number text not null,
  kinds text[] not null,
  differences jsonb not null,
  primary key (tenant_id, simulation_id, place)
);
select platform.protect('services.simulation_case');
