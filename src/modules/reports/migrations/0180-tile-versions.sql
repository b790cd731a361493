-- How often a part of the map changed: a tile that was read once is answered from memory for as long as none of its
-- parts did. Cells of level 14, about two kilometres wide; they only grow.
create table reports.map_version (
  tenant_id integer not null default platform.current_tenant(),
  cell integer not null,
  version bigint not null,
  primary key (tenant_id, cell)
);
select platform.protect('reports.map_version');
-- Steps of building the map, which change all of it.
alter table reports.map_state add column steps integer not null default 0;
