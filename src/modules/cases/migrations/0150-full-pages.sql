-- A case that changes is written anew in every index, so room kept for it on its page is used by nobody: with it two
-- cases fitted on a page, without it three.
alter table cases."case" set (fillfactor = 100);
