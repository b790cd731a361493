-- The licence that an application being written renews.
alter table services.draft add column renews uuid;

-- Which licence an application renews: at any time one application may renew a licence.
create table services.renewal (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  case_number text not null,
  document_id uuid not null,
  sent_at timestamptz not null,
  -- When the application was over, whatever became of it.
  ended_at timestamptz,
  primary key (tenant_id, case_id)
);
select platform.protect('services.renewal');
create unique index renewal_open on services.renewal (tenant_id, document_id) where ended_at is null;
