-- Where other systems want to be told, and of what.
create table exchange.webhook (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  name text not null,
  url text not null,
  -- The body it is for; null for the tenant's own systems.
  owner_id uuid,
  -- What its messages may show: public, agency (also what was handed over to it), office.
  view text not null,
  -- The code of the owner among the agencies that reports are handed over to.
  agency text,
  -- An empty list narrows nothing.
  events text[] not null,
  categories text[] not null,
  areas text[] not null,
  states text[] not null,
  status text not null,
  -- Why it was paused or switched off, in words.
  reason text,
  sealed_secret text not null,
  -- The secret before the last change signs too until then.
  former_secret text,
  former_until timestamptz,
  failures integer not null default 0,
  failing_since timestamptz,
  rests_until timestamptz,
  delivered_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  version integer not null default 1,
  primary key (tenant_id, id)
);
select platform.protect('exchange.webhook');
create index webhook_listening on exchange.webhook (tenant_id, id) where status in ('active', 'paused');

-- What one webhook is to be told, as it is sent.
create table exchange.message (
  tenant_id integer not null default platform.current_tenant(),
  webhook_id uuid not null,
  id uuid not null,
  -- The event it tells of; null for a test.
  event_id bigint,
  key uuid not null,
  number text,
  type text not null,
  body text not null,
  status text not null,
  attempts integer not null default 0,
  next_at timestamptz,
  created_at timestamptz not null,
  -- From when the days of trying count: a replay begins them anew.
  tried_from timestamptz not null,
  delivered_at timestamptz,
  reason text,
  primary key (tenant_id, webhook_id, id)
) with (autovacuum_vacuum_scale_factor = 0.02);
select platform.protect('exchange.message');
create unique index message_event on exchange.message (tenant_id, webhook_id, event_id) where event_id is not null;
create index message_due on exchange.message (tenant_id, webhook_id, next_at) where next_at is not null;
create index message_waiting on exchange.message (tenant_id, webhook_id, key, id) where next_at is not null;
create index message_status on exchange.message (tenant_id, webhook_id, status, id);
create index message_key on exchange.message (tenant_id, webhook_id, key);
create index message_age on exchange.message (tenant_id, created_at) where next_at is null;

-- Every try, as it went.
create table exchange.attempt (
  tenant_id integer not null default platform.current_tenant(),
  webhook_id uuid not null,
  message_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  milliseconds integer not null,
  status integer,
  failure text,
  answer text,
  primary key (tenant_id, webhook_id, message_id, id),
  foreign key (tenant_id, webhook_id, message_id) references exchange.message on delete cascade
);
select platform.protect('exchange.attempt');
