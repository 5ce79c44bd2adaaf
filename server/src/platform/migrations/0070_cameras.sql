-- Cameras as entities of the journal. The way to one, with its password, lies beside it and never in the journal.

create table cameras (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  code text generated always as (entity ->> 'code') stored
);
create unique index cameras_code on cameras (township, code);
select protect_entity_table('cameras');

create table camera_sources (
  camera_id uuid primary key,
  township uuid not null,
  main_url text not null,
  sub_url text not null,
  user_name text not null,
  password text not null,
  has_password boolean generated always as (password <> '') stored
);
select protect_entity_table('camera_sources');
-- A command writes a password and no command or query reads one: only the server itself does, to open a stream.
revoke select on camera_sources from one_centre_app;
grant select (camera_id, township, main_url, sub_url, user_name, has_password) on camera_sources to one_centre_app;
