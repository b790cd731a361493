-- Pictures that another system gave the address of, until they are fetched or given up.
create table reports.media_fetch (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  case_id uuid not null,
  number text not null,
  url text not null,
  status text not null check (status in ('waiting', 'taken', 'refused')),
  attempts integer not null default 0,
  -- When it is tried; null once it was taken or refused.
  next_at timestamptz,
  problem text,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('reports.media_fetch');
create index media_fetch_due on reports.media_fetch (tenant_id, next_at) where next_at is not null;
create index media_fetch_case on reports.media_fetch (tenant_id, case_id);
