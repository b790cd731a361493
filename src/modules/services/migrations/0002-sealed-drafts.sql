-- What is being written is the applicant's alone: it is kept sealed with their key, so that forgetting them forgets it.
-- A draft that was sent keeps no content; the case has it.
alter table services.draft drop column data;
alter table services.draft add column sealed bytea;
alter table services.draft add column done text[] not null default '{}';
alter table services.draft add column number text;
