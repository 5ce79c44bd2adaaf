-- The same picture may be handed in by two townships: one file, and a row for each that may read it.
alter table files drop constraint files_pkey;
alter table files add primary key (sha256, township);
