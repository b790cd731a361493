-- Duties that were not kept, such as the formal request of an emergency excavation that came late: facts on which a
-- violation can stand later.
create table services.breach (
  tenant_id integer not null default platform.current_tenant(),
  case_id uuid not null,
  duty text not null,
  case_number text not null,
  service_code text not null,
  title jsonb not null,
  party_id uuid,
  municipality_id uuid,
  due_at timestamptz,
  recorded_at timestamptz not null,
  -- When it was made good, if it was.
  mended_at timestamptz,
  primary key (tenant_id, case_id, duty)
);
select platform.protect('services.breach');
create index breach_newest on services.breach (tenant_id, recorded_at desc, case_id);
