-- What a tenant says about personal data: who answers for it, what it is used for, how long what is kept. Each change is
-- a version of one history, whether it came with the tenant's folder or from the office.
create table identity.personal_data (
  tenant_id integer not null default platform.current_tenant(),
  version integer not null check (version > 0),
  document jsonb not null,
  origin text not null check (origin in ('file', 'office')),
  author uuid,
  note text,
  created_at timestamptz not null,
  primary key (tenant_id, version)
);
select platform.protect('identity.personal_data', append_only => true);

-- What went by which rule on which night, added up batch by batch: a night that was broken off goes on where it was.
create table identity.retention_run (
  tenant_id integer not null default platform.current_tenant(),
  key text not null,
  -- Of the night, in the tenant's zone.
  day date not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  removed integer not null default 0,
  -- What was older went.
  before timestamptz not null,
  primary key (tenant_id, key, day)
);
select platform.protect('identity.retention_run');

-- Records that a law or a dispute obliges to keep beyond their term.
create table identity.retention_hold (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  subject_id uuid not null,
  number text not null,
  reason text not null,
  made_by uuid,
  made_at timestamptz not null,
  lifted_by uuid,
  lifted_at timestamptz,
  primary key (tenant_id, id)
);
select platform.protect('identity.retention_hold');
create unique index retention_hold_once on identity.retention_hold (tenant_id, subject_id) where lifted_at is null;

-- What somebody was shown of the privacy notice when they gave something that they need not give, and whether they took
-- it back. Without an account it is known by the record it was given with.
create table identity.consent (
  tenant_id integer not null default platform.current_tenant(),
  subject_id uuid not null,
  purpose text not null,
  number text,
  notice_version integer not null,
  channel text not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (tenant_id, subject_id, purpose)
);
select platform.protect('identity.consent');
create index data_request_ended_at on identity.data_request (tenant_id, ended_at) where ended_at is not null;
