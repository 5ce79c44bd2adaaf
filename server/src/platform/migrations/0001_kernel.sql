-- The spine: one stream per township, the answers already given, deadlines, cursors, sign-ins.

create table installation (
  only_row boolean primary key default true check (only_row),
  -- Changes when the database is restored, so that no client takes the new past for its own (F-4).
  epoch uuid not null default gen_random_uuid(),
  county uuid not null,
  demo boolean not null,
  created_at timestamptz not null
);

create table feed_heads (
  township uuid primary key,
  seq bigint not null default 0,
  hash bytea not null default ''::bytea
);

create table feed_changes (
  township uuid not null,
  seq bigint not null,
  ordinal integer not null,
  kind text not null,
  entity_id uuid not null,
  root_id uuid not null,
  at timestamptz not null,
  -- json, not jsonb: the hash is over these very bytes (F-10).
  body json not null,
  hash bytea not null,
  primary key (township, seq, ordinal)
);
create index feed_changes_by_root on feed_changes (root_id, seq);
create index feed_changes_by_time on feed_changes (township, at);

create table commands (
  command_id uuid primary key,
  township uuid not null,
  name text not null,
  actor_id text not null,
  fingerprint bytea not null,
  outcome json not null,
  at timestamptz not null
);

create table deadlines (
  id uuid primary key,
  township uuid not null,
  key text not null,
  due_at timestamptz not null,
  command text not null,
  params json not null,
  -- Set while a node is running it; past this instant another may.
  claimed_until timestamptz,
  unique (township, key)
);
create index deadlines_by_due on deadlines (due_at);

create table reaction_cursors (
  reaction text not null,
  township uuid not null,
  seq bigint not null,
  primary key (reaction, township)
);

-- Queries whose asking is itself on record.
create table recorded_queries (
  id uuid primary key,
  township uuid not null,
  name text not null,
  actor_id text not null,
  actor_name text not null,
  params json not null,
  outcome text not null,
  at timestamptz not null
);
create index recorded_queries_by_time on recorded_queries (township, at);

create table accounts (
  person_id uuid primary key,
  township uuid not null,
  sign_in_name text not null unique,
  password_hash text not null,
  must_change boolean not null,
  disabled boolean not null default false,
  failed_count integer not null default 0,
  locked_until timestamptz,
  changed_at timestamptz not null
);

create table sessions (
  token_hash bytea primary key,
  person_id uuid not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_by_person on sessions (person_id);

-- Walls and neighbour systems: a long-lived token with posts of its own.
create table access_tokens (
  id uuid primary key,
  token_hash bytea not null unique,
  name text not null,
  posts json not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create sequence incident_numbers;
create sequence case_numbers;

create table files (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  township uuid not null,
  media_type text not null,
  size bigint not null,
  stored_at timestamptz not null,
  stored_by text not null
);

-- Row-level security: the second net below the scope check. The server takes this role for every command
-- and query; what it may see is named once per transaction.
do $$
begin
  create role one_centre_app nologin;
exception when duplicate_object or unique_violation then null;
end
$$;

do $$
begin
  execute format('grant one_centre_app to %I', current_user);
exception when others then null;
end
$$;

create function visible_townships() returns uuid[]
  language sql stable
  as $$ select string_to_array(nullif(current_setting('app.visible', true), ''), ',')::uuid[] $$;

create function own_township() returns uuid
  language sql stable
  as $$ select nullif(current_setting('app.township', true), '')::uuid $$;

create function protect_entity_table(entity_table regclass) returns void
  language plpgsql
  as $$
begin
  execute format('alter table %s enable row level security', entity_table);
  execute format(
    'create policy township_scope on %s to one_centre_app using (township = any ((select visible_townships())::uuid[])) with check (township = (select own_township()))',
    entity_table);
  execute format('grant select, insert, update, delete on %s to one_centre_app', entity_table);
end
$$;

select protect_entity_table('feed_heads');
select protect_entity_table('feed_changes');
select protect_entity_table('commands');
select protect_entity_table('deadlines');
select protect_entity_table('recorded_queries');
select protect_entity_table('files');
-- An append-only journal: not even the server's own role may rewrite it.
revoke update, delete on feed_changes from one_centre_app;
revoke update, delete on commands from one_centre_app;
revoke update, delete on recorded_queries from one_centre_app;

grant usage, select on sequence incident_numbers, case_numbers to one_centre_app;
grant select, insert, update, delete on accounts, sessions to one_centre_app;
grant select on installation to one_centre_app;
grant usage on schema public to one_centre_app;
