-- A service version being designed without code: one for each card of the catalogue. What it says stands in its
-- revisions, which are only added; the row tells which is the newest.
create table services.design (
  tenant_id integer not null default platform.current_tenant(),
  code text not null,
  id uuid not null,
  service_id text not null,
  -- The published version it was begun from; null: a service that was not there before.
  base_version integer,
  revision integer not null default 1,
  started_at timestamptz not null,
  started_by uuid not null,
  primary key (tenant_id, code)
);
select platform.protect('services.design');
create unique index design_of_service on services.design (tenant_id, service_id);

create table services.design_revision (
  tenant_id integer not null default platform.current_tenant(),
  design_id uuid not null,
  revision integer not null,
  document jsonb not null,
  -- What was done, as it was asked for; `undo` and `import` are told by their names.
  edits jsonb not null,
  saved_at timestamptz not null,
  saved_by uuid not null,
  primary key (tenant_id, design_id, revision)
);
select platform.protect('services.design_revision', append_only => true);

-- How a version came to be: who published it and why. Versions from the tenant's files have none.
create table services.release (
  tenant_id integer not null default platform.current_tenant(),
  service_id text not null,
  version integer not null,
  design_id uuid not null,
  revision integer not null,
  released_at timestamptz not null,
  released_by uuid not null,
  note text not null,
  primary key (tenant_id, service_id, version)
);
select platform.protect('services.release', append_only => true);

-- Versions offered to some only, before they are offered to everybody. Without an outcome the pilot goes on.
create table services.pilot (
  tenant_id integer not null default platform.current_tenant(),
  service_id text not null,
  version integer not null,
  segments text[] not null,
  municipalities uuid[] not null,
  started_at timestamptz not null,
  started_by uuid not null,
  ended_at timestamptz,
  ended_by uuid,
  outcome text check (outcome in ('launched', 'withdrawn')),
  primary key (tenant_id, service_id, version)
);
select platform.protect('services.pilot');
create unique index pilot_running on services.pilot (tenant_id, service_id) where outcome is null;

-- The version of a pilot that an application is written under; null: whatever is offered to everybody.
alter table services.draft add column pilot_version integer;
