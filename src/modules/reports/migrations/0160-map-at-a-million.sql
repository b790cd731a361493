-- Points of a tile, of a period and of a district are counted from the index alone: on the map of a large city a tile
-- holds tens of thousands, each on another page of the table.
drop index reports.map_report_place;
create index map_report_place on reports.map_report (tenant_id, zq)
  include (x, y, topic, status, opened_on, municipality_id, district_id);
drop index reports.map_report_opened;
create index map_report_opened on reports.map_report (tenant_id, opened_on)
  include (zq, x, y, topic, status, municipality_id, district_id);
drop index reports.map_report_district;
create index map_report_district on reports.map_report (tenant_id, district_id, opened_on)
  include (zq, x, y, topic, status) where district_id is not null;

-- The pyramid, counted anew in another shape: besides each topic all of them together, as topic '*'; and its fine levels
-- by municipality and district, since nearly every small cell lies in one. Zeros where there is none, and on coarse levels.
drop table reports.map_cell;
create table reports.map_cell (
  tenant_id integer not null default platform.current_tenant(),
  zoom smallint not null,
  month integer not null,
  cell bigint not null,
  topic text not null,
  status smallint not null,
  municipality_id uuid not null,
  district_id uuid not null,
  count integer not null,
  sum_x bigint not null,
  sum_y bigint not null,
  primary key (tenant_id, zoom, month, topic, cell, status, municipality_id, district_id)
) with (fillfactor = 80);
select platform.protect('reports.map_cell');
-- The map is then built anew by its job; no report is touched.
truncate reports.map_state;
