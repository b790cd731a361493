-- What was handed over to an outside owner that has an Open311 server, and how far its sending is.
create table reports.handover (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  case_id uuid not null,
  number text not null,
  -- The entry of the timeline that handed it over.
  seq integer not null,
  -- Null until the case was looked at.
  owner text,
  status text not null,
  attempts integer not null default 0,
  next_at timestamptz,
  token text,
  -- Its number in the owner's system.
  reference text,
  service_code text,
  -- What the owner said last, in its own words, and when we were told.
  their_status text,
  their_notes text,
  heard_at timestamptz,
  problem text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('reports.handover');
create unique index handover_entry on reports.handover (tenant_id, case_id, seq);
create unique index handover_reference on reports.handover (tenant_id, owner, reference) where reference is not null;
create index handover_due on reports.handover (tenant_id, owner, next_at) where next_at is not null;
create index handover_listed on reports.handover (tenant_id, created_at, id);
create index handover_troubled on reports.handover (tenant_id, created_at, id) where problem is not null;

-- Every call to an owner's server, as it went. No key and no reporter is in it.
create table reports.handover_exchange (
  tenant_id integer not null default platform.current_tenant(),
  handover_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  kind text not null,
  address text not null,
  status integer,
  milliseconds integer not null,
  outcome text not null,
  answer text,
  primary key (tenant_id, handover_id, id)
);
select platform.protect('reports.handover_exchange', append_only => true);

-- How an owner's server fares: after several failures it is left alone for a while.
create table reports.handover_owner (
  tenant_id integer not null default platform.current_tenant(),
  owner text not null,
  failures integer not null default 0,
  rests_until timestamptz,
  -- Up to when its updates were read.
  updates_until timestamptz,
  updates_at timestamptz,
  primary key (tenant_id, owner)
);
select platform.protect('reports.handover_owner');

-- Updates of an owner that were taken up, so that each is taken once.
create table reports.handover_update (
  tenant_id integer not null default platform.current_tenant(),
  handover_id uuid not null,
  update_id text not null,
  at timestamptz not null,
  primary key (tenant_id, handover_id, update_id)
);
select platform.protect('reports.handover_update', append_only => true);
