-- Words of each notice. A change adds a version; what was sent can be traced to the words of its day.
create table notifications.template (
  tenant_id integer not null default platform.current_tenant(),
  key text not null,
  version integer not null check (version > 0),
  body jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key, version)
);
select platform.protect('notifications.template', append_only => true);

-- One for each event and recipient. Those with a title are shown in the recipient's inbox.
create table notifications.message (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  event_id bigint not null,
  recipient text not null,
  party_id uuid,
  role text not null,
  notice text not null,
  template_version integer,
  case_id uuid,
  number text,
  language text not null,
  title text,
  body text,
  -- Kept so that a text which could not be written can be written again once its template is mended.
  request jsonb not null,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, event_id, recipient)
);
select platform.protect('notifications.message');
create index message_inbox on notifications.message (tenant_id, party_id, id desc) where title is not null;
create index message_unread on notifications.message (tenant_id, party_id) where title is not null and read_at is null;

-- One for each message and outside channel: what is sent, where to, and how that went.
create table notifications.delivery (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  message_id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  address text not null,
  language text not null,
  subject text,
  body text,
  html text,
  segments integer,
  status text not null check (status in ('queued', 'sending', 'sent', 'failed', 'dead')),
  attempts integer not null default 0,
  next_at timestamptz,
  provider_id text,
  reason text,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, message_id, channel),
  foreign key (tenant_id, message_id) references notifications.message (tenant_id, id),
  check (body is not null or status = 'dead'),
  check ((next_at is null) = (status in ('sent', 'dead')))
);
select platform.protect('notifications.delivery');
-- For a delivery being sent, next_at is the end of its worker's lease.
create index delivery_due on notifications.delivery (tenant_id, next_at) where next_at is not null;
create index delivery_dead on notifications.delivery (tenant_id, id desc) where status = 'dead';

create table notifications.preference (
  tenant_id integer not null default platform.current_tenant(),
  party_id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  wanted boolean not null,
  changed_at timestamptz not null,
  primary key (tenant_id, party_id, channel)
);
select platform.protect('notifications.preference');

-- What would have gone out, while no mail server or SMS gateway is set up. Read by a page of the demonstration.
create table notifications.dev_mailbox (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  address text not null,
  sender text not null,
  subject text,
  body text not null,
  html text,
  -- How often the same delivery arrived: more than one only when a process died between sending and noting it.
  copies integer not null default 1,
  stored_at timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('notifications.dev_mailbox');
create index message_case on notifications.message (tenant_id, case_id) where case_id is not null;
