-- What each person was told, and how far it came.

create table notifications (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  person_id text generated always as (entity ->> 'personId') stored,
  stored_at text generated always as (entity ->> 'storedAt') stored
);
create index notifications_by_root on notifications (root_id);
create index notifications_by_township on notifications (township, stored_at);
create index notifications_by_person on notifications (person_id, stored_at);
select protect_entity_table('notifications');
