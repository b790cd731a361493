-- The tenant of the running transaction; null outside one, so that row level security then hides every row.
create function platform.current_tenant() returns integer
  language sql stable parallel safe
  as $$ select nullif(current_setting('amanah.tenant', true), '')::integer $$;

-- Fences a table off by tenant and grants it to the application, which owns nothing.
create function platform.protect(target regclass, append_only boolean default false) returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s using (tenant_id = platform.current_tenant()) with check (tenant_id = platform.current_tenant())',
    target);
  if append_only then
    execute format('grant select, insert on %s to amanah_app', target);
  else
    execute format('grant select, insert, update, delete on %s to amanah_app', target);
  end if;
end $$;

-- The one table every tenant is listed in; it holds particulars, no personal data.
create table platform.tenant (
  id integer primary key generated always as identity,
  key text not null unique check (key ~ '^[a-z][a-z0-9-]{1,30}$'),
  name jsonb not null,
  languages text[] not null check (cardinality(languages) > 0),
  time_zone text not null,
  calendars text[] not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);
grant select, insert, update on platform.tenant to amanah_app;

-- Answers already given, so that a repeated request gets the same one. Kept for some days, then cleared.
create table platform.idempotency (
  tenant_id integer not null default platform.current_tenant(),
  key text not null,
  operation text not null,
  request_digest bytea not null,
  answer jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key)
);
select platform.protect('platform.idempotency');
create index idempotency_age on platform.idempotency (tenant_id, created_at);

-- One row for each event and subscriber, deleted when the subscriber has handled it.
create table platform.outbox (
  tenant_id integer not null default platform.current_tenant(),
  id bigint generated always as identity,
  subscriber text not null,
  key uuid not null,
  type text not null,
  payload jsonb not null,
  at timestamptz not null,
  attempts integer not null default 0,
  -- Set while the row waits for another try; the later events of its key wait with it.
  retry_at timestamptz,
  primary key (tenant_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
select platform.protect('platform.outbox');
create index outbox_order on platform.outbox (tenant_id, subscriber, id);
create index outbox_waiting on platform.outbox (tenant_id, subscriber, key) where retry_at is not null;

-- Events a subscriber could not handle after all tries, for an operator to explain and replay.
create table platform.dead_letter (
  tenant_id integer not null default platform.current_tenant(),
  id bigint not null,
  subscriber text not null,
  key uuid not null,
  type text not null,
  payload jsonb not null,
  at timestamptz not null,
  failed_at timestamptz not null,
  reason text not null,
  note text,
  primary key (tenant_id, id)
);
select platform.protect('platform.dead_letter');
