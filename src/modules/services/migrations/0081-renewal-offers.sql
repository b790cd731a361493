-- One pass over the licences that end in a window, in batches: each batch is one transaction with its place in the order.
create table services.renewal_run (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  service_id text not null,
  from_day date not null,
  until_day date not null,
  municipality_id uuid,
  -- The day on which the schedule began it; null where an officer did.
  scheduled_on date,
  started_by uuid,
  started_at timestamptz not null,
  state text not null check (state in ('running', 'stopped', 'done')),
  -- How many there were to look at when it began.
  found integer not null,
  looked integer not null default 0,
  offered integer not null default 0,
  reminded integer not null default 0,
  -- Offered before, or being renewed already.
  known integer not null default 0,
  -- What stands against renewing them, such as that it is too early.
  unfit integer not null default 0,
  at_day date,
  at_id uuid,
  changed_at timestamptz not null,
  primary key (tenant_id, id),
  check (until_day >= from_day),
  check ((scheduled_on is null) <> (started_by is null))
);
select platform.protect('services.renewal_run');
create unique index renewal_run_day on services.renewal_run (tenant_id, service_id, scheduled_on) where scheduled_on is not null;
create index renewal_run_newest on services.renewal_run (tenant_id, started_at desc, id desc);
create index renewal_run_running on services.renewal_run (tenant_id, started_at) where state = 'running';

-- One offer a licence, whoever made it and however often it was tried.
create table services.renewal_offer (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  service_id text not null,
  document_id uuid not null,
  document_number text not null,
  holder_id uuid not null,
  municipality_id uuid,
  valid_until date not null,
  run_id uuid not null,
  offered_at timestamptz not null,
  -- How many days before the end the holder was told last.
  told smallint not null,
  fee integer,
  currency text,
  opened_at timestamptz,
  draft_id uuid,
  case_id uuid,
  applied_at timestamptz,
  declined_at timestamptz,
  decline_reason text,
  renewed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, run_id) references services.renewal_run (tenant_id, id)
);
select platform.protect('services.renewal_offer');
create unique index renewal_offer_document on services.renewal_offer (tenant_id, document_id);
create index renewal_offer_service on services.renewal_offer (tenant_id, service_id, valid_until, id);
create index renewal_offer_holder on services.renewal_offer (tenant_id, holder_id, offered_at desc);
