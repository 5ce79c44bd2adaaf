-- What was done about the lateness of an incident.

create table supervisions (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  light text generated always as (entity ->> 'light') stored,
  incident_id text generated always as (entity ->> 'incidentId') stored
);
create unique index supervisions_by_root on supervisions (root_id);
create index supervisions_by_township on supervisions (township, light);
select protect_entity_table('supervisions');
