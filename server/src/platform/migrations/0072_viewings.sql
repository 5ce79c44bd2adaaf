-- The register of who looked through which camera, and the key that tokens into a stream are signed with.

create table viewings (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null,
  camera_id uuid generated always as ((entity ->> 'cameraId')::uuid) stored,
  asked_at text generated always as (entity ->> 'askedAt') stored,
  ended_at text generated always as (entity ->> 'endedAt') stored
);
create index viewings_by_time on viewings (township, asked_at desc, id desc);
select protect_entity_table('viewings');

create table camera_token_keys (
  only_row boolean primary key default true check (only_row),
  secret bytea not null
);
-- 244 random bits from the operating system.
insert into camera_token_keys (secret)
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
grant select on camera_token_keys to one_centre_app;
