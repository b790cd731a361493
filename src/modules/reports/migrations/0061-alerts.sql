-- Who wants to hear by e-mail of new public reports, where and about what. A row lives until its owner ends it; one that
-- was never confirmed is removed after two days.
create table reports.alert (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  email text not null,
  language text not null,
  -- Either an area (zeros: everywhere) or a circle.
  area_id uuid,
  longitude double precision,
  latitude double precision,
  radius_metres integer,
  category_group text,
  frequency text not null check (frequency in ('now', 'daily', 'weekly')),
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_sent_at timestamptz,
  -- When the next message goes out; null while there is nothing to tell.
  due_at timestamptz,
  primary key (tenant_id, id),
  check ((area_id is null) = (radius_metres is not null))
);
select platform.protect('reports.alert');
create index alert_email on reports.alert (tenant_id, email);
create index alert_due on reports.alert (tenant_id, due_at) where due_at is not null;
create index alert_unconfirmed on reports.alert (tenant_id, created_at) where confirmed_at is null;

-- The keys a report is looked up by: its areas, and the cells of the map it lies in.
create table reports.alert_door (
  tenant_id integer not null default platform.current_tenant(),
  key text not null,
  alert_id uuid not null,
  primary key (tenant_id, key, alert_id),
  foreign key (tenant_id, alert_id) references reports.alert (tenant_id, id) on delete cascade
);
select platform.protect('reports.alert_door');
create index alert_door_alert on reports.alert_door (tenant_id, alert_id);

-- Reports an alert has still to tell of.
create table reports.alert_match (
  tenant_id integer not null default platform.current_tenant(),
  alert_id uuid not null,
  case_id uuid not null,
  primary key (tenant_id, alert_id, case_id),
  foreign key (tenant_id, alert_id) references reports.alert (tenant_id, id) on delete cascade
);
select platform.protect('reports.alert_match');
