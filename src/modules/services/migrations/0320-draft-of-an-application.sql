-- The files of an application were sent with its draft: both go together.
create index draft_case on services.draft (tenant_id, case_id) where case_id is not null;
