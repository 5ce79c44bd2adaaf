-- Incidents, what was reported about them, what was written beside them, and the tasks of the teams.

-- Seconds between two instants as this product writes them: always UTC with a `Z`, so no setting of the session matters.
create function seconds_between(earlier text, later text) returns double precision
  language sql immutable parallel safe
  as $$ select case when later >= earlier then extract(epoch from later::timestamptz - earlier::timestamptz) end $$;

create table incidents (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  state text generated always as (entity ->> 'state') stored,
  level integer generated always as ((entity ->> 'level')::integer) stored,
  source text generated always as (entity ->> 'source') stored,
  matter_id text generated always as (entity ->> 'matterId') stored,
  opened_by text generated always as (entity ->> 'openedBy') stored,
  master_id text generated always as (entity ->> 'masterId') stored,
  lead_organisation_id text generated always as (entity ->> 'leadOrganisationId') stored,
  assisting_organisation_ids jsonb generated always as (entity -> 'assistingOrganisationIds') stored,
  team_ids jsonb generated always as (entity -> 'teamIds') stored,
  grid_ids jsonb generated always as (entity #> '{place,gridIds}') stored,
  -- The receiver of a hand-over the shift lead has agreed to.
  handed_to text generated always as
    (case when entity #>> '{handover,confirmed,agreed}' = 'true'
       and entity #>> '{handover,received,accepted}' is distinct from 'false' then entity #>> '{handover,toOrganisationId}' end) stored,
  -- What a person searches in.
  words text generated always as
    (coalesce(entity ->> 'number', '') || ' ' || (entity ->> 'title') || ' ' || (entity #>> '{place,address}')) stored,
  reported_at text generated always as (entity #>> '{stamps,reportedAt}') stored,
  ended_at text generated always as (entity ->> 'endedAt') stored,
  due_by text generated always as (entity ->> 'dueBy') stored,
  handle_by text generated always as (entity ->> 'handleBy') stored,
  on_time boolean generated always as ((entity ->> 'onTime')::boolean) stored,
  closed boolean generated always as (entity ->> 'state' in ('closed', 'archived')) stored,
  cycle integer generated always as ((entity ->> 'cycle')::integer) stored,
  rework_count integer generated always as ((entity ->> 'reworkCount')::integer) stored,
  return_count integer generated always as (jsonb_array_length(entity -> 'returns')) stored,
  reached boolean generated always as ((entity #>> '{callBack,reached}')::boolean) stored,
  resolved boolean generated always as ((entity #>> '{callBack,resolved}')::boolean) stored,
  satisfaction text generated always as (entity #>> '{callBack,satisfaction}') stored,
  file_seconds double precision generated always as
    (seconds_between(entity #>> '{stamps,reportedAt}', entity #>> '{stamps,filedAt}')) stored,
  dispatch_seconds double precision generated always as
    (seconds_between(entity #>> '{stamps,filedAt}', entity #>> '{stamps,dispatchedAt}')) stored,
  accept_seconds double precision generated always as
    (seconds_between(entity #>> '{stamps,dispatchedAt}', entity #>> '{stamps,acceptedAt}')) stored,
  arrive_seconds double precision generated always as
    (seconds_between(entity #>> '{stamps,acceptedAt}', entity #>> '{stamps,arrivedAt}')) stored,
  handle_seconds double precision generated always as
    (seconds_between(coalesce(entity #>> '{stamps,arrivedAt}', entity #>> '{stamps,acceptedAt}'),
                     entity #>> '{stamps,handledAt}')) stored,
  verify_seconds double precision generated always as
    (seconds_between(entity #>> '{stamps,handledAt}', entity #>> '{stamps,verifiedAt}')) stored
);
create index incidents_by_root on incidents (root_id);
create index incidents_by_report_time on incidents (township, reported_at desc);
create index incidents_by_state on incidents (township, state, reported_at desc);
create index incidents_at_hand on incidents (township) where ended_at is null;
create index incidents_by_end on incidents (township, ended_at) where ended_at is not null;
create index incidents_by_due on incidents (township, due_by) where ended_at is null;
create index incidents_by_lead on incidents (lead_organisation_id, reported_at desc);
create index incidents_by_grid on incidents using gin (grid_ids);
create index incidents_by_team on incidents using gin (team_ids);
create index incidents_by_opener on incidents (opened_by) where opened_by is not null;
create index incidents_by_number on incidents (township, (entity ->> 'number'));
select protect_entity_table('incidents');

-- The figures of statistics without the entity, so that a year is counted from narrow rows.
create index incidents_figures on incidents (township, reported_at)
  include (state, level, source, matter_id, lead_organisation_id, ended_at, due_by, handle_by, on_time, closed, cycle,
    rework_count, return_count, reached, resolved, satisfaction, file_seconds, dispatch_seconds, accept_seconds,
    arrive_seconds, handle_seconds, verify_seconds, opened_by);

create table reports (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  source text generated always as (entity ->> 'source') stored,
  incident_id text generated always as (entity ->> 'incidentId') stored,
  received_at text generated always as (entity ->> 'receivedAt') stored,
  answered_at text generated always as (entity ->> 'answeredAt') stored
);
create index reports_by_root on reports (root_id);
create index reports_by_time on reports (township, received_at desc);
create index reports_by_incident on reports (incident_id);
create index reports_unanswered on reports (township) where answered_at is null;
select protect_entity_table('reports');

-- The real name and phone of a reporter: never in the feed, read only by a recorded query (F-11).
create table report_contacts (
  id uuid primary key,
  report_id uuid not null unique,
  township uuid not null,
  name text not null,
  phone text not null
);
select protect_entity_table('report_contacts');

create table notes (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  incident_id text generated always as (entity ->> 'incidentId') stored
);
create index notes_by_root on notes (root_id);
create index notes_by_township on notes (township);
select protect_entity_table('notes');

create table tasks (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  state text generated always as (entity ->> 'state') stored,
  incident_id text generated always as (entity ->> 'incidentId') stored,
  team_id text generated always as (entity ->> 'teamId') stored,
  -- Set while the task keeps its team busy.
  open_team_id text generated always as (entity ->> 'openTeamId') stored,
  ended_at text generated always as (entity ->> 'endedAt') stored
);
create index tasks_by_root on tasks (root_id);
create index tasks_by_township on tasks (township, ended_at);
create index tasks_by_team on tasks (team_id);
create index tasks_by_open_team on tasks (open_team_id) where open_team_id is not null;
select protect_entity_table('tasks');
