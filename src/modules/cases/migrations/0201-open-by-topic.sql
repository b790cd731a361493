-- What is open of a topic, newest first: where most of what is open is of other topics, or most of the topic is closed,
-- neither the index of what is open nor that of topics finds it soon. Whether a case is public stands in it, so that
-- those of the public list are counted in the index alone.
create index case_topic_open on cases."case" (tenant_id, type, topic, opened_at, id) include (public) where closed_at is null;
