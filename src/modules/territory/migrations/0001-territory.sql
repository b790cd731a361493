-- Parts of the tenant's territory. Rows are never deleted: an area that counts no more keeps its name for what happened there.
create table territory.area (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  kind text not null check (kind in ('region', 'governorate', 'municipality', 'locality', 'district', 'landmark')),
  code text not null check (code <> ''),
  name jsonb not null check (jsonb_typeof(name) = 'object'),
  parent_id uuid,
  -- GeoJSON coordinates of a MultiPolygon; null for an area known as a point only.
  polygons jsonb,
  box box not null,
  label point not null,
  approximate boolean not null,
  source text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  primary key (tenant_id, id),
  unique (tenant_id, code),
  foreign key (tenant_id, parent_id) references territory.area (tenant_id, id)
);
select platform.protect('territory.area');
create index area_of_kind on territory.area (tenant_id, kind) where valid_to is null;
create index area_children on territory.area (tenant_id, parent_id);
create index area_box on territory.area using gist (box);

-- Working calendars as they were entered; the newest counts. A deadline computed earlier can be explained by the row of its time.
create table territory.calendar (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  calendar jsonb not null,
  entered_at timestamptz not null,
  entered_by uuid,
  primary key (tenant_id, id)
);
select platform.protect('territory.calendar', append_only => true);
create index calendar_by_time on territory.calendar (tenant_id, entered_at desc, id desc);

-- One row a tenant. The value changes with every change of an area or of the calendar, so that what a process remembers can be checked in one small read.
create table territory.version (
  tenant_id integer not null default platform.current_tenant(),
  value uuid not null,
  changed_at timestamptz not null,
  primary key (tenant_id)
);
select platform.protect('territory.version');
