-- Looking back: how a past instant is found again without reading everything that happened before it.

-- The roots whose entities were not yet finished at a place of the stream. Only a help: what it says follows from
-- the journal, and a state is the same without it.
create table feed_keyframes (
  township uuid not null,
  seq bigint not null,
  roots uuid[] not null,
  primary key (township, seq)
);
select protect_entity_table('feed_keyframes');

-- Where incidents stood at level 1; few rows, so that the next one is found at once.
create index feed_changes_at_level_1 on feed_changes (township, at)
  where kind = 'incident' and body #>> '{entity,level}' = '1';

-- Positions arrive nearly in the order of their time: the smallest index finds the blocks of a window.
create index position_history_by_time on position_history
  using brin (measured_at) with (pages_per_range = 16, autosummarize = on);
