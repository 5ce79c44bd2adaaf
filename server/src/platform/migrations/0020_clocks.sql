-- The clock ledger and the county's working calendar.

create table clocks (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  state text generated always as (entity ->> 'state') stored,
  incident_id text generated always as (entity ->> 'incidentId') stored,
  step text generated always as (entity ->> 'step') stored,
  -- The end of the last row; null while the clock runs or is paused.
  stopped_at text generated always as (entity #>> '{rows,-1,to}') stored
);
create index clocks_by_root on clocks (root_id);
create index clocks_by_township on clocks (township, state);
create index clocks_by_incident on clocks (incident_id);
select protect_entity_table('clocks');

create table calendar_years (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  year integer generated always as ((entity ->> 'year')::integer) stored
);
create index calendar_years_by_root on calendar_years (root_id);
create unique index calendar_years_by_year on calendar_years (township, year);
select protect_entity_table('calendar_years');
