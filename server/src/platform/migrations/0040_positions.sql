-- Positions are not in the feed: a table of their own, one partition per UTC day of the measurement,
-- so that a month's end of retention is a dropped table and never a million deleted rows.

create table position_history (
  unit_id uuid not null,
  unit_kind text not null,
  team_id uuid,
  township uuid not null,
  measured_at timestamptz not null,
  arrived_at timestamptz not null,
  lon double precision not null,
  lat double precision not null,
  accuracy_m real,
  speed_mps real,
  heading_deg real,
  state text not null,
  -- A unit is in one place at a time: the same measurement counts once.
  primary key (unit_id, measured_at)
) partition by range (measured_at);
create index position_history_by_team on position_history (team_id, measured_at);

alter table position_history enable row level security;
create policy township_scope on position_history to one_centre_app
  using (township = any ((select visible_townships())::uuid[]));
grant select on position_history to one_centre_app;

-- Makes the partitions from `make_from` to `make_to` that are missing and drops those of the days before `keep_from`.
-- Answers how many were dropped. One caller at a time; the others wait and find nothing to do.
create function keep_position_partitions(keep_from date, make_from date, make_to date) returns integer
  language plpgsql
  as $$
declare
  dropped integer := 0;
  day date;
  old_partition text;
begin
  perform pg_advisory_xact_lock(hashtext('keep_position_partitions'));
  for day in select generate_series(make_from, make_to, interval '1 day')::date loop
    execute format(
      'create table if not exists %I partition of position_history for values from (%L) to (%L)',
      'position_history_' || to_char(day, 'YYYYMMDD'),
      to_char(day, 'YYYY-MM-DD') || 'T00:00:00Z',
      to_char(day + 1, 'YYYY-MM-DD') || 'T00:00:00Z');
  end loop;
  for old_partition in
    select child.relname
    from pg_inherits join pg_class child on child.oid = pg_inherits.inhrelid
    where pg_inherits.inhparent = 'position_history'::regclass
      and child.relname < 'position_history_' || to_char(keep_from, 'YYYYMMDD')
  loop
    execute format('drop table %I', old_partition);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;
revoke execute on function keep_position_partitions(date, date, date) from public;
