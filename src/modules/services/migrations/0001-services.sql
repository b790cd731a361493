-- What a tenant offers, as published: the service's definition with the tenant's terms. An application keeps the
-- version it was made under, so versions are only added.
create table services.service (
  tenant_id integer not null default platform.current_tenant(),
  id text not null,
  version integer not null,
  code text not null,
  document jsonb not null,
  digest bytea not null,
  published_at timestamptz not null,
  primary key (tenant_id, id, version)
);
select platform.protect('services.service', append_only => true);

-- An application being written. It belongs to the party it is for; a delegate writes it in that party's name. Once it
-- is sent the case holds what was said and the row only leads there.
create table services.draft (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  party_id uuid not null,
  started_by uuid not null,
  service_id text not null,
  service_version integer not null,
  data jsonb not null,
  version integer not null default 1,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  case_id uuid,
  submitted_at timestamptz,
  primary key (tenant_id, id)
);
select platform.protect('services.draft');
create index draft_by_party on services.draft (tenant_id, party_id, updated_at desc, id desc);
-- Drafts nobody came back to are dropped after a time the tenant sets.
create index draft_left on services.draft (tenant_id, updated_at) where case_id is null;
