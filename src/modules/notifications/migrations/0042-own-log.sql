-- A person's own log: their messages, whatever channel they went by.
create index message_party on notifications.message (tenant_id, party_id, id desc) where party_id is not null;
create index delivery_message on notifications.delivery (tenant_id, message_id);
