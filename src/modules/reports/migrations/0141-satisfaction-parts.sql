-- By which team and in which district a report was handled that somebody rated, to tell where people are satisfied.
alter table reports.satisfaction add column team text not null default '', add column district_id uuid;
