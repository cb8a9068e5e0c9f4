-- +goose Up
-- A form leaves some thirty rows in each of these tables. SQLite keeps the key of an ordinary table twice, in its rows and
-- in an index; a table WITHOUT ROWID is its own index.
CREATE TABLE value_compact (application TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, written TEXT NOT NULL, mark TEXT NOT NULL, version INTEGER NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (application, field)) STRICT, WITHOUT ROWID; -- only sqlite
INSERT INTO value_compact SELECT application, field, value, written, mark, version, staff, at FROM field_value; -- only sqlite
DROP TABLE field_value; -- only sqlite
ALTER TABLE value_compact RENAME TO field_value; -- only sqlite
CREATE TABLE history_compact (application TEXT NOT NULL, field TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL, written TEXT NOT NULL, mark TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (application, field, version)) STRICT, WITHOUT ROWID; -- only sqlite
INSERT INTO history_compact SELECT application, field, version, value, written, mark, staff, at, reason FROM field_history; -- only sqlite
DROP TABLE field_history; -- only sqlite
ALTER TABLE history_compact RENAME TO field_history; -- only sqlite
CREATE TABLE confirmation_compact (application TEXT NOT NULL, field TEXT NOT NULL, staff TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (application, field, staff)) STRICT, WITHOUT ROWID; -- only sqlite
INSERT INTO confirmation_compact SELECT application, field, staff, version, at FROM confirmation; -- only sqlite
DROP TABLE confirmation; -- only sqlite
ALTER TABLE confirmation_compact RENAME TO confirmation; -- only sqlite
