-- What changed lately, for screens that are watched: read again from a position after a broken line. Some hours of it.
create table exchange.change (
  tenant_id integer not null default platform.current_tenant(),
  position bigint generated always as identity,
  at timestamptz not null default now(),
  record_id uuid not null,
  version integer not null,
  teams text[] not null,
  municipality_id uuid,
  primary key (tenant_id, position)
) with (autovacuum_vacuum_scale_factor = 0.05);
select platform.protect('exchange.change');
create index change_age on exchange.change (tenant_id, at);
