-- Answers of owners' servers, whose time has passed; the calls themselves stay.
create index handover_exchange_age on reports.handover_exchange (tenant_id, at) where answer is not null;
create index desk_call_noted on reports.desk_call (tenant_id, ended_at) where notes is not null;
create function reports.blank_old_answers(before timestamptz, most integer) returns integer
  language plpgsql security definer set search_path = ''
  as $$
    declare changed integer;
    begin
      update reports.handover_exchange e set answer = null
        where e.tenant_id = platform.current_tenant() and (e.handover_id, e.id) in (
          select handover_id, id from reports.handover_exchange
          where tenant_id = platform.current_tenant() and answer is not null and at < before order by at limit most);
      get diagnostics changed = row_count;
      return changed;
    end
  $$;
grant select (tenant_id, handover_id, id, at, answer) on reports.handover_exchange to amanah_eraser;
grant create on schema reports to amanah_eraser;
alter function reports.blank_old_answers owner to amanah_eraser;
revoke create on schema reports from amanah_eraser;
revoke execute on function reports.blank_old_answers from public;
grant execute on function reports.blank_old_answers to amanah_app;
