create table ledger.entry (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  at timestamptz not null,
  kind text not null check (kind in ('change', 'disclosure')),
  operation text not null,
  actor_kind text not null,
  actor_id uuid,
  on_behalf_of uuid,
  session_id uuid,
  channel text not null,
  subject_type text,
  subject_id uuid,
  subject_number text,
  fields text[] not null default '{}',
  input_digest bytea not null,
  outcome_digest bytea not null,
  request_id text not null,
  transaction_id text not null,
  -- Made with a key the database never sees, so that an entry written past the program shows.
  mac bytea not null,
  primary key (tenant_id, id)
);
select platform.protect('ledger.entry', append_only => true);
create index entry_time on ledger.entry (tenant_id, at, id);
create index entry_subject on ledger.entry (tenant_id, subject_id, at, id) where subject_id is not null;
create index entry_actor on ledger.entry (tenant_id, actor_id, at, id) where actor_id is not null;
create index entry_operation on ledger.entry (tenant_id, operation, at, id);

-- Entries not yet sealed: written with the entry, removed by the sealer. A commit that comes late is not overlooked,
-- as it would be by remembering the last id seen.
create table ledger.unsealed (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  primary key (tenant_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
select platform.protect('ledger.unsealed');

-- The entry's place in the tenant's Merkle tree.
create table ledger.leaf (
  tenant_id integer not null default platform.current_tenant(),
  position bigint not null,
  entry_id uuid not null,
  hash bytea not null,
  primary key (tenant_id, position)
);
select platform.protect('ledger.leaf', append_only => true);
create unique index leaf_entry on ledger.leaf (tenant_id, entry_id);

-- Every eighth level of the tree, so that a proof reads some hundred rows instead of all leaves. Derived: a proof is
-- checked against a signed root before it is handed out.
create table ledger.node (
  tenant_id integer not null default platform.current_tenant(),
  level smallint not null,
  position bigint not null,
  hash bytea not null,
  primary key (tenant_id, level, position)
);
select platform.protect('ledger.node', append_only => true);

-- Signed statements of the tree's size and root. Kept elsewhere too, they show even a database rolled back as a whole.
create table ledger.checkpoint (
  tenant_id integer not null default platform.current_tenant(),
  size bigint not null,
  root bytea not null,
  -- Roots of the perfect subtrees on the right edge (RFC 9162, section 2.1), so that the next leaves can be added.
  frontier bytea[] not null,
  at timestamptz not null,
  signature text not null,
  primary key (tenant_id, size)
);
select platform.protect('ledger.checkpoint', append_only => true);

create function ledger.mark_unsealed() returns trigger language plpgsql as $$
begin
  insert into ledger.unsealed (tenant_id, id) values (new.tenant_id, new.id);
  return null;
end $$;
create trigger mark_unsealed after insert on ledger.entry for each row execute function ledger.mark_unsealed();
