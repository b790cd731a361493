-- What was learned of categories from decided reports. Each training adds a version; none is changed or removed, so that
-- it can be said for any day what suggested and how good it was.
create table reports.category_model (
  tenant_id integer not null default platform.current_tenant(),
  version integer not null,
  trained_at timestamptz not null,
  trained_until timestamptz not null,
  examples integer not null,
  seconds real not null,
  document jsonb not null,
  weights bytea not null,
  primary key (tenant_id, version)
) with (toast_tuple_target = 128);
comment on column reports.category_model.document is 'Labels, scales, temperature, threshold and the figures of the test';
comment on column reports.category_model.weights is 'One byte for each bucket and label, deflated';
alter table reports.category_model alter column weights set storage external;
select platform.protect('reports.category_model', append_only => true);

-- Each time an employee gave a report another category: what it was, what it became, and what had been suggested.
create table reports.category_correction (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  version integer not null,
  at timestamptz not null,
  was text not null,
  became text not null,
  suggested text,
  model_version integer,
  primary key (tenant_id, case_id, version)
);
comment on column reports.category_correction.version is 'Version of the case the correction made';
comment on column reports.category_correction.suggested is 'First suggestion at that moment, whether or not it was shown; null when there was none';
select platform.protect('reports.category_correction', append_only => true);
create index category_correction_at on reports.category_correction (tenant_id, at);
