-- Anonymous reports of the last days by what they have in common, so that a flood of near-identical ones is seen
-- together. `origin` is a keyed digest of the network they came from, under a key of the day; a week later the row goes.
create table reports.submission (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  number text not null,
  at timestamptz not null,
  origin bytea not null,
  -- The square of about 150 m it lies in.
  cell text,
  -- Two texts that share one of these are nearly the same.
  bands text[] not null,
  -- Taken in at once because it tells of danger, though a limit was passed.
  urgent boolean not null default false,
  settled_by uuid,
  settled_at timestamptz,
  primary key (tenant_id, case_id)
);
select platform.protect('reports.submission');
create index submission_open on reports.submission (tenant_id, at desc) where settled_at is null;
create index submission_age on reports.submission (tenant_id, at);
