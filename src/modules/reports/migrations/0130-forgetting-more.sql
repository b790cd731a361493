-- What owners' servers answered, and what other systems sent with a report, may repeat the reporter's words; what a
-- supervisor wrote of a caller is about the caller. These rows stay for ever; their texts go with the person.
create function reports.blank_exchanged(cases uuid[]) returns void
  language sql security definer set search_path = ''
  as $$
    update reports.handover_exchange e set answer = null
      from reports.handover h
      where h.tenant_id = platform.current_tenant() and h.case_id = any (cases)
        and e.tenant_id = platform.current_tenant() and e.handover_id = h.id and e.answer is not null;
    update reports.received_request set attributes = '{}', media_url = null
      where tenant_id = platform.current_tenant() and case_id = any (cases)
        and (attributes <> '{}' or media_url is not null)
  $$;
create function reports.blank_marks(callers uuid[]) returns void
  language sql security definer set search_path = ''
  as $$
    update reports.desk_mark set reason = '—'
    where tenant_id = platform.current_tenant() and caller = any (callers) and reason <> '—'
  $$;
grant select (tenant_id, id, case_id) on reports.handover to amanah_eraser;
grant select (tenant_id, handover_id, answer), update (answer) on reports.handover_exchange to amanah_eraser;
grant select (tenant_id, case_id, attributes, media_url), update (attributes, media_url)
  on reports.received_request to amanah_eraser;
grant select (tenant_id, caller, reason), update (reason) on reports.desk_mark to amanah_eraser;
grant create on schema reports to amanah_eraser;
alter function reports.blank_exchanged owner to amanah_eraser;
alter function reports.blank_marks owner to amanah_eraser;
revoke create on schema reports from amanah_eraser;
revoke execute on function reports.blank_exchanged, reports.blank_marks from public;
grant execute on function reports.blank_exchanged, reports.blank_marks to amanah_app;
create index handover_case on reports.handover (tenant_id, case_id);
create index contact_case on reports.contact (tenant_id, case_id);
