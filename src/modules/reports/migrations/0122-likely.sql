-- Open reports that are likely about the same thing, worked out when one of them comes in or changes, so that a list
-- can mark them without looking around each. A pair stands twice, once from each side, while both are open.
create table reports.likely_pair (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  other_id uuid not null,
  score real not null,
  primary key (tenant_id, case_id, other_id)
);
select platform.protect('reports.likely_pair');
create index likely_pair_other on reports.likely_pair (tenant_id, other_id);
