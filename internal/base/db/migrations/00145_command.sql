-- +goose Up
-- Every command leaves a row here for a day. On SQLite it wrote three pages, now one: the key is the table, and what is
-- older than a day is found by walking along the key once an hour.
CREATE TABLE command_compact (actor TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, ref TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (actor, key)) STRICT, WITHOUT ROWID; -- only sqlite
INSERT INTO command_compact SELECT actor, key, hash, ref, at FROM command; -- only sqlite
DROP TABLE command; -- only sqlite
ALTER TABLE command_compact RENAME TO command; -- only sqlite
DROP INDEX command_at; -- only postgres
