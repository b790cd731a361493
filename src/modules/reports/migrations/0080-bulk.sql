-- One action on many reports: chosen, looked at, then done one by one as its maker would do them by hand.
create table reports.bulk_run (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  made_by uuid not null,
  made_at timestamptz not null,
  status text not null check (status in ('draft', 'planned', 'running', 'done', 'undoing', 'undone')),
  -- The action with its input, and with what belongs to it: a category, the report to merge into.
  request jsonb,
  -- Who confirmed it, with the roles they had then: each report is acted on in their name.
  actor jsonb,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id)
);
select platform.protect('reports.bulk_run');
create index bulk_run_maker on reports.bulk_run (tenant_id, made_by, made_at desc);
create index bulk_run_waiting on reports.bulk_run (tenant_id, started_at) where status in ('running', 'undoing');

create table reports.bulk_item (
  tenant_id integer not null default platform.current_tenant(),
  run_id uuid not null,
  case_id uuid not null,
  position integer not null,
  number text not null,
  -- The version that was looked at; another one is refused.
  seen integer not null,
  before jsonb not null,
  expected jsonb,
  outcome text check (outcome in ('done', 'refused', 'changed')),
  reason jsonb,
  -- After the action; undone only from there.
  version integer,
  undone text check (undone in ('done', 'refused', 'changed')),
  primary key (tenant_id, run_id, case_id)
);
select platform.protect('reports.bulk_item');
create index bulk_item_order on reports.bulk_item (tenant_id, run_id, position);
