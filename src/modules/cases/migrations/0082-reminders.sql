-- What a tenant does about deadlines before and after they pass.
create table cases.reminder_rules (
  tenant_id integer not null default platform.current_tenant(),
  rules jsonb not null,
  changed_at timestamptz not null,
  primary key (tenant_id)
);
select platform.protect('cases.reminder_rules');

-- Which rule was applied to which deadline of a case: once, whatever happens to the program meanwhile.
create table cases.reminded (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  rule text not null,
  due_at timestamptz not null,
  at timestamptz not null,
  primary key (tenant_id, case_id, rule, due_at)
);
select platform.protect('cases.reminded');
