-- A list of cases that somebody narrowed and gave a name: theirs alone, or shown to a team too.
create table cases.saved_list (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  owner_id uuid not null,
  team text,
  page text not null check (page in ('triage', 'work')),
  name text not null,
  filter jsonb not null,
  position integer not null,
  changed_at timestamptz not null,
  -- Kept for a while after it was deleted, so that the deletion can be undone.
  deleted_at timestamptz,
  primary key (tenant_id, id)
);
select platform.protect('cases.saved_list');
create index saved_list_owner on cases.saved_list (tenant_id, owner_id, position, id);
create index saved_list_team on cases.saved_list (tenant_id, team, name, id) where team is not null;

-- The list with which somebody begins a page.
create table cases.first_list (
  tenant_id integer not null default platform.current_tenant(),
  party_id uuid not null,
  page text not null,
  list_id uuid not null,
  primary key (tenant_id, party_id, page)
);
select platform.protect('cases.first_list');
