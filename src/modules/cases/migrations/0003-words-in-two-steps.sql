-- How often words come together no statistics know, and a plan that trusts them may read a whole city from its newest
-- report back. So the newest 20,000 are looked through first, which is where common words are found; whatever is too rare
-- for that is taken from the index of words, which is short for what is rare.
create or replace function cases.find_by_words(query tsquery, until timestamptz, most integer) returns setof uuid
  language plpgsql stable security definer rows 300 set search_path = ''
  as $$
    declare
      near timestamptz;
      newest uuid[];
    begin
      until := coalesce(until, 'infinity');
      select opened_at into near from cases.search
        where tenant_id = platform.current_tenant() and opened_at <= until
        order by opened_at desc offset 20000 limit 1;
      select array_agg(case_id) into newest from (
        select case_id from (
          select case_id, words from cases.search
          where tenant_id = platform.current_tenant() and opened_at <= until and opened_at >= coalesce(near, '-infinity')
          order by opened_at desc, case_id desc offset 0) as near_ones
        where words operator(pg_catalog.@@) query limit most) as found_ones;
      if near is null or cardinality(newest) = most then
        return query select unnest(newest);
      else
        return query select case_id from (
          select case_id, opened_at from cases.search
          where tenant_id = platform.current_tenant() and words operator(pg_catalog.@@) query and opened_at <= until
          offset 0) as rare
        order by opened_at desc, case_id desc limit most;
      end if;
    end
  $$;
