-- One uploaded photo. The bytes lie in the file store under their SHA-256, written before this row is committed.
create table documents.file (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  kind text not null check (kind in ('photo')),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes integer not null,
  width integer not null,
  height integer not null,
  thumbnail_sha256 text not null check (thumbnail_sha256 ~ '^[0-9a-f]{64}$'),
  thumbnail_bytes integer not null,
  -- The upload itself is not kept; its digest tells whether an original shown later is the one that was sent.
  original_sha256 text not null,
  original_bytes integer not null,
  original_format text not null,
  -- Place and time by the camera: for the officers of the case only.
  evidence jsonb not null,
  uploaded_by uuid,
  -- SHA-256 of the secret an uploader without an account was given.
  claim_hash bytea,
  state text not null default 'pending' check (state in ('pending', 'attached')),
  attached_type text,
  attached_id uuid,
  audience text not null default 'internal' check (audience in ('public', 'internal')),
  created_at timestamptz not null,
  attached_at timestamptz,
  primary key (tenant_id, id),
  check ((state = 'attached') = (attached_id is not null and attached_type is not null and attached_at is not null)),
  check (state = 'attached' or audience = 'internal')
);
select platform.protect('documents.file');
create index file_attached on documents.file (tenant_id, attached_type, attached_id) where state = 'attached';
create index file_pending on documents.file (tenant_id, created_at) where state = 'pending';
create index file_sha256 on documents.file (tenant_id, sha256);
create index file_thumbnail on documents.file (tenant_id, thumbnail_sha256);
