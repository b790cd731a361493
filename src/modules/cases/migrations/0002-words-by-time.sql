-- A word that half of all cases have is found by reading from the newest back, a rare one by the index of words. Which
-- of the two is shorter the planner can only tell when it knows the word, so the statement is planned for each look.
create index search_newest on cases.search (tenant_id, opened_at, case_id);

drop function cases.find_by_words(tsquery, integer);

-- The newest cases with these words, opened at `until` or before; a null `until` is no bound.
create function cases.find_by_words(query tsquery, until timestamptz, most integer) returns setof uuid
  language plpgsql stable security definer rows 300 set search_path = ''
  as $$
    begin
      return query execute pg_catalog.format(
        'select case_id from cases.search
         where tenant_id = platform.current_tenant() and words operator(pg_catalog.@@) %L::pg_catalog.tsquery and opened_at <= %L
         order by opened_at desc, case_id desc limit %s',
        query, coalesce(until, 'infinity'), most);
    end
  $$;
grant create on schema cases to amanah_finder;
alter function cases.find_by_words owner to amanah_finder;
revoke create on schema cases from amanah_finder;
revoke execute on function cases.find_by_words from public;
grant execute on function cases.find_by_words to amanah_app;
