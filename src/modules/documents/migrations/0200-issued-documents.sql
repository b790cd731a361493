-- The keys documents are signed with. The newest that is not retired signs; the public parts of all stay, so that what
-- they signed can be checked for ever.
create table documents.signing_key (
  tenant_id integer not null default platform.current_tenant(),
  kid text not null,
  public_key jsonb not null,
  -- Sealed by the installation; gone once the key is retired.
  sealed_secret text,
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (tenant_id, kid),
  check ((retired_at is null) = (sealed_secret is not null))
);
select platform.protect('documents.signing_key');
create unique index signing_key_current on documents.signing_key (tenant_id) where retired_at is null;

-- The last number a tenant gave; also the place of a document in the list of statuses.
create table documents.numbering (
  tenant_id integer not null default platform.current_tenant(),
  last integer not null,
  primary key (tenant_id)
);
select platform.protect('documents.numbering');

-- A licence, permit or certificate as it was issued. What is personal is sealed.
create table documents.issued (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  number text not null,
  -- A misprint is corrected by a next version under the same number.
  version integer not null check (version > 0),
  place integer not null check (place > 0),
  case_id uuid not null,
  key text not null,
  kind text not null check (kind in ('licence', 'permit', 'certificate', 'decision')),
  service_id text not null,
  service_code text not null,
  title jsonb not null,
  state text not null check (state in ('valid', 'suspended', 'revoked', 'superseded')),
  holder_id uuid not null,
  issued_at timestamptz not null,
  valid_from date not null,
  valid_until date,
  superseded_on date,
  -- The document this one took the place of.
  replaces uuid,
  code_hash bytea not null,
  -- What stands on it, its code and its token; with the holder's key where the holder can be forgotten.
  sealed bytea not null,
  sealed_for uuid,
  -- The file, in the file store under its own key, which is wrapped like the rest; the digest is of the file itself.
  file_sealed_sha256 text check (file_sealed_sha256 ~ '^[0-9a-f]{64}$'),
  file_key bytea,
  file_sha256 text check (file_sha256 ~ '^[0-9a-f]{64}$'),
  file_bytes integer,
  -- When to make the file next, while there is none.
  print_at timestamptz,
  print_failures integer not null default 0,
  primary key (tenant_id, id),
  check (valid_until is null or valid_until >= valid_from),
  check ((file_sha256 is null) = (file_sealed_sha256 is null) and (file_sha256 is null) = (file_key is null)),
  check ((superseded_on is null) = (state <> 'superseded'))
);
select platform.protect('documents.issued');
create unique index issued_number on documents.issued (tenant_id, number, version);
create unique index issued_place on documents.issued (tenant_id, place);
create index issued_case on documents.issued (tenant_id, case_id, key, version);
create index issued_holder on documents.issued (tenant_id, holder_id, issued_at desc, id desc);
create index issued_to_print on documents.issued (tenant_id, print_at, id) where print_at is not null;
create index issued_not_valid on documents.issued (tenant_id, place) where state <> 'valid';
create index issued_file on documents.issued (tenant_id, file_sealed_sha256) where file_sealed_sha256 is not null;

-- What was decided of a document since, and on what ground.
create table documents.issued_step (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  document_id uuid not null,
  step text not null check (step in ('issued', 'reissued', 'suspended', 'lifted', 'revoked', 'superseded')),
  ground text,
  reason text,
  done_by uuid,
  done_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, document_id) references documents.issued (tenant_id, id)
);
select platform.protect('documents.issued_step', append_only => true);
create index issued_step_document on documents.issued_step (tenant_id, document_id, done_at, id);

-- Links by which a holder lets somebody see a document for a time.
create table documents.share (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  document_id uuid not null,
  token_hash bytea not null,
  label text not null,
  shared_by uuid not null,
  shared_at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  opened integer not null default 0,
  opened_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, document_id) references documents.issued (tenant_id, id)
);
select platform.protect('documents.share');
create unique index share_token on documents.share (tenant_id, token_hash);
create index share_document on documents.share (tenant_id, document_id, shared_at desc);
