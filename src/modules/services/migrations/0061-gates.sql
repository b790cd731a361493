-- How a service comes through the gates of the method: evidence for each gate, and who signed that it is passed. What
-- was said is never changed; a signature is taken back by an entry of its own.
create table services.gate_entry (
  tenant_id integer not null default platform.current_tenant(),
  code text not null,
  id uuid not null,
  gate text not null,
  kind text not null check (kind in ('note', 'figure', 'link', 'signature', 'withdrawal')),
  words text not null,
  address text,
  -- What a signature was given for, where there was a design.
  design_id uuid,
  revision integer,
  at timestamptz not null,
  by uuid not null,
  primary key (tenant_id, code, id)
);
select platform.protect('services.gate_entry', append_only => true);
create index gate_entry_by_time on services.gate_entry (tenant_id, code, at, id);
