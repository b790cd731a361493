-- How often each caller came lately, over all processes; nothing of it needs to outlive a crash.
create unlogged table platform.rate (
  key text primary key,
  points integer not null,
  ends_at timestamptz not null
);
create index rate_ended on platform.rate (ends_at);
grant select, insert, update, delete on platform.rate to amanah_app;
