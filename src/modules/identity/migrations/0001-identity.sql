-- Whoever the municipality deals with. A person's name is sealed under the person's own key; the names of bodies and
-- of employees in office are public and stay readable.
create table identity.party (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  kind text not null check (kind in ('person', 'organisation', 'agency', 'employee', 'service')),
  -- A stable short name for bodies others refer to (NWC, SEC) and for sample parties, so that seeding twice changes nothing.
  code text,
  name jsonb,
  sealed_name bytea,
  -- The body a service account works for.
  owner_id uuid,
  status text not null default 'active' check (status in ('active', 'suspended', 'erased')),
  sample boolean not null default false,
  language text not null default 'ar',
  digits text not null default 'latn' check (digits in ('latn', 'arab')),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_id) references identity.party (tenant_id, id),
  check (name is null or sealed_name is null)
);
select platform.protect('identity.party');
create unique index party_code on identity.party (tenant_id, code) where code is not null;
create index party_staff on identity.party (tenant_id, id) where kind = 'employee';

-- One key for each party, wrapped by the tenant's key. Deleting the row makes everything sealed with it unreadable.
create table identity.subject_key (
  tenant_id integer not null default platform.current_tenant(),
  party_id uuid not null,
  wrapped bytea not null,
  primary key (tenant_id, party_id),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id)
);
select platform.protect('identity.subject_key');

-- Official numbers. The digest is keyed, so that a copy of the table does not give ten-digit numbers away by trying all.
-- One human is two parties where they are both resident and employee: `register` keeps the two apart.
create table identity.identifier (
  tenant_id integer not null default platform.current_tenant(),
  party_id uuid not null,
  kind text not null,
  register text not null check (register in ('public', 'staff')),
  digest bytea not null,
  masked text not null,
  sealed bytea not null,
  primary key (tenant_id, party_id, kind),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id)
);
select platform.protect('identity.identifier');
create unique index identifier_digest on identity.identifier (tenant_id, register, kind, digest);

create table identity.contact (
  tenant_id integer not null default platform.current_tenant(),
  party_id uuid not null,
  kind text not null check (kind in ('mobile', 'email')),
  masked text not null,
  sealed bytea not null,
  verified_at timestamptz,
  primary key (tenant_id, party_id, kind),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id)
);
select platform.protect('identity.contact');

-- Second factors: passkeys and one authenticator application a party.
create table identity.credential (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('passkey', 'totp')),
  label text not null,
  sealed_secret bytea,
  -- The time step of the last code accepted; a code is good once only (RFC 6238, section 5.2).
  last_step bigint not null default 0,
  failures integer not null default 0,
  locked_until timestamptz,
  external_id text,
  public_key bytea,
  counter bigint,
  transports text[],
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id)
);
select platform.protect('identity.credential');
create unique index credential_external on identity.credential (tenant_id, external_id) where external_id is not null;
create unique index credential_totp on identity.credential (tenant_id, party_id, (confirmed_at is null)) where kind = 'totp';
create index credential_party on identity.credential (tenant_id, party_id);

create table identity.team (
  tenant_id integer not null default platform.current_tenant(),
  code text not null check (code ~ '^[A-Z0-9][A-Z0-9-]{1,39}$'),
  name jsonb not null,
  department text not null,
  -- Municipalities served; empty: the whole tenant.
  areas uuid[] not null default '{}',
  primary key (tenant_id, code)
);
select platform.protect('identity.team');
create index team_department on identity.team (tenant_id, department);

create table identity.team_member (
  tenant_id integer not null default platform.current_tenant(),
  party_id uuid not null,
  team_code text not null,
  primary key (tenant_id, party_id, team_code),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id),
  foreign key (tenant_id, team_code) references identity.team (tenant_id, code)
);
select platform.protect('identity.team_member');
create index team_member_team on identity.team_member (tenant_id, team_code);

create table identity.role_grant (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  party_id uuid not null,
  role text not null,
  municipality_id uuid,
  valid_from timestamptz not null,
  valid_until timestamptz,
  granted_by uuid,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id)
);
select platform.protect('identity.role_grant');
create index role_grant_party on identity.role_grant (tenant_id, party_id);
create index role_grant_role on identity.role_grant (tenant_id, role) where ended_at is null;

-- The right of one party to act for another.
create table identity.mandate (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  from_party uuid not null,
  to_party uuid not null,
  scope text not null check (scope in ('manage', 'act')),
  valid_from timestamptz not null,
  valid_until timestamptz,
  granted_by uuid,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, from_party) references identity.party (tenant_id, id),
  foreign key (tenant_id, to_party) references identity.party (tenant_id, id)
);
select platform.protect('identity.mandate');
create index mandate_to on identity.mandate (tenant_id, to_party) where revoked_at is null;
create index mandate_from on identity.mandate (tenant_id, from_party) where revoked_at is null;

-- Only the SHA-256 of the browser's token is kept: a copy of the table opens no session.
create table identity.session (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  token_digest bytea not null,
  party_id uuid not null,
  segment text not null check (segment in ('individual', 'business', 'government', 'employee')),
  mandate_id uuid,
  assurance text not null check (assurance in ('low', 'high')),
  device text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id),
  foreign key (tenant_id, mandate_id) references identity.mandate (tenant_id, id)
);
select platform.protect('identity.session');
create unique index session_token on identity.session (tenant_id, token_digest);
create index session_party on identity.session (tenant_id, party_id) where revoked_at is null;
create index session_mandate on identity.session (tenant_id, mandate_id) where mandate_id is not null and revoked_at is null;
create index session_over on identity.session (tenant_id, expires_at);

-- What a passkey must sign; one open challenge for each session and purpose.
create table identity.challenge (
  tenant_id integer not null default platform.current_tenant(),
  session_id uuid not null,
  purpose text not null check (purpose in ('register', 'prove')),
  value text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, session_id, purpose),
  foreign key (tenant_id, session_id) references identity.session (tenant_id, id) on delete cascade
);
select platform.protect('identity.challenge');

create table identity.api_key (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  party_id uuid not null,
  label text not null,
  digest bytea not null,
  scopes text[] not null,
  rate_class text not null check (rate_class in ('standard', 'bulk')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, party_id) references identity.party (tenant_id, id)
);
select platform.protect('identity.api_key');
create unique index api_key_digest on identity.api_key (tenant_id, digest);
