-- What the program does by itself, and what another system decided, comes under ids that nobody can send again; as the
-- longest keys of all they were the dearest index entries of an imported case.
drop index cases.action_transaction;
create unique index action_transaction on cases.action (tenant_id, transaction_id, case_id) where actor_kind <> 'system';
