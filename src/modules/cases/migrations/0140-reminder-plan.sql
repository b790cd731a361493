-- When rules that speak of a share of the time fall due for each deadline: the share is counted on the working calendar,
-- which no index can do, so the moment is kept as soon as the deadline is known.
create table cases.reminder_plan (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  rule text not null,
  due_at timestamptz not null,
  at timestamptz not null,
  primary key (tenant_id, case_id, rule)
);
select platform.protect('cases.reminder_plan');
create index reminder_plan_rule_at on cases.reminder_plan (tenant_id, rule, at);

-- How far the open cases have been gone through since the rules changed; null when all have been.
alter table cases.reminder_rules add column planned_after uuid default '00000000-0000-0000-0000-000000000000';
