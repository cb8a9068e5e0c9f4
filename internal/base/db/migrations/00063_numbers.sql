-- +goose Up
-- town/staff: second factors; the secret is sealed under a key of its own.
CREATE TABLE second_factor (
  staff TEXT PRIMARY KEY REFERENCES staff(id), wrapped TEXT NOT NULL, ref TEXT NOT NULL, sealed TEXT NOT NULL,
  confirmed_at INTEGER NOT NULL, last_step INTEGER NOT NULL
) STRICT;
-- paper/page: which procedures may show their numbers and why, and every look at them.
CREATE TABLE number_use (procedure TEXT PRIMARY KEY, purpose TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE number_read (
  id TEXT PRIMARY KEY, page TEXT NOT NULL, application TEXT NOT NULL, visit TEXT NOT NULL, office TEXT NOT NULL, seat TEXT NOT NULL,
  staff TEXT NOT NULL, at INTEGER NOT NULL, purpose TEXT NOT NULL
) STRICT;
CREATE INDEX number_read_at ON number_read (at);
