-- What the phone knew of a photo when it was taken: time, position, the hash of the original. Null for files that came otherwise.
alter table files add column facts jsonb;
