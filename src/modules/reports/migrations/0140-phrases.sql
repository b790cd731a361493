-- Ready answers of the office: short texts an officer puts into what they write, changes and keeps. Every version stays,
-- with its author; what came with the tenant's folder and what the office wrote are versions of one history.
create table reports.phrase (
  tenant_id integer not null default platform.current_tenant(),
  key text not null,
  version integer not null,
  body jsonb not null,
  withdrawn boolean not null default false,
  origin text not null check (origin in ('file', 'office')),
  author uuid,
  note text,
  written_at timestamptz not null,
  primary key (tenant_id, key, version)
);
select platform.protect('reports.phrase', append_only => true);
