-- Applications whose bill was paid, until they have gone on.
create table services.payment_news (
  tenant_id integer not null default platform.current_tenant(),
  bill_id uuid not null,
  case_id uuid not null,
  at timestamptz not null,
  primary key (tenant_id, bill_id)
);
select platform.protect('services.payment_news');
create index payment_news_age on services.payment_news (tenant_id, at);
