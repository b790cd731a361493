-- Public texts and pictures somebody should look at. What the public sees is decided by the case's own data; this is the
-- list of work.
create table reports.moderation (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  number text not null,
  municipality_id uuid,
  -- new: shown only after a look; hints: something personal or offensive was found; photos; changed; flagged.
  why text[] not null,
  hints text[] not null default '{}',
  waiting boolean not null default true,
  since timestamptz not null,
  primary key (tenant_id, case_id)
);
select platform.protect('reports.moderation');
create index moderation_waiting on reports.moderation (tenant_id, since, case_id) where waiting;
create index moderation_waiting_area on reports.moderation (tenant_id, municipality_id, since, case_id) where waiting;

-- What was decided, by whom and why.
create table reports.moderation_decision (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  id uuid not null,
  text_shown boolean not null,
  wording text,
  photos uuid[] not null,
  reason text,
  note text,
  decided_by uuid,
  decided_at timestamptz not null,
  primary key (tenant_id, case_id, id)
);
select platform.protect('reports.moderation_decision', append_only => true);

-- What readers of the public pages reported.
create table reports.content_flag (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  case_id uuid not null,
  reason text not null,
  note text,
  party_id uuid,
  flagged_at timestamptz not null,
  settled boolean not null default false,
  primary key (tenant_id, id)
);
select platform.protect('reports.content_flag');
create index content_flag_open on reports.content_flag (tenant_id, case_id, flagged_at) where not settled;
