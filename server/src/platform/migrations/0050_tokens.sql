-- Access tokens as entities of the journal; the secret's hash stays beside them, as a password does beside a person.

create table tokens (
  id uuid primary key,
  township uuid not null,
  root_id uuid not null,
  version integer not null,
  entity jsonb not null
);
create index tokens_by_township on tokens (township);
select protect_entity_table('tokens');

alter table access_tokens add column expires_at timestamptz;
-- A revoked or expired token is kept: its name stands in the journal. A slice may add one and end one by its id;
-- it reads no hash and changes nobody's posts.
grant insert, select (id), update (revoked_at) on access_tokens to one_centre_app;
