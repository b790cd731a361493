-- Entries written by one statement are marked by one, not by a call for each.
drop trigger mark_unsealed on ledger.entry;
create or replace function ledger.mark_unsealed() returns trigger language plpgsql as $$
begin
  insert into ledger.unsealed (tenant_id, id) select tenant_id, id from written;
  return null;
end $$;
create trigger mark_unsealed after insert on ledger.entry
  referencing new table as written for each statement execute function ledger.mark_unsealed();
