-- How many words may wait until they are sorted into their index is said by the connection: few (64 kB) while people
-- work, more where thousands of cases are brought in at once.
alter index cases.search_words reset (gin_pending_list_limit);
