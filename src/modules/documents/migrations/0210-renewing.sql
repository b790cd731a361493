-- Where what was issued holds, for lists of what ends by municipality; null where it holds nowhere in particular, and for
-- what was issued before this was kept.
alter table documents.issued add column municipality_id uuid;

create index issued_ending on documents.issued (tenant_id, service_id, valid_until, id)
  where state = 'valid' and valid_until is not null;
create index issued_replaces on documents.issued (tenant_id, replaces) where replaces is not null;

-- A permit whose term is extended is issued anew under its number, too.
alter table documents.issued_step drop constraint issued_step_step_check;
alter table documents.issued_step add constraint issued_step_step_check
  check (step in ('issued', 'reissued', 'extended', 'suspended', 'lifted', 'revoked', 'superseded'));
