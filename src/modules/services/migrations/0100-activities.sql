-- Municipal activities a tenant took over from a list of others, such as ISIC 4, beside those its services bring.
create table services.activity (
  tenant_id integer not null default platform.current_tenant(),
  code text not null,
  title jsonb not null,
  imported_at timestamptz not null,
  primary key (tenant_id, code)
);
select platform.protect('services.activity');
