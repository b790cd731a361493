-- The words the cards of a tenant's catalogue are written with (groups, steps, documents, life events), as published.
create table services.catalogue (
  tenant_id integer not null default platform.current_tenant(),
  version integer not null,
  document jsonb not null,
  digest bytea not null,
  published_at timestamptz not null,
  published_by uuid,
  primary key (tenant_id, version)
);
select platform.protect('services.catalogue', append_only => true);

-- Cards, each with its own history; null `published_by`: from the tenant's file.
create table services.card (
  tenant_id integer not null default platform.current_tenant(),
  code text not null,
  version integer not null,
  document jsonb not null,
  digest bytea not null,
  published_at timestamptz not null,
  published_by uuid,
  note text,
  primary key (tenant_id, code, version)
);
select platform.protect('services.card', append_only => true);

-- A card as somebody is writing it anew: one for each card, seen by the office alone.
create table services.card_draft (
  tenant_id integer not null default platform.current_tenant(),
  code text not null,
  document jsonb not null,
  -- The card's version it was begun from.
  seen integer not null,
  revision integer not null,
  saved_at timestamptz not null,
  saved_by uuid not null,
  primary key (tenant_id, code)
);
select platform.protect('services.card_draft');

-- What people say of a service: one opinion of each person, which they may change or take back. The public reads words
-- only once somebody has looked at them; stars count at once.
create table services.opinion (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  code text not null,
  party_id uuid not null,
  stars smallint not null check (stars between 1 and 5),
  words text,
  standing text not null check (standing in ('none', 'waiting', 'shown', 'hidden')),
  said_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  primary key (tenant_id, id)
);
select platform.protect('services.opinion');
create unique index opinion_of_person on services.opinion (tenant_id, party_id, code);
create index opinion_of_service on services.opinion (tenant_id, code, said_at desc, id desc);
create index opinion_waiting on services.opinion (tenant_id, said_at, id) where standing = 'waiting';
