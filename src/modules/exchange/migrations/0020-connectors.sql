-- How a tenant reaches an agency: an address and settings of its own documents, secrets sealed under the installation's.
create table exchange.connector (
  tenant_id integer not null default platform.current_tenant(),
  id text not null,
  -- Null where the tenant's documents name none any more.
  address text,
  settings jsonb not null,
  sealed_secrets text,
  secrets_at timestamptz,
  -- Why an employee stopped it, when and who; null while it runs.
  paused_reason text,
  paused_at timestamptz,
  paused_by uuid,
  -- The breaker and the allowance of calls, shared by all processes.
  breaker jsonb,
  version integer not null default 1,
  primary key (tenant_id, id)
);
select platform.protect('exchange.connector');

-- The exchange log: whoever an agency was asked for or told us of, why, and on what ground. Written before the request
-- goes out; how it ended is a row of its own, so that a call whose process died shows.
create table exchange.call (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  at timestamptz not null,
  connector text not null,
  name text not null,
  direction text not null check (direction in ('out', 'in')),
  asked_by_kind text not null check (asked_by_kind in ('party', 'employee', 'system', 'agency')),
  asked_by uuid,
  for_party uuid,
  about text not null,
  purpose jsonb not null,
  regulation text not null,
  ground text not null,
  consent_id uuid,
  subject_type text,
  subject_id uuid,
  subject_number text,
  -- The agency's own number of what it sent: heard once.
  message_id text,
  -- SHA-256 of the input in canonical form.
  input_digest bytea not null,
  primary key (tenant_id, id)
);
select platform.protect('exchange.call', append_only => true);
create index call_time on exchange.call (tenant_id, at desc, id desc);
create index call_connector on exchange.call (tenant_id, connector, at desc, id desc);
create index call_party on exchange.call (tenant_id, for_party, at desc, id desc) where for_party is not null;
create index call_asker on exchange.call (tenant_id, asked_by, at desc, id desc) where asked_by is not null;
create index call_subject on exchange.call (tenant_id, subject_id, at desc, id desc) where subject_id is not null;
create unique index call_heard on exchange.call (tenant_id, connector, name, message_id) where message_id is not null;

create table exchange.call_end (
  tenant_id integer not null default platform.current_tenant(),
  call_id uuid not null,
  connector text not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('answered', 'refused', 'unavailable', 'heard')),
  -- The agency's code of refusal, or why it was unavailable.
  reason text,
  -- Whether the agency was asked at all.
  asked boolean not null,
  tries smallint not null,
  milliseconds integer not null,
  status smallint,
  request_digest bytea,
  response_digest bytea,
  primary key (tenant_id, call_id),
  foreign key (tenant_id, call_id) references exchange.call (tenant_id, id)
);
select platform.protect('exchange.call_end', append_only => true);
create index call_end_connector on exchange.call_end (tenant_id, connector, at desc) where asked;
create index call_end_trouble on exchange.call_end (tenant_id, at desc, call_id desc) where outcome = 'unavailable';

-- What went over the line, sealed under the key of the party it was for, or under the tenant's; kept as long as the
-- terms of retention say. The digests in the log prove it.
create table exchange.call_body (
  tenant_id integer not null default platform.current_tenant(),
  call_id uuid not null,
  at timestamptz not null,
  sealed_for uuid,
  sealed bytea not null,
  primary key (tenant_id, call_id)
);
select platform.protect('exchange.call_body');
create index call_body_age on exchange.call_body (tenant_id, at);
