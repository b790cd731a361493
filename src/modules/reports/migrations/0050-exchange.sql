-- What another system sent with a report, and under which number of its own: a report that comes twice is one report.
create table reports.received_request (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  number text not null,
  -- The service account that sent it.
  sender uuid not null,
  external_id text,
  attributes jsonb not null,
  media_url text,
  received_at timestamptz not null,
  primary key (tenant_id, case_id)
);
select platform.protect('reports.received_request', append_only => true);
create unique index received_request_external on reports.received_request (tenant_id, sender, external_id)
  where external_id is not null;

-- What happened to reports, by time, for systems that ask what is new. One row an entry of the timeline that changed a
-- state, or that another system wrote.
create table reports.service_update (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  case_id uuid not null,
  seq integer not null,
  at timestamptz not null,
  state text not null,
  result text,
  -- The service account that wrote it, to which it is not told again; null: ours.
  origin uuid,
  external_id text,
  -- False: kept only to know it again.
  told boolean not null,
  primary key (tenant_id, id)
);
select platform.protect('reports.service_update', append_only => true);
create unique index service_update_entry on reports.service_update (tenant_id, case_id, seq);
create unique index service_update_external on reports.service_update (tenant_id, origin, external_id)
  where external_id is not null;
create index service_update_at on reports.service_update (tenant_id, at, id) where told;
