-- Who called. The number and the name are sealed under the key of the person `id`; the number is found by a keyed digest.
-- A row lives as long as the tenant keeps numbers of callers; its calls stay, without a number.
create table reports.desk_caller (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  digest bytea not null,
  mobile bytea not null,
  masked text not null,
  name bytea,
  calls integer not null default 0 check (calls >= 0),
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, digest)
);
select platform.protect('reports.desk_caller');
create index desk_caller_last on reports.desk_caller (tenant_id, last_at);
create index desk_caller_repeats on reports.desk_caller (tenant_id, calls desc, last_at desc, id desc) where calls > 1;

-- A call as it stands now; what happened in it, one after the other, is in desk_entry.
create table reports.desk_call (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  agent uuid not null,
  caller uuid,
  -- Of the start, in the tenant's zone.
  day date not null,
  hour smallint not null check (hour between 0 and 23),
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('reports', 'joined', 'information', 'transferred', 'silent', 'prank', 'abandoned')),
  notes text,
  filed integer not null default 0,
  joined integer not null default 0,
  -- When its first report was made.
  first_filed_at timestamptz,
  -- What is typed and not yet a report; emptied when it is filed and when the call ends.
  draft jsonb not null default '{}',
  primary key (tenant_id, id),
  check ((ended_at is null) = (outcome is null))
);
select platform.protect('reports.desk_call');
create index desk_call_day on reports.desk_call (tenant_id, day, started_at desc, id desc);
create index desk_call_agent on reports.desk_call (tenant_id, agent, started_at desc, id desc);
create index desk_call_caller on reports.desk_call (tenant_id, caller, started_at desc, id desc) where caller is not null;
create index desk_call_time on reports.desk_call (tenant_id, started_at desc, id desc);
create index desk_call_open on reports.desk_call (tenant_id, agent, started_at desc) where ended_at is null;

create table reports.desk_entry (
  tenant_id integer not null default platform.current_tenant(),
  call_id uuid not null,
  seq integer not null,
  at timestamptz not null,
  by uuid,
  what text not null check (what in ('started', 'identified', 'filed', 'joined', 'ended')),
  case_id uuid,
  category text,
  -- The square of about a hundred metres the report lies in.
  cell text,
  hour smallint,
  primary key (tenant_id, call_id, seq),
  foreign key (tenant_id, call_id) references reports.desk_call (tenant_id, id)
);
select platform.protect('reports.desk_entry', append_only => true);
create index desk_entry_filed on reports.desk_entry (tenant_id, at desc) where what = 'filed';

-- What supervisors said of a caller; the newest counts until it ends.
create table reports.desk_mark (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  caller uuid not null,
  at timestamptz not null,
  by uuid not null,
  reason text not null,
  until timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('reports.desk_mark', append_only => true);
create index desk_mark_caller on reports.desk_mark (tenant_id, caller, at desc, id desc);

-- Reports by the number their reporter left, by whichever way they came in. The number itself is not here.
create table reports.contact (
  tenant_id integer not null default platform.current_tenant(),
  digest bytea not null,
  opened_at timestamptz not null,
  case_id uuid not null,
  primary key (tenant_id, digest, opened_at, case_id)
);
select platform.protect('reports.contact');
create index contact_age on reports.contact (tenant_id, opened_at);
