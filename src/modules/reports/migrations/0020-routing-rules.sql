-- Which report goes to whom, as the tenant's administrators decided it; every version stays, since reports name the
-- version and the rule that sent them.
create table reports.routing_rules (
  tenant_id integer not null default platform.current_tenant(),
  version integer not null,
  rules jsonb not null,
  note text,
  -- The version this one brings back, where it is a return.
  restored_from integer,
  published_at timestamptz not null,
  published_by uuid,
  primary key (tenant_id, version)
);
select platform.protect('reports.routing_rules', append_only => true);

-- What is being written and counts for nothing yet: one draft a tenant. `revision` only grows, so that somebody who
-- saw an earlier one is told; `rules` is null while there is no draft.
create table reports.routing_draft (
  tenant_id integer not null default platform.current_tenant(),
  revision integer not null,
  rules jsonb,
  based_on integer,
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (tenant_id)
);
select platform.protect('reports.routing_draft');

-- Who published a version of what can be reported; null: the tenant's file.
alter table reports.catalogue add column published_by uuid, add column note text;

-- What a version of the catalogue changed of a category. `before` is null for a new one, `after` for one taken away.
create table reports.category_change (
  tenant_id integer not null default platform.current_tenant(),
  code text not null,
  version integer not null,
  before jsonb,
  after jsonb,
  primary key (tenant_id, code, version)
);
select platform.protect('reports.category_change', append_only => true);
create index category_change_version on reports.category_change (tenant_id, version);
