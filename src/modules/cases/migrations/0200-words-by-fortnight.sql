-- Words are kept by the fortnight a case was opened in: `7.701.pothole` is the word in the fortnight 701 of tenant 7,
-- counted from the beginning of 2000.
-- A common word of a million cases then costs what it costs in the weeks that are looked at, and no city pays for the
-- words of another. One entry a word as before, and those of new cases lie beside each other in the index.
-- In texts that become vectors and queries `~`, which no word holds, stands for tenant and fortnight.
create function cases.fortnight(at timestamptz) returns integer
  language sql immutable parallel safe
  as $$ select floor(extract(epoch from at - timestamptz '2000-01-01 00:00:00+00') / 1209600)::integer $$;

create function cases.dated(words text, tenant integer, fortnight integer) returns text
  language sql immutable parallel safe
  as $$ select replace(words, '~', tenant::text || '.' || fortnight::text || '.') $$;

drop index cases.search_words;
alter table cases.search alter column words type tsvector using
  cases.dated(regexp_replace(words::text, '(^| )''', '\1''~', 'g'), tenant_id, cases.fortnight(opened_at))::tsvector;
-- Entries that wait to be sorted in are compared with each word and fortnight of a look, so only few may wait. Since what
-- comes in belongs to few fortnights, sorting them in early costs little.
create index search_words on cases.search using gin (words) with (gin_pending_list_limit = 64);
-- No word is common any more, so knowing the commonest helps no plan; finding them out was most of analysing the table.
alter table cases.search alter column words set statistics 0;

drop function cases.find_by_words(tsquery, timestamptz, integer);

-- The newest cases with these words, newest first, beginning after the case `before` opened at `until`; nulls: no bound.
-- Looks back from the newest in growing steps, each a look into the index for its fortnights alone, until `most` are found.
create function cases.find_by_words(query text, until timestamptz, before uuid, most integer)
  returns table (id uuid, at timestamptz)
  language plpgsql stable security definer rows 300 set search_path = ''
  as $$
    declare
      -- Of many words the index is asked for the longest, which are mostly the rarest; the cases found are read anyway.
      terms constant text[] := string_to_array(query, ' & ');
      telling constant text := case when cardinality(terms) <= 3 then query else (select string_agg(term, ' & ') from (
        select term from unnest(terms) as term order by length(term) desc limit 3) as longest) end;
      -- A look for more words and fortnights than this costs more for every entry it meets than another look does.
      widest constant integer := greatest(4, 24 / greatest(1, length(telling) - length(replace(telling, '~', ''))));
      newest integer;
      oldest integer;
      step integer := 1;
      missing integer := most;
      found_now integer;
      looked_for pg_catalog.tsquery;
      wanted pg_catalog.tsquery;
    begin
      select cases.fortnight(s.opened_at) into newest from cases.search s
        where s.tenant_id = platform.current_tenant() and s.opened_at <= coalesce(until, 'infinity')
        order by s.opened_at desc limit 1;
      select cases.fortnight(s.opened_at) into oldest from cases.search s
        where s.tenant_id = platform.current_tenant() order by s.opened_at limit 1;
      while missing > 0 and newest >= oldest loop
        select string_agg('(' || cases.dated(telling, platform.current_tenant(), f) || ')', ' | ')::pg_catalog.tsquery,
            string_agg('(' || cases.dated(query, platform.current_tenant(), f) || ')', ' | ')::pg_catalog.tsquery
          into looked_for, wanted from generate_series(greatest(oldest, newest - step + 1), newest) as f;
        return query
          select one.case_id, one.opened_at from (
            select s.case_id, s.opened_at, s.words from cases.search s
            where s.tenant_id = platform.current_tenant() and s.words operator(pg_catalog.@@) looked_for
            offset 0) as one
          where (until is null or (one.opened_at, one.case_id) < (until, before))
            and (telling = query or one.words operator(pg_catalog.@@) wanted)
          order by one.opened_at desc, one.case_id desc limit missing;
        get diagnostics found_now = row_count;
        missing := missing - found_now;
        newest := newest - step;
        step := least(step * 3, widest);
      end loop;
    end
  $$;
grant create on schema cases to amanah_finder;
alter function cases.find_by_words owner to amanah_finder;
revoke create on schema cases from amanah_finder;
revoke execute on function cases.find_by_words from public;
grant execute on function cases.find_by_words to amanah_app;
