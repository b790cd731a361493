-- What was taken out of a case because a person's data had to go: when, why, and the digest of what stood there before,
-- so that nobody can say later that the record was changed without a trace.
create table cases.redaction (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  at timestamptz not null,
  reason text not null,
  entries integer not null,
  before bytea not null,
  primary key (tenant_id, case_id, at)
);
select platform.protect('cases.redaction', append_only => true);

-- The one way in which an entry of a timeline changes: some texts of it go, and a row above says so. It cannot add or
-- remove an entry, nor change who acted or when.
create function cases.redact(target uuid, entries jsonb, why text) returns integer
  language plpgsql security definer set search_path = ''
  as $$
    declare
      digest bytea;
      changed integer;
    begin
      select pg_catalog.sha256(pg_catalog.convert_to(
          coalesce(pg_catalog.string_agg(a.input::text || a.events::text, '' order by a.seq), ''), 'UTF8'))
        into digest
        from cases.action a where a.tenant_id = platform.current_tenant() and a.case_id = target;
      update cases.action a set input = e.input, events = e.events
        from pg_catalog.jsonb_to_recordset(entries) as e (seq integer, input jsonb, events jsonb)
        where a.tenant_id = platform.current_tenant() and a.case_id = target and a.seq = e.seq
          and pg_catalog.jsonb_array_length(a.events) = pg_catalog.jsonb_array_length(e.events);
      get diagnostics changed = row_count;
      insert into cases.redaction (tenant_id, case_id, at, reason, entries, before)
        values (platform.current_tenant(), target, pg_catalog.clock_timestamp(), why, changed, digest);
      return changed;
    end
  $$;
-- The owner may read and change the texts of entries, never who acted or when, and in no other tenant.
grant usage on schema cases, platform to amanah_eraser;
grant select (tenant_id, case_id, seq, input, events), update (input, events) on cases.action to amanah_eraser;
grant insert on cases.redaction to amanah_eraser;
grant create on schema cases to amanah_eraser;
alter function cases.redact owner to amanah_eraser;
revoke create on schema cases from amanah_eraser;
revoke execute on function cases.redact from public;
grant execute on function cases.redact to amanah_app;
