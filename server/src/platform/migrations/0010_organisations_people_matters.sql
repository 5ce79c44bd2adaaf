-- Reference data: bodies, grids, people, teams and matters. The county's rows are readable by every township
-- (protect_entity_table); writes stay inside one.

create table organisations (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  code text generated always as (entity ->> 'code') stored
);
create unique index organisations_code on organisations (township, code);
select protect_entity_table('organisations');

create table grids (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  code text generated always as (entity ->> 'code') stored
);
create unique index grids_code on grids (township, code);
select protect_entity_table('grids');

create table people (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null
);
create index people_township on people (township);
-- Who still administers: asked whenever an administrator is taken away (PE-6).
create index people_posts on people using gin ((entity -> 'posts') jsonb_path_ops);
select protect_entity_table('people');

create table teams (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  code text generated always as (entity ->> 'code') stored
);
create unique index teams_code on teams (township, code);
select protect_entity_table('teams');

create table matters (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  code text generated always as (entity ->> 'code') stored
);
create unique index matters_code on matters (township, code);
select protect_entity_table('matters');
