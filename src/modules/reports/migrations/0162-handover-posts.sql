-- What a reporter added while the report was with an owner, until the owner's server has it.
create table reports.handover_post (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  handover_id uuid not null,
  case_id uuid not null,
  number text not null,
  -- The entry of the timeline that is told of.
  seq integer not null,
  at timestamptz not null,
  status text not null check (status in ('waiting', 'sent', 'refused')),
  attempts integer not null default 0,
  next_at timestamptz,
  problem text,
  primary key (tenant_id, id)
);
select platform.protect('reports.handover_post');
create unique index handover_post_entry on reports.handover_post (tenant_id, handover_id, seq);
create index handover_post_due on reports.handover_post (tenant_id, next_at) where next_at is not null;
