-- Reports that an import wrote as they count in the figures and on the map, and that the totals there do not hold yet:
-- totals are added to for many thousands of reports at once. A row goes in the transaction that adds its reports.
create table reports.uncounted (
  tenant_id integer not null default platform.current_tenant(),
  counts text not null check (counts in ('figures', 'map')),
  id uuid not null,
  case_ids uuid[] not null,
  primary key (tenant_id, counts, id)
);
select platform.protect('reports.uncounted');
