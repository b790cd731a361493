-- Null: never chosen, and the pages ask the device. Whoever has an account already keeps the digits it holds.
alter table identity.party alter column digits drop default;
alter table identity.party alter column digits drop not null;
