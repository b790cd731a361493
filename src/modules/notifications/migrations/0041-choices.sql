-- What somebody wants to hear of, by channel and kind; no row means yes. The subject is a person (p and the hex digits of
-- the party's id) or a bare address (a and a keyed digest of it): whoever reports without an account chooses too.
create table notifications.choice (
  tenant_id integer not null default platform.current_tenant(),
  subject text not null check (subject ~ '^[pa][0-9a-f]{32}$'),
  channel text not null check (channel in ('email', 'sms', 'push')),
  -- One of the kinds of notices, or * for all of which nothing else is said.
  kind text not null,
  wanted boolean not null,
  changed_at timestamptz not null,
  primary key (tenant_id, subject, channel, kind)
);
select platform.protect('notifications.choice');

-- The hours in which somebody wants no message that can wait; no row means the tenant's own.
create table notifications.quiet_hours (
  tenant_id integer not null default platform.current_tenant(),
  subject text not null check (subject ~ '^[pa][0-9a-f]{32}$'),
  -- Both null: no quiet hours at all.
  from_time text,
  to_time text,
  changed_at timestamptz not null,
  primary key (tenant_id, subject),
  check ((from_time is null) = (to_time is null))
);
select platform.protect('notifications.quiet_hours');

do $$
declare
  tenant record;
begin
  for tenant in select id from platform.tenant loop
    perform set_config('amanah.tenant', tenant.id::text, true);
    insert into notifications.choice (subject, channel, kind, wanted, changed_at)
    select 'p' || replace(party_id::text, '-', ''), channel, '*', wanted, changed_at from notifications.preference;
  end loop;
  perform set_config('amanah.tenant', '', true);
end $$;
drop table notifications.preference;

-- A browser somebody allowed to show notices (RFC 8030, RFC 8291).
create table notifications.push_subscription (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  party_id uuid not null,
  endpoint text not null,
  endpoint_digest text not null,
  p256dh text not null,
  auth text not null,
  device text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (tenant_id, id)
);
select platform.protect('notifications.push_subscription');
create unique index push_endpoint on notifications.push_subscription (tenant_id, endpoint_digest);
create index push_party on notifications.push_subscription (tenant_id, party_id);

alter table notifications.delivery drop constraint delivery_channel_check;
alter table notifications.delivery add constraint delivery_channel_check check (channel in ('email', 'sms', 'push'));
-- Somebody may have several devices.
alter table notifications.delivery drop constraint delivery_tenant_id_message_id_channel_key;
alter table notifications.delivery add unique (tenant_id, message_id, channel, address);
alter table notifications.delivery
  -- Whose choices and quiet hours count; null for what was written before there were any.
  add column subject_key text,
  add column urgent boolean not null default true,
  -- Waits for the end of quiet hours.
  add column held boolean not null default false,
  -- By which the addressee may stop notices of this kind without signing in.
  add column sign_off text,
  -- The page a notice on a device leads to.
  add column path text;
drop index notifications.delivery_due;
create index delivery_due on notifications.delivery (tenant_id, channel, next_at) where next_at is not null;

alter table notifications.dev_mailbox drop constraint dev_mailbox_channel_check;
alter table notifications.dev_mailbox add constraint dev_mailbox_channel_check check (channel in ('email', 'sms', 'push'));
