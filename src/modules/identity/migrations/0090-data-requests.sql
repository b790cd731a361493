-- What somebody asked for about their own data, until when it must be answered, and how it ended. The row stays when the
-- person is forgotten: it proves that and when; it holds nothing about them that can be read without their key.
create table identity.data_request (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('access', 'correction', 'erasure')),
  state text not null check (state in ('open', 'held', 'done', 'cancelled', 'refused')),
  requested_at timestamptz not null,
  -- The end of the legal term.
  due_at timestamptz not null,
  -- An erasure begins no earlier, so that it can be thought over.
  begins_at timestamptz,
  -- What the person wrote, and what was gathered for them, sealed with their key.
  said bytea,
  document bytea,
  document_until timestamptz,
  -- Why it is held or was refused, or what was done; by whom.
  reason text,
  decided_by uuid,
  decided_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id)
);
select platform.protect('identity.data_request');
create index data_request_party on identity.data_request (tenant_id, party_id, requested_at desc);
create index data_request_open on identity.data_request (tenant_id, due_at, id) where state in ('open', 'held');
create index data_request_ended on identity.data_request (tenant_id, ended_at desc, id desc) where ended_at is not null;
create unique index data_request_once on identity.data_request (tenant_id, party_id, kind) where state in ('open', 'held');
