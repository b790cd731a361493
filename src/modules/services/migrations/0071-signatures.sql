-- A signature that an application waits for before it is sent: who is asked, under what, and what they answered. What is
-- signed is known by its digest, so that a signature never counts for anything else.
create table services.signature (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  draft_id uuid not null,
  -- The applicant.
  party_id uuid not null,
  service_id text not null,
  service_version integer not null,
  role text not null,
  -- Whoever is asked, also before they ever signed in; a body signs by somebody with a mandate.
  signer_id uuid not null,
  -- The end of the identifier it was asked by, for the applicant who typed it.
  masked text not null,
  -- Of the content as it was shown, SHA-256.
  content bytea not null,
  -- The capacity the applicant asked in, for expressions that look at it.
  segment text,
  state text not null check (state in ('waiting', 'signed', 'declined', 'void')),
  asked_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  -- Why it was declined, sealed with the applicant's key.
  reason bytea,
  reminders smallint not null default 0,
  reminded_at timestamptz not null,
  -- The application it was sent with.
  case_id uuid,
  primary key (tenant_id, id)
);
select platform.protect('services.signature');
create index signature_draft on services.signature (tenant_id, draft_id);
create index signature_case on services.signature (tenant_id, case_id) where case_id is not null;
create index signature_signer on services.signature (tenant_id, signer_id, asked_at desc, id desc);
create index signature_waiting on services.signature (tenant_id, reminded_at) where state = 'waiting';
