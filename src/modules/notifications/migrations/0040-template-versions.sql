-- A notice may have other words for a category, a group or a status: the most specific that exists is used. What the
-- office publishes stands beside what came with the tenant's folder; both are versions of one history.
alter table notifications.template
  add column scope text not null default '' check (scope = '' or scope ~ '^(category|group|status):.{1,64}$'),
  add column origin text not null default 'file' check (origin in ('file', 'office')),
  add column author uuid,
  add column note text,
  add column withdrawn boolean not null default false;
alter table notifications.template drop constraint template_pkey;
alter table notifications.template add primary key (tenant_id, key, scope, version);

-- Words being written: one draft for each notice and scope, seen by whoever may publish.
create table notifications.template_draft (
  tenant_id integer not null default platform.current_tenant(),
  key text not null,
  scope text not null,
  body jsonb not null,
  -- The version it was begun from; 0 for a scope without words of its own yet.
  base_version integer not null,
  author uuid,
  changed_at timestamptz not null,
  primary key (tenant_id, key, scope)
);
select platform.protect('notifications.template_draft');

alter table notifications.message add column template_scope text not null default '';
