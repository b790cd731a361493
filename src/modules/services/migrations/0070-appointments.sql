-- Who holds appointments, when and how many at once: the tenant's offices, as set by its folder and by its officers.
create table services.appointment_offices (
  tenant_id integer not null default platform.current_tenant(),
  version integer not null,
  document jsonb not null,
  -- Of the folder's document where it came from there, so that an unchanged folder never undoes what was set since.
  digest bytea,
  at timestamptz not null,
  primary key (tenant_id, version)
);
select platform.protect('services.appointment_offices', append_only => true);

-- An appointment of an application. Whoever moves it gets a new row, and the one before it ends as moved.
create table services.appointment (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  case_id uuid not null,
  office text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  state text not null
    check (state in ('booked', 'moved', 'cancelled', 'missed', 'held', 'closed', 'given-back')),
  sequence smallint not null,
  booked_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('services.appointment');
create unique index appointment_case on services.appointment (tenant_id, case_id, sequence);
create index appointment_office_day on services.appointment (tenant_id, office, starts_at);

-- Slots or days an officer closed. Whoever had booked there is told, and chooses anew.
create table services.closure (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  office text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  reason text not null,
  closed_by uuid,
  closed_at timestamptz not null,
  lifted_at timestamptz,
  primary key (tenant_id, id)
);
select platform.protect('services.closure');
create index closure_counting on services.closure (tenant_id, office, ends_at) where lifted_at is null;
