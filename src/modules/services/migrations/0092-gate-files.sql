-- Evidence at a gate may be a file: a record of a meeting, a report of tests.
alter table services.gate_entry add column file_id uuid;
alter table services.gate_entry drop constraint gate_entry_kind_check;
alter table services.gate_entry add constraint gate_entry_kind_check
  check (kind in ('note', 'figure', 'link', 'file', 'signature', 'withdrawal'));
