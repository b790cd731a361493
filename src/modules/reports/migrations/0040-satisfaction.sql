-- What reporters say of how their report was handled: one opinion for each, which may change for some days.
create table reports.satisfaction (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  score smallint not null check (score between 1 and 5),
  word text,
  category text not null,
  department text not null,
  municipality_id uuid,
  -- Of the first answer, in the tenant's zone: a figure of a month does not move when somebody changes their mind.
  day date not null,
  rated_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant_id, case_id)
);
select platform.protect('reports.satisfaction');
create index satisfaction_day on reports.satisfaction (tenant_id, day);
