-- +goose Up
-- record/seal: signed, chained roots over the journal. note is what is signed;
-- leaves are the 32-byte hashes of its events, so that the changed one can be
-- named; cursor is where the next seal goes on in this very database.
CREATE TABLE seal (number INTEGER PRIMARY KEY, note TEXT NOT NULL, leaves BLOB NOT NULL, cursor TEXT NOT NULL) STRICT;
CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END; -- only sqlite
CREATE TRIGGER seal_no_delete BEFORE DELETE ON seal BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END; -- only sqlite
CREATE FUNCTION seal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''seals are append-only''; END'; -- only postgres
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION seal_refuse(); -- only postgres
