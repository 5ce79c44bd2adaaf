-- Emergency responses: one runs at a time in a township, and one in the county for all of them.

create table responses (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  ended_at text generated always as (entity ->> 'endedAt') stored
);
create unique index responses_running on responses (township) where ended_at is null;
select protect_entity_table('responses');
