-- What was fetched from an agency for a draft, with the applicant's consent, and what came of it. Outlives the draft with
-- the application made from it, so that whoever decides sees what comes from its source and what was typed.
create table services.prefill (
  tenant_id integer not null default platform.current_tenant(),
  -- Of the draft; `case_id` once it was sent.
  draft_id uuid not null,
  key text not null,
  case_id uuid,
  party_id uuid not null,
  connector text not null,
  call text not null,
  agreed_by uuid not null,
  -- `answered`: the fields hold what the agency said; `unavailable`: it could not be asked, they were typed;
  -- `unknown`: it does not know what it was asked about.
  state text not null check (state in ('answered', 'unavailable', 'unknown')),
  reason text,
  call_id uuid,
  at timestamptz not null,
  -- What was asked and the values it gave by field, sealed with the party's key.
  sealed bytea not null,
  -- Of what could not be fetched: asked again after sending until `verified` (as typed), `differs` or `unknown`.
  verification text check (verification in ('waiting', 'verified', 'differs', 'unknown', 'given-up')),
  verify_at timestamptz,
  verify_tries smallint not null default 0,
  verified_at timestamptz,
  -- Fields that differ, with what was said and what the agency says, sealed likewise.
  differences bytea,
  primary key (tenant_id, draft_id, key)
);
select platform.protect('services.prefill');
create index prefill_case on services.prefill (tenant_id, case_id) where case_id is not null;
create index prefill_party on services.prefill (tenant_id, party_id);
create index prefill_waiting on services.prefill (tenant_id, verify_at) where verification = 'waiting';
