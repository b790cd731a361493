-- What readers say of pages: which page by the name of its route, never by an address that could name a person's case.
create table platform.page_opinion (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  at timestamptz not null,
  page text not null,
  language text not null,
  useful boolean not null,
  reason text,
  primary key (tenant_id, id)
);
select platform.protect('platform.page_opinion', append_only => true);
create index page_opinion_time on platform.page_opinion (tenant_id, at);
