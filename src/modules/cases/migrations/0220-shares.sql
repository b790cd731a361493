-- How much of its clock's time each open case has used: the hours in which its half and its four fifths are reached, on
-- the working calendar, which no index can count by. Null where that was not worked out yet.
alter table cases.load_row add column half_hour timestamptz, add column most_hour timestamptz;
create index load_row_unmarked on cases.load_row (tenant_id, case_id) where half_hour is null;

-- How many open cases of a team reach a share of their time in an hour: what a board adds up.
create table cases.load_mark (
  tenant_id integer not null default platform.current_tenant(),
  type text not null,
  team text not null,
  assignee text not null,
  percent smallint not null,
  hour timestamptz not null,
  count integer not null,
  primary key (tenant_id, type, team, assignee, percent, hour)
) with (fillfactor = 80);
select platform.protect('cases.load_mark');
