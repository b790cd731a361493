-- An event is written once, however many hear of it; each subscriber has a position. platform.outbox keeps what is owed
-- to one subscriber alone: events it could not handle, those of the same key behind them, and what is delivered again.
alter table platform.outbox drop constraint outbox_pkey;
alter table platform.outbox add primary key (tenant_id, subscriber, id);

-- `written_by` comes before `id`: the transaction has its number before it takes one for the event. So when every
-- transaction begun up to a moment has ended, no event with an id given out before that moment can still appear.
create table platform.event (
  tenant_id integer not null default platform.current_tenant(),
  written_by xid8 not null default pg_current_xact_id(),
  id bigint not null default nextval('platform.outbox_id_seq'),
  key uuid not null,
  type text not null,
  payload jsonb not null,
  at timestamptz not null,
  primary key (tenant_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
select platform.protect('platform.event');
grant usage, select on sequence platform.outbox_id_seq to amanah_app;

-- How far each subscriber has come: it has been handed every event up to `after` that concerns it.
create table platform.subscription (
  tenant_id integer not null default platform.current_tenant(),
  subscriber text not null,
  after bigint not null,
  primary key (tenant_id, subscriber)
) with (fillfactor = 50);
select platform.protect('platform.subscription');
