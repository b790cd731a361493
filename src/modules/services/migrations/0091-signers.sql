-- Keys of other installations whose services are taken over here, once somebody confirmed the key by its fingerprint.
create table services.signer (
  tenant_id integer not null default platform.current_tenant(),
  fingerprint text not null,
  -- What the installation calls itself.
  name text not null,
  trusted_at timestamptz not null,
  trusted_by uuid,
  primary key (tenant_id, fingerprint)
);
select platform.protect('services.signer');

-- The command line takes services over for nobody in particular.
alter table services.design alter column started_by drop not null;
alter table services.design_revision alter column saved_by drop not null;
