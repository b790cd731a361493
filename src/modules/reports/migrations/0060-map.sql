-- Public reports as the map shows them: one row each, kept by the relay. Everything below is counted from these rows.
create table reports.map_report (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  number text not null,
  -- Morton code, column and row of the place on the square of the web map, 26 bits an axis.
  zq bigint not null,
  x integer not null,
  y integer not null,
  topic text not null,
  state text not null,
  -- 1 open, 2 fixed and confirmed, 3 closed without that.
  status smallint not null check (status between 1 and 3),
  -- Days in the tenant's zone.
  opened_on date not null,
  closed_on date,
  municipality_id uuid,
  district_id uuid,
  primary key (tenant_id, case_id)
);
select platform.protect('reports.map_report');
create index map_report_place on reports.map_report (tenant_id, zq);
create index map_report_opened on reports.map_report (tenant_id, opened_on);
create index map_report_district on reports.map_report (tenant_id, district_id, opened_on) where district_id is not null;

-- The pyramid: how many reports each cell of each zoom holds, and where their middle is. Month 0 is all time, any other
-- is the month a report was made, as 202611.
create table reports.map_cell (
  tenant_id integer not null default platform.current_tenant(),
  zoom smallint not null,
  month integer not null,
  cell bigint not null,
  topic text not null,
  status smallint not null,
  count integer not null,
  sum_x bigint not null,
  sum_y bigint not null,
  primary key (tenant_id, zoom, month, cell, topic, status)
) with (fillfactor = 80);
select platform.protect('reports.map_cell');

-- Figures of an area; the area of zeros is the whole tenant.
create table reports.area_total (
  tenant_id integer not null default platform.current_tenant(),
  area_id uuid not null,
  topic text not null,
  status smallint not null,
  count integer not null,
  primary key (tenant_id, area_id, topic, status)
);
select platform.protect('reports.area_total');
create table reports.area_day (
  tenant_id integer not null default platform.current_tenant(),
  area_id uuid not null,
  day date not null,
  received integer not null,
  fixed integer not null,
  closed integer not null,
  primary key (tenant_id, area_id, day)
);
select platform.protect('reports.area_day');

-- How far the map was built anew, and a number that grows with every change, for caches.
create table reports.map_state (
  tenant_id integer not null default platform.current_tenant(),
  version bigint not null default 0,
  phase text not null check (phase in ('reports', 'cells', 'areas', 'built')),
  reached uuid,
  level smallint,
  built_at timestamptz,
  primary key (tenant_id)
);
select platform.protect('reports.map_state');
