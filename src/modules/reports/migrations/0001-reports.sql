-- What residents can report, as the tenant publishes it. A report keeps a snapshot of its category, so an old version
-- is needed only to answer what was offered when.
create table reports.catalogue (
  tenant_id integer not null default platform.current_tenant(),
  version integer not null,
  document jsonb not null,
  digest bytea not null,
  published_at timestamptz not null,
  primary key (tenant_id, version)
);
select platform.protect('reports.catalogue', append_only => true);

-- How far a file of another system was read, so that a broken import goes on where it stopped.
create table reports.import_run (
  tenant_id integer not null default platform.current_tenant(),
  source text not null,
  lines_read bigint not null,
  imported bigint not null,
  refused bigint not null,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, source)
);
select platform.protect('reports.import_run');

-- Figures for the public page, kept by the relay: reports by day, category and how they ended.
create table reports.daily (
  tenant_id integer not null default platform.current_tenant(),
  day date not null,
  topic text not null,
  received integer not null default 0,
  confirmed integer not null default 0,
  closed integer not null default 0,
  reopened integer not null default 0,
  primary key (tenant_id, day, topic)
);
select platform.protect('reports.daily');
