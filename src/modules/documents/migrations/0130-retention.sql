-- Originals by when they came: their term is the tenant's to set, and may be set anew for those that are there.
drop index documents.file_original_until;
create index file_original_age on documents.file (tenant_id, created_at) where original_sealed_sha256 is not null;
