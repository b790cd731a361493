-- A link to the reports made with an address, for whoever proves it by opening the message that was sent there. It opens
-- once; the list it opened stays open in that browser for as long again. The message is one to the person `id`, of whom
-- nothing else is known, and is forgotten with the row.
create table reports.own_list (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  -- Of the address, keyed, as in reports.contact.
  digest bytea not null,
  -- Digests of the secret in the link, and of the one the browser got in exchange.
  link bytea not null,
  view bytea,
  created_at timestamptz not null,
  until timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, link),
  unique (tenant_id, view)
);
select platform.protect('reports.own_list');
create index own_list_digest on reports.own_list (tenant_id, digest, created_at);
create index own_list_until on reports.own_list (tenant_id, until);
