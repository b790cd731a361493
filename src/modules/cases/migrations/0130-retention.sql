-- False once personal texts were taken out of a closed case because their time had passed; doing something with the case
-- makes it true again.
alter table cases."case" add column personal boolean not null default true;
create index case_expiring on cases."case" (tenant_id, type, closed_at, id) where personal and closed_at is not null;
