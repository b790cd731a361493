-- What a team was and became, by whom and when; people by their ids, so that a forgotten one is named nowhere.
create table identity.team_change (
  tenant_id integer not null default platform.current_tenant(),
  team_code text not null,
  version integer not null,
  at timestamptz not null,
  by_party uuid,
  before jsonb,
  after jsonb not null,
  primary key (tenant_id, team_code, version)
);
select platform.protect('identity.team_change', append_only => true);
