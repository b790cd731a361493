-- The upload as it came, sealed with a key of its own. That key is wrapped by the uploader's key where the uploader is
-- somebody who can be forgotten, else by the installation's; without it the bytes in the file store are noise.
alter table documents.file
  add column original_sealed_sha256 text check (original_sealed_sha256 ~ '^[0-9a-f]{64}$'),
  add column original_key bytea,
  add column original_key_of uuid,
  add column original_until timestamptz,
  -- none: no scanner was set up; waiting: in quarantine, shown to nobody.
  add column scan text not null default 'none' check (scan in ('none', 'waiting', 'clean', 'infected')),
  add column scan_found text,
  add column scanned_at timestamptz,
  -- Counts the copies that were shown; a new one is made when parts are blurred or shown again.
  add column version integer not null default 1,
  add column blurred jsonb not null default '[]'::jsonb,
  add constraint file_original check ((original_sealed_sha256 is null) = (original_key is null)),
  add constraint file_scan check ((scan = 'infected') = (scan_found is not null));
create index file_waiting on documents.file (tenant_id, created_at, id) where scan = 'waiting';
create index file_original on documents.file (tenant_id, original_sealed_sha256) where original_sealed_sha256 is not null;
create index file_infected on documents.file (tenant_id, scanned_at desc) where scan = 'infected';
create index file_original_until on documents.file (tenant_id, original_until) where original_sealed_sha256 is not null;

-- Who blurred what, and who showed it again.
create table documents.blurring (
  tenant_id integer not null default platform.current_tenant(),
  file_id uuid not null,
  version integer not null,
  areas jsonb not null,
  reason text not null,
  done_by uuid,
  done_at timestamptz not null,
  primary key (tenant_id, file_id, version)
);
select platform.protect('documents.blurring', append_only => true);

-- Who read an original, and what for.
create table documents.original_reading (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  file_id uuid not null,
  purpose text not null,
  read_by uuid not null,
  read_at timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('documents.original_reading', append_only => true);
create index original_reading_file on documents.original_reading (tenant_id, file_id, read_at);

-- Uploads a scanner stopped before anything of them was kept.
create table documents.blocked (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  sha256 text not null,
  bytes integer not null,
  found text not null,
  uploaded_by uuid,
  blocked_at timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('documents.blocked', append_only => true);
create index blocked_newest on documents.blocked (tenant_id, blocked_at desc, id desc);
