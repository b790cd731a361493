-- Decisions on what the public sees stay for ever; the reporter's own words in them go when the reporter is forgotten.
create function reports.blank_decisions(cases uuid[]) returns void
  language sql security definer set search_path = ''
  as $$
    update reports.moderation_decision set wording = null
    where tenant_id = platform.current_tenant() and case_id = any (cases) and wording is not null
  $$;
grant usage on schema reports, platform to amanah_eraser;
grant select (tenant_id, case_id, wording), update (wording) on reports.moderation_decision to amanah_eraser;
grant create on schema reports to amanah_eraser;
alter function reports.blank_decisions owner to amanah_eraser;
revoke create on schema reports from amanah_eraser;
revoke execute on function reports.blank_decisions from public;
grant execute on function reports.blank_decisions to amanah_app;
