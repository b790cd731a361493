-- Parcels of the approved plans, as a tenant's planning office hands them over. A plan and a number name one parcel; the
-- keys are the form by which both are found however they are typed.
create table territory.parcel (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  plan text not null,
  number text not null,
  plan_key text not null check (plan_key <> ''),
  number_key text not null check (number_key <> ''),
  square_metres double precision not null check (square_metres > 0),
  land_use text not null check (land_use <> ''),
  -- The district the file names, or the one its middle lies in; null where the tenant has none there.
  district_id uuid,
  -- Corners of the border as GeoJSON positions, the first one not repeated.
  points jsonb not null,
  box box not null,
  label point not null,
  approximate boolean not null,
  source text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, plan_key, number_key),
  foreign key (tenant_id, district_id) references territory.area (tenant_id, id)
);
select platform.protect('territory.parcel');
create index parcel_box on territory.parcel using gist (box);
create index parcel_district on territory.parcel (tenant_id, district_id);

-- Geometry is not leakproof: under row level security its index is never used. As in `cases`, a role that can do nothing
-- else looks through this door, which names the tenant itself and gives out ids only.
grant usage on schema territory to amanah_finder;
grant select (tenant_id, id, box) on territory.parcel to amanah_finder;
create policy finder on territory.parcel for select to amanah_finder using (true);
-- Parcels that touch a box, those nearest to its middle first.
create function territory.find_parcels(area box, most integer) returns setof uuid
  language sql stable security definer rows 100 set search_path = ''
  as $$
    select id from territory.parcel
    where tenant_id = platform.current_tenant() and box operator(pg_catalog.&&) area
    order by pg_catalog.center(box) operator(pg_catalog.<->) pg_catalog.center(area), id limit most
  $$;
grant create on schema territory to amanah_finder;
alter function territory.find_parcels owner to amanah_finder;
revoke create on schema territory from amanah_finder;
revoke execute on function territory.find_parcels from public;
grant execute on function territory.find_parcels to amanah_app;
