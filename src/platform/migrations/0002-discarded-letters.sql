-- A letter an operator gave up stays, with the reason as its note: what never arrived must remain known.
alter table platform.dead_letter add column discarded_at timestamptz;
create index dead_letter_open on platform.dead_letter (tenant_id, id) where discarded_at is null;
