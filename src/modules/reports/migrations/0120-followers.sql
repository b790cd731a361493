-- Who hears of a report without an account. The row is a person of whom nothing is known but an address, sealed under
-- that person's key; the address is found by a keyed digest. One that was never confirmed goes after its term, the
-- others some time after the report was closed, and the key with them.
create table reports.follower (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  case_id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  digest bytea not null,
  address bytea not null,
  -- Digest of the secret in the links of its messages.
  link bytea not null,
  language text not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  -- Confirmations that were sent, and wrong codes since the last.
  sent smallint not null default 1,
  tries smallint not null default 0,
  -- When to see whether it is to go.
  look_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, case_id, digest),
  unique (tenant_id, link)
);
select platform.protect('reports.follower');
create index follower_digest on reports.follower (tenant_id, digest);
create index follower_look on reports.follower (tenant_id, look_at);
